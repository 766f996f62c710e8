using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace RlOrleans.Environments;

/// <summary>Makes messages of what lanes gave.</summary>
internal static class VectorSteps
{
    /// <summary>The step, with observations [N, D] of its own.</summary>
    public static VectorStep Of(StepBatch batch, ImmutableArray<float> observations) => new(
        observations,
        [.. batch.Rewards],
        [.. batch.Terminated],
        [.. batch.Truncated],
        FinalObservations(batch))
    {
        Returns = [.. batch.Returns],
    };

    private static ImmutableArray<float> FinalObservations(StepBatch batch)
    {
        int ended = 0;
        for (int lane = 0; lane < batch.LaneCount; lane++)
        {
            ended += batch.Terminated[lane] | batch.Truncated[lane] ? 1 : 0;
        }

        if (ended == 0)
        {
            return [];
        }

        int size = batch.ObservationSize;
        var rows = new float[ended * size];
        int row = 0;
        for (int lane = 0; lane < batch.LaneCount; lane++)
        {
            if (batch.Terminated[lane] | batch.Truncated[lane])
            {
                batch.FinalObservations.AsSpan(lane * size, size).CopyTo(rows.AsSpan(row++ * size));
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(rows);
    }
}
