using System.Runtime.CompilerServices;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>
/// The motion of two links with a motor between them, for as many lanes as a vector holds. The equations are those of
/// Sutton and Barto, "Reinforcement Learning: An Introduction" (1998), section 11.3 (the paper of 1996, "Generalization in
/// reinforcement learning", lacks a term), integrated by one classical Runge-Kutta step of fourth order.
/// </summary>
/// <remarks>Both links have mass 1, length 1, their centre of mass in the middle, and moment of inertia 1.</remarks>
internal static class AcrobotDynamics
{
    private const double Mass = 1;
    private const double Length = 1;
    private const double Centre = 0.5;
    private const double Inertia = 1;
    private const double Gravity = 9.8;
    private const double TimeStep = 0.2;

    /// <summary>Moves the links by one step under a torque.</summary>
    /// <remarks>Not inlined, nor are its stages: together they go beyond what the compiler inlines into one method.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Integrate<TVector>(
        TVector torque, TVector sine1, TVector cosine1, TVector sine2, TVector cosine2,
        ref TVector angle1, ref TVector angle2, ref TVector velocity1, ref TVector velocity2)
        where TVector : struct, IDoubleLanes<TVector>
    {
        TVector half = TVector.Broadcast(TimeStep / 2), full = TVector.Broadcast(TimeStep), two = TVector.Broadcast(2);

        // v, w, x and y are the velocities at the four stages; a, b, c and d the accelerations there.
        TVector v1 = velocity1, v2 = velocity2;
        Accelerate(torque, sine1, cosine1, sine2, cosine2, v1, v2, out TVector a1, out TVector a2);
        TVector w1 = velocity1 + half * a1, w2 = velocity2 + half * a2;
        Accelerate(torque, angle1 + half * v1, angle2 + half * v2, w1, w2, out TVector b1, out TVector b2);
        TVector x1 = velocity1 + half * b1, x2 = velocity2 + half * b2;
        Accelerate(torque, angle1 + half * w1, angle2 + half * w2, x1, x2, out TVector c1, out TVector c2);
        TVector y1 = velocity1 + full * c1, y2 = velocity2 + full * c2;
        Accelerate(torque, angle1 + full * x1, angle2 + full * x2, y1, y2, out TVector d1, out TVector d2);

        TVector sixth = TVector.Broadcast(TimeStep / 6);
        angle1 += sixth * (v1 + two * (w1 + x1) + y1);
        angle2 += sixth * (v2 + two * (w2 + x2) + y2);
        velocity1 += sixth * (a1 + two * (b1 + c1) + d1);
        velocity2 += sixth * (a2 + two * (b2 + c2) + d2);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Accelerate<TVector>(
        TVector torque, TVector angle1, TVector angle2, TVector velocity1, TVector velocity2, out TVector acceleration1, out TVector acceleration2)
        where TVector : struct, IDoubleLanes<TVector>
    {
        (TVector sine1, TVector cosine1) = LaneMath.SinCos(angle1);
        (TVector sine2, TVector cosine2) = LaneMath.SinCos(angle2);
        Accelerate(torque, sine1, cosine1, sine2, cosine2, velocity1, velocity2, out acceleration1, out acceleration2);
    }

    // d₁ θ̈₁ + d₂ θ̈₂ = −φ₁ and d₂ θ̈₁ + d₃ θ̈₂ = torque − (speed term) − φ₂, with d₁, d₂, φ₁ and φ₂ as in the book, where
    // cos(θ − π/2) stands for sin θ. Solved by Cramer's rule: one division in place of three that wait for each other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accelerate<TVector>(
        TVector torque, TVector sine1, TVector cosine1, TVector sine2, TVector cosine2, TVector velocity1, TVector velocity2,
        out TVector acceleration1, out TVector acceleration2)
        where TVector : struct, IDoubleLanes<TVector>
    {
        const double Coupling = Mass * Length * Centre;
        const double OuterInertia = Mass * Centre * Centre + Inertia;
        TVector sine12 = sine1 * cosine2 + cosine1 * sine2;
        TVector coupled = TVector.Broadcast(Coupling) * cosine2;
        TVector d1 = TVector.Broadcast(OuterInertia + Mass * Length * Length + Mass * Centre * Centre + Inertia) + coupled + coupled;
        TVector d2 = TVector.Broadcast(OuterInertia) + coupled;
        TVector phi2 = TVector.Broadcast(Mass * Centre * Gravity) * sine12;
        TVector swing = TVector.Broadcast(Coupling) * sine2;
        TVector phi1 = TVector.Broadcast((Mass * Centre + Mass * Length) * Gravity) * sine1 + phi2
            - swing * velocity2 * (velocity2 + velocity1 + velocity1);

        TVector first = TVector.Broadcast(0) - phi1;
        TVector second = torque - swing * velocity1 * velocity1 - phi2;
        TVector d3 = TVector.Broadcast(OuterInertia);
        TVector inverse = TVector.Broadcast(1) / (d1 * d3 - d2 * d2);
        acceleration1 = (first * d3 - second * d2) * inverse;
        acceleration2 = (second * d1 - first * d2) * inverse;
    }
}
