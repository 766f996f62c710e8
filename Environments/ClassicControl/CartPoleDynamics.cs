using System.Runtime.CompilerServices;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>
/// The motion of a pole on a cart, for as many lanes as a vector holds. Barto, Sutton and Anderson, "Neuronlike
/// adaptive elements that can solve difficult learning control problems" (1983), in the frictionless form of Florian,
/// "Correct equations for the dynamics of the cart-pole system" (2007), eqs. 23 and 24, integrated by explicit Euler
/// steps. The constants are those of Gymnasium's CartPole-v1.
/// </summary>
internal static class CartPoleDynamics
{
    /// <summary>|x| beyond which the cart has left the track, metres.</summary>
    public const float PositionLimit = 2.4f;

    /// <summary>|θ| beyond which the pole has fallen: 12 degrees in radians.</summary>
    public const float AngleLimit = (float)(12 * Math.PI / 180);

    private const double Gravity = 9.8;
    private const double CartMass = 1.0;
    private const double PoleMass = 0.1;
    private const double TotalMass = CartMass + PoleMass;
    private const double HalfPoleLength = 0.5;
    private const double PushForce = 10.0;
    private const double TimeStep = 0.02;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Advance<TVector>(TVector action, ref TVector x, ref TVector xDot, ref TVector theta, ref TVector thetaDot)
        where TVector : struct, ILaneVector<TVector>
    {
        TVector force = action * TVector.Broadcast((float)(2 * PushForce)) - TVector.Broadcast((float)PushForce);
        TVector squared = theta * theta;
        TVector sine = theta * Sinc(squared), cosine = Cosine(squared);

        TVector push = force * TVector.Broadcast((float)(1 / TotalMass));
        TVector swing = TVector.Broadcast((float)(PoleMass * HalfPoleLength / TotalMass));
        TVector drive = push + swing * thetaDot * thetaDot * sine;
        TVector thetaAcceleration =
            (TVector.Broadcast((float)Gravity) * sine - cosine * drive)
            / (TVector.Broadcast((float)(HalfPoleLength * 4 / 3))
               - TVector.Broadcast((float)(HalfPoleLength * PoleMass / TotalMass)) * cosine * cosine);
        TVector xAcceleration = drive - swing * thetaAcceleration * cosine;

        // Explicit Euler: positions move by the old velocities.
        TVector step = TVector.Broadcast((float)TimeStep);
        x += step * xDot;
        xDot += step * xAcceleration;
        theta += step * thetaDot;
        thetaDot += step * thetaAcceleration;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Fallen<TVector>(TVector x, TVector theta)
        where TVector : struct, ILaneVector<TVector> =>
        TVector.GreaterThan(TVector.Abs(x), TVector.Broadcast(PositionLimit))
        | TVector.GreaterThan(TVector.Abs(theta), TVector.Broadcast(AngleLimit));

    // Taylor polynomials in θ². A pole that has not fallen has |θ| ≤ 0.21, where what they leave out
    // (θ⁹/9! and θ⁸/8!) is below 1e-10: far less than the last bit of a float.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sinc<TVector>(TVector squared)
        where TVector : struct, ILaneVector<TVector> =>
        TVector.Broadcast(1f) + squared * (TVector.Broadcast(-1f / 6) + squared * (TVector.Broadcast(1f / 120) - squared * TVector.Broadcast(1f / 5040)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Cosine<TVector>(TVector squared)
        where TVector : struct, ILaneVector<TVector> =>
        TVector.Broadcast(1f) + squared * (TVector.Broadcast(-1f / 2) + squared * (TVector.Broadcast(1f / 24) - squared * TVector.Broadcast(1f / 720)));
}
