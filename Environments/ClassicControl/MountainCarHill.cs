using System.Runtime.CompilerServices;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>What both mountain cars share: the track between a wall on the left and the hill on the right.</summary>
internal static class MountainCarHill
{
    public const int StateSize = 2;
    public const int Position = 0;
    public const int Velocity = 1;
    public const double Gravity = 0.0025;

    private const double LeftEnd = -1.2;
    private const double RightEnd = 0.6;
    private const double MaxSpeed = 0.07;

    public static BoxSpace ObservationSpace { get; } = new(
        [StateSize], [(float)LeftEnd, (float)-MaxSpeed], [(float)RightEnd, (float)MaxSpeed]);

    /// <summary>At rest in the valley: a position from −0.6 to −0.4.</summary>
    public static void Start(uint random, Span<double> state)
    {
        state[Position] = Uniform.Between(random, -0.6, -0.4);
        state[Velocity] = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Observe<TVector>(StateColumns state, ref float observations)
        where TVector : struct, IDoubleLanes<TVector>
    {
        state.Load<TVector>(Position).StoreColumn(ref observations, StateSize);
        state.Load<TVector>(Velocity).StoreColumn(ref Unsafe.Add(ref observations, Velocity), StateSize);
    }

    /// <summary>Moves the car by its velocity, within the limits of both. The wall on the left stops it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Roll<TVector>(ref TVector position, ref TVector velocity)
        where TVector : struct, IDoubleLanes<TVector>
    {
        velocity = LaneMath.Clamp(velocity, -MaxSpeed, MaxSpeed);
        position = LaneMath.Clamp(position + velocity, LeftEnd, RightEnd);
        TVector rolling = TVector.GreaterThan(position, TVector.Broadcast(LeftEnd)) | ~TVector.GreaterThan(TVector.Broadcast(0), velocity);
        velocity = TVector.Select(rolling, velocity, TVector.Broadcast(0));
    }

    /// <summary>The mask of cars that are at the goal or beyond it, and do not roll back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Arrived<TVector>(TVector position, TVector velocity, double goal)
        where TVector : struct, IDoubleLanes<TVector> =>
        ~(TVector.GreaterThan(TVector.Broadcast(goal), position) | TVector.GreaterThan(TVector.Broadcast(0), velocity));

    public static bool CanBe(ReadOnlySpan<double> state, double goal) =>
        ObservationSpace.Contains([(float)state[Position], (float)state[Velocity]])
        && (state[Position] < goal || state[Velocity] < 0);
}
