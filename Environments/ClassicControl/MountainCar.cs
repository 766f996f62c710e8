using System.Runtime.CompilerServices;
using RlOrleans.Environments.Rendering;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>
/// MountainCar-v0 with Gymnasium's spaces, rewards, limits and dynamics, in float64. Action 0 accelerates to the left,
/// 1 not at all, 2 to the right; every step costs 1; an episode ends when the car reaches 0.5 without rolling back,
/// and is cut off at step 200.
/// </summary>
/// <remarks>
/// Observation: position and velocity. Moore, "Efficient memory-based learning for robot control" (1990); the
/// equations are those of Sutton and Barto, "Reinforcement Learning: An Introduction" (2018), example 10.1.
/// </remarks>
internal readonly struct MountainCar : IClassicControl
{
    private const double GoalPosition = 0.5;
    private const double Force = 0.001;

    public static EnvironmentSpec Definition { get; } = new(
        "MountainCar-v0",
        MountainCarHill.ObservationSpace,
        new DiscreteSpace(3),
        MaxEpisodeSteps: 200,
        RewardThreshold: -110,
        "Rock a car that is too weak for the hill until it gets over it.");

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
        TVector push = (action - TVector.Broadcast(1)) * TVector.Broadcast(Force);
        TVector slope = LaneMath.SinCos(TVector.Broadcast(3) * position).Cosine * TVector.Broadcast(MountainCarHill.Gravity);
        velocity += push - slope;
        MountainCarHill.Roll(ref position, ref velocity);
        state.Store(MountainCarHill.Position, position);
        state.Store(MountainCarHill.Velocity, velocity);
        MountainCarHill.Observe<TVector>(state, ref observations);
        terminated = MountainCarHill.Arrived(position, velocity, GoalPosition);
        return TVector.Broadcast(-1);
    }

    public static bool CanBe(ReadOnlySpan<double> state) => MountainCarHill.CanBe(state, GoalPosition);

    public static void Draw(ReadOnlySpan<double> state, Scene scene) => MountainCarScene.Draw(scene, state[MountainCarHill.Position], GoalPosition);
}
