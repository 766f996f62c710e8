using System.Runtime.CompilerServices;
using RlOrleans.Environments.Rendering;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>
/// Pendulum-v1 with Gymnasium's spaces, rewards, limits and dynamics, in float64. The action is the torque from −2 to
/// 2; a step costs the squared angle from upright, plus 0.1 of the squared angular velocity, plus 0.001 of the squared
/// torque. Nothing ends an episode; it is cut off at step 200.
/// </summary>
/// <remarks>
/// Observation: cosine and sine of the angle, and the angular velocity. A rod of mass 1 and length 1 has the moment of
/// inertia 1/3 about its end, so θ̈ = 3g/2 · sin θ + 3 · torque; semi-implicit Euler steps.
/// </remarks>
internal readonly struct Pendulum : IClassicControl
{
    private const int Angle = 0;
    private const int Velocity = 1;
    private const int Sine = 2;
    private const int ObservationSize = 3;

    private const int MaxSteps = 200;
    private const double MaxSpeed = 8;
    private const float MaxTorque = 2;
    private const double Gravity = 10;
    private const double TimeStep = 0.05;

    public static EnvironmentSpec Definition { get; } = new(
        "Pendulum-v1",
        new BoxSpace([ObservationSize], [-1, -1, (float)-MaxSpeed], [1, 1, (float)MaxSpeed]),
        BoxSpace.Uniform(-MaxTorque, MaxTorque, 1),
        MaxSteps,
        RewardThreshold: double.NaN,
        "Swing a pendulum up and hold it there with little torque.");

    public static int StateSize => 2;

    public static int DerivedSize => 1;

    public static void Start((uint X, uint Y, uint Z, uint W) random, Span<double> state)
    {
        state[Angle] = Uniform.Between(random.X, -Math.PI, Math.PI);
        state[Velocity] = Uniform.Between(random.Y, -1, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Observe<TVector>(StateColumns state, ref float observations)
        where TVector : struct, IDoubleLanes<TVector>
    {
        (TVector sine, TVector cosine) = LaneMath.SinCos(state.Load<TVector>(Angle));
        state.Store(Sine, sine);
        cosine.StoreColumn(ref observations, ObservationSize);
        sine.StoreColumn(ref Unsafe.Add(ref observations, 1), ObservationSize);
        state.Load<TVector>(Velocity).StoreColumn(ref Unsafe.Add(ref observations, 2), ObservationSize);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Advance<TVector>(TVector action, StateColumns state, ref float observations, out TVector terminated)
        where TVector : struct, IDoubleLanes<TVector>
    {
        TVector angle = state.Load<TVector>(Angle), velocity = state.Load<TVector>(Velocity);
        TVector fromUpright = LaneMath.WrapAngle(angle);
        TVector cost = fromUpright * fromUpright + TVector.Broadcast(0.1) * velocity * velocity + TVector.Broadcast(0.001) * action * action;
        TVector acceleration = TVector.Broadcast(3 * Gravity / 2) * state.Load<TVector>(Sine) + TVector.Broadcast(3) * action;
        velocity = LaneMath.Clamp(velocity + acceleration * TVector.Broadcast(TimeStep), -MaxSpeed, MaxSpeed);
        state.Store(Angle, angle + velocity * TVector.Broadcast(TimeStep));
        state.Store(Velocity, velocity);
        Observe<TVector>(state, ref observations);
        terminated = TVector.Broadcast(0);
        return TVector.Broadcast(0) - cost;
    }

    // From its start within ±π, the pendulum turns by at most MaxSpeed · TimeStep a step.
    public static bool CanBe(ReadOnlySpan<double> state) =>
        Math.Abs(state[Angle]) <= Math.PI + MaxSteps * MaxSpeed * TimeStep && Math.Abs(state[Velocity]) <= MaxSpeed;

    public static void Draw(ReadOnlySpan<double> state, Scene scene) => PendulumScene.Draw(scene, state[Angle]);
}
