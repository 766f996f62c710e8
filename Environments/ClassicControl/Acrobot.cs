using System.Runtime.CompilerServices;
using RlOrleans.Environments.Rendering;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>
/// Acrobot-v1 with Gymnasium's spaces, rewards, limits and dynamics, in float64. Action 0, 1 or 2 applies a torque of
/// −1, 0 or 1 between two links that hang from a pivot; every step costs 1, but for the one on which the tip gets
/// higher than one link above the pivot, which ends the episode. It is cut off at step 500.
/// </summary>
/// <remarks>
/// Observation: cosine and sine of θ₁ (of the first link, 0 hangs down), cosine and sine of θ₂ (of the second link,
/// relative to the first), and both angular velocities.
/// </remarks>
internal readonly struct Acrobot : IClassicControl
{
    private const int Angle1 = 0;
    private const int Angle2 = 1;
    private const int Velocity1 = 2;
    private const int Velocity2 = 3;
    private const int Sine1 = 4;
    private const int Cosine1 = 5;
    private const int Sine2 = 6;
    private const int Cosine2 = 7;
    private const int ObservationSize = 6;

    private const double MaxSpeed1 = 4 * Math.PI;
    private const double MaxSpeed2 = 9 * Math.PI;
    private const double StartRange = 0.1;

    // An angle is wrapped by a rounded 2π, and may come out a last bit beyond π.
    private const double MaxAngle = Math.PI + 1e-9;

    public static EnvironmentSpec Definition { get; } = new(
        "Acrobot-v1",
        new BoxSpace(
            [ObservationSize],
            [-1, -1, -1, -1, (float)-MaxSpeed1, (float)-MaxSpeed2],
            [1, 1, 1, 1, (float)MaxSpeed1, (float)MaxSpeed2]),
        new DiscreteSpace(3),
        MaxEpisodeSteps: 500,
        RewardThreshold: -100,
        "Swing the tip of two hanging links above a line by a motor between them.");

    public static int StateSize => 4;

    public static int DerivedSize => 4;

    public static void Start((uint X, uint Y, uint Z, uint W) random, Span<double> state)
    {
        state[Angle1] = Uniform.Between(random.X, -StartRange, StartRange);
        state[Angle2] = Uniform.Between(random.Y, -StartRange, StartRange);
        state[Velocity1] = Uniform.Between(random.Z, -StartRange, StartRange);
        state[Velocity2] = Uniform.Between(random.W, -StartRange, StartRange);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Observe<TVector>(StateColumns state, ref float observations)
        where TVector : struct, IDoubleLanes<TVector> =>
        ObserveHeight<TVector>(state, ref observations);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Advance<TVector>(TVector action, StateColumns state, ref float observations, out TVector terminated)
        where TVector : struct, IDoubleLanes<TVector>
    {
        TVector angle1 = state.Load<TVector>(Angle1), angle2 = state.Load<TVector>(Angle2);
        TVector velocity1 = state.Load<TVector>(Velocity1), velocity2 = state.Load<TVector>(Velocity2);
        AcrobotDynamics.Integrate(
            action - TVector.Broadcast(1),
            state.Load<TVector>(Sine1), state.Load<TVector>(Cosine1), state.Load<TVector>(Sine2), state.Load<TVector>(Cosine2),
            ref angle1, ref angle2, ref velocity1, ref velocity2);
        state.Store(Angle1, LaneMath.WrapAngle(angle1));
        state.Store(Angle2, LaneMath.WrapAngle(angle2));
        state.Store(Velocity1, LaneMath.Clamp(velocity1, -MaxSpeed1, MaxSpeed1));
        state.Store(Velocity2, LaneMath.Clamp(velocity2, -MaxSpeed2, MaxSpeed2));
        TVector height = ObserveHeight<TVector>(state, ref observations);
        terminated = TVector.GreaterThan(height, TVector.Broadcast(1));
        return ~terminated & TVector.Broadcast(-1);
    }

    public static bool CanBe(ReadOnlySpan<double> state) =>
        Math.Abs(state[Angle1]) <= MaxAngle && Math.Abs(state[Angle2]) <= MaxAngle
        && Math.Abs(state[Velocity1]) <= MaxSpeed1 && Math.Abs(state[Velocity2]) <= MaxSpeed2;

    // Returns the height of the tip over the pivot: −cos θ₁ − cos(θ₁ + θ₂).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ObserveHeight<TVector>(StateColumns state, ref float observations)
        where TVector : struct, IDoubleLanes<TVector>
    {
        (TVector sine1, TVector cosine1) = LaneMath.SinCos(state.Load<TVector>(Angle1));
        (TVector sine2, TVector cosine2) = LaneMath.SinCos(state.Load<TVector>(Angle2));
        state.Store(Sine1, sine1);
        state.Store(Cosine1, cosine1);
        state.Store(Sine2, sine2);
        state.Store(Cosine2, cosine2);
        cosine1.StoreColumn(ref observations, ObservationSize);
        sine1.StoreColumn(ref Unsafe.Add(ref observations, 1), ObservationSize);
        cosine2.StoreColumn(ref Unsafe.Add(ref observations, 2), ObservationSize);
        sine2.StoreColumn(ref Unsafe.Add(ref observations, 3), ObservationSize);
        state.Load<TVector>(Velocity1).StoreColumn(ref Unsafe.Add(ref observations, 4), ObservationSize);
        state.Load<TVector>(Velocity2).StoreColumn(ref Unsafe.Add(ref observations, 5), ObservationSize);
        return sine1 * sine2 - cosine1 * cosine2 - cosine1;
    }

    public static void Draw(ReadOnlySpan<double> state, Scene scene) => AcrobotScene.Draw(scene, state[Angle1], state[Angle2]);
}
