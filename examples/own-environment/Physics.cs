using RlOrleans.Environments;

namespace Lander;

/// <summary>The numbers of the task, shared by its two implementations. Metres, seconds, and an engine load of fuel a step.</summary>
internal static class Physics
{
    public const int MaxSteps = 400;
    public const int ObservationSize = 5;
    public const int ActionCount = 4;

    // The actions.
    public const int MainEngine = 1;
    public const int ThrustRight = 2;
    public const int ThrustLeft = 3;

    public const float TimeStep = 0.1f;
    public const float Gravity = 1.62f;
    public const float MainAcceleration = 4f;
    public const float SideAcceleration = 1f;
    public const float Tank = 100;
    public const float SideBurn = 0.25f;

    public const float StartAltitude = 30;
    public const float Ceiling = 60;
    public const float Wall = 20;

    // A landing: on the pad, upright by construction, and no faster than this.
    public const float PadHalfWidth = 3;
    public const float MaxLandingFall = 2;
    public const float MaxLandingDrift = 1;

    public const float LandingReward = 100;
    public const float CrashReward = -100;
    public const float FuelCost = 0.05f;

    /// <summary>Positions and speeds in the order of the observation, each about as large as 1, and the share of the tank that is left.</summary>
    public static BoxSpace Observations { get; } = BoxSpace.Uniform(float.NegativeInfinity, float.PositiveInfinity, ObservationSize);

    /// <summary>
    /// How good a state is; rewards are its differences, which speeds up learning and changes no best policy (Ng, Harada and
    /// Russell, "Policy invariance under reward transformations", 1999).
    /// </summary>
    public static float Potential(float x, float y, float speedX, float speedY) =>
        -MathF.Sqrt(x * x + y * y) - 4 * MathF.Sqrt(speedX * speedX + speedY * speedY);
}
