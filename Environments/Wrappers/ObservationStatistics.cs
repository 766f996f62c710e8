using System.Collections.Immutable;

namespace RlOrleans.Environments;

/// <summary>Mean and deviation of each element of an observation, fixed for good.</summary>
/// <param name="Mean">[D].</param>
/// <param name="Deviation">[D]; 0 where an element never changes.</param>
public sealed record ObservationStatistics(ImmutableArray<float> Mean, ImmutableArray<float> Deviation)
{
    private const int MeasuredLanes = 16;

    /// <summary>What maps the bounds of a space to −1 and 1.</summary>
    /// <exception cref="ArgumentException">The space is no box, or an element of it has no bounds.</exception>
    public static ObservationStatistics OfBounds(Space space)
    {
        if (space is not BoxSpace box)
            throw new ArgumentException($"observations of {space} have no bounds to scale by");
        for (int i = 0; i < box.Size; i++)
            if (!float.IsFinite(box.High[i] - box.Low[i]))
                throw new ArgumentException($"element {i} of {space} has the bounds [{box.Low[i]}, {box.High[i]}], which are not finite");
        return new ObservationStatistics(
            [.. box.Low.Zip(box.High, (low, high) => low + (high - low) / 2)],
            [.. box.Low.Zip(box.High, (low, high) => (high - low) / 2)]);
    }

    /// <summary>
    /// Statistics of what random actions lead to: a function of the environment and the number of steps alone, so that
    /// whoever measures them gets the same ones.
    /// </summary>
    /// <param name="create">Makes a vector of the given number of lanes.</param>
    /// <param name="steps">Steps over all lanes to measure, at least 1; rounded up to whole steps of 16 lanes.</param>
    public static ObservationStatistics Measure(Func<int, IVectorEnvironment> create, int steps)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        using IVectorEnvironment environment = create(MeasuredLanes);
        Space space = environment.Spec.ActionSpace;
        int size = environment.Spec.ObservationSpace.Size;
        var batch = new StepBatch(MeasuredLanes, size);
        var actions = new float[MeasuredLanes * space.Size];
        double[] mean = new double[size], squares = new double[size];
        environment.Reset(new EnvironmentSeed(0, RandomPurpose.Environment, 0), batch.Observations);
        int rounds = (steps + MeasuredLanes - 1) / MeasuredLanes;
        long count = 0;
        for (int round = 0; round < rounds; round++)
        {
            for (int lane = 0; lane < MeasuredLanes; lane++)
            {
                var random = new CounterRandom(0, RandomPurpose.Action, 0, (uint)lane);
                space.Sample(random, (ulong)(round * space.Size), actions.AsSpan(lane * space.Size, space.Size));
            }

            environment.Step(actions, batch);
            for (int lane = 0; lane < MeasuredLanes; lane++)
                Add(batch.Observations.AsSpan(lane * size, size), ++count, mean, squares);
        }

        return new ObservationStatistics([.. mean.Select(value => (float)value)], [.. squares.Select(sum => (float)Math.Sqrt(sum / count))]);
    }

    // B. P. Welford, "Note on a method for calculating corrected sums of squares and products", 1962.
    private static void Add(ReadOnlySpan<float> observation, long count, double[] mean, double[] squares)
    {
        for (int i = 0; i < observation.Length; i++)
        {
            double delta = observation[i] - mean[i];
            mean[i] += delta / count;
            squares[i] += delta * (observation[i] - mean[i]);
        }
    }
}
