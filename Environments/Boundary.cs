using System.Diagnostics.CodeAnalysis;

namespace RlOrleans.Environments;

/// <summary>The checks that every vector environment makes before it touches a lane.</summary>
internal static class Boundary
{
    public static void CheckObservations(Span<float> observations, int lanes, int size)
    {
        if (observations.Length != lanes * size)
            throw new ArgumentException($"Observations of {lanes} lanes take {lanes * size} floats, not {observations.Length}.", nameof(observations));
    }

    public static void CheckLane(int lane, int lanes)
    {
        if ((uint)lane >= (uint)lanes)
            throw new ArgumentOutOfRangeException(nameof(lane), lane, $"The lane must be 0 to {lanes - 1}.");
    }

    public static void CheckStep(ReadOnlySpan<float> actions, StepBatch result, int lanes, EnvironmentSpec spec)
    {
        if (actions.Length != lanes * spec.ActionSpace.Size)
            throw new ArgumentException($"Actions of {lanes} lanes take {lanes * spec.ActionSpace.Size} floats, not {actions.Length}.", nameof(actions));
        if (result.LaneCount != lanes || result.ObservationSize != spec.ObservationSpace.Size)
        {
            throw new ArgumentException(
                $"The batch is for {result.LaneCount} lanes with observations of {result.ObservationSize}, not for {lanes} with {spec.ObservationSpace.Size}.",
                nameof(result));
        }
    }

    public static void CheckStarted(bool started)
    {
        if (!started)
            throw new InvalidOperationException("The environment has to be reset or restored before anything else.");
    }

    [DoesNotReturn]
    public static void ThrowForeignAction(ReadOnlySpan<float> actions, int lane, Space space)
    {
        string action = string.Join(", ", actions.Slice(lane * space.Size, space.Size).ToArray());
        throw new ArgumentOutOfRangeException(nameof(actions), $"[{action}]", $"The action of lane {lane} is not in {space}.");
    }
}
