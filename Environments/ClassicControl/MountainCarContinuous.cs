using System.Runtime.CompilerServices;
using RlOrleans.Environments.Rendering;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>
/// MountainCarContinuous-v0 with Gymnasium's spaces, rewards, limits and dynamics. The action is the force from −1 to
/// 1; a step costs 0.1 · force², and reaching 0.45 without rolling back is worth 100 and ends the episode, which is
/// cut off at step 999.
/// </summary>
/// <remarks>
/// Observation: position and velocity. A step is computed in float64, and as in Gymnasium the state that comes out of
/// it is rounded to float32.
/// </remarks>
internal readonly struct MountainCarContinuous : IClassicControl
{
    private const double GoalPosition = 0.45;
    private const double Power = 0.0015;
    private const double GoalReward = 100;
    private const double ForceCost = 0.1;

    public static EnvironmentSpec Definition { get; } = new(
        "MountainCarContinuous-v0",
        MountainCarHill.ObservationSpace,
        BoxSpace.Uniform(-1, 1, 1),
        MaxEpisodeSteps: 999,
        RewardThreshold: 90,
        "Rock a car over a hill with as little force as possible.");

    public static int StateSize => MountainCarHill.StateSize;

    public static void Start((uint X, uint Y, uint Z, uint W) random, Span<double> state) => MountainCarHill.Start(random.X, state);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Observe<TVector>(StateColumns state, ref float observations)
        where TVector : struct, IDoubleLanes<TVector> =>
        MountainCarHill.Observe<TVector>(state, ref observations);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Advance<TVector>(TVector action, StateColumns state, ref float observations, out TVector terminated)
        where TVector : struct, IDoubleLanes<TVector>
    {
        TVector position = state.Load<TVector>(MountainCarHill.Position), velocity = state.Load<TVector>(MountainCarHill.Velocity);
        TVector cosine = LaneMath.SinCos(TVector.Broadcast(3) * position).Cosine;
        velocity += action * TVector.Broadcast(Power) - TVector.Broadcast(MountainCarHill.Gravity) * cosine;
        MountainCarHill.Roll(ref position, ref velocity);
        terminated = MountainCarHill.Arrived(position, velocity, GoalPosition);
        state.Store(MountainCarHill.Position, TVector.RoundToSingle(position));
        state.Store(MountainCarHill.Velocity, TVector.RoundToSingle(velocity));
        MountainCarHill.Observe<TVector>(state, ref observations);
        TVector cost = action * action * TVector.Broadcast(ForceCost);
        return (terminated & TVector.Broadcast(GoalReward)) - cost;
    }

    public static bool CanBe(ReadOnlySpan<double> state) => MountainCarHill.CanBe(state, GoalPosition);

    public static void Draw(ReadOnlySpan<double> state, Scene scene) => MountainCarScene.Draw(scene, state[MountainCarHill.Position], GoalPosition);
}
