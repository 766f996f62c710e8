namespace RlOrleans.Environments.Tests.Wrappers;

/// <summary>A simulator that fails inside of wrappers costs its own lane only.</summary>
public class AbortedLaneTests
{
    [Theory]
    [InlineData("Brittle-v0|time-limit=4")]
    [InlineData("Brittle-v0|frame-skip=2")]
    [InlineData("Brittle-v0|reward-clip=0.5,1|sticky-actions=0.5")]
    [InlineData("Brittle-v0|frame-stack=3|normalize-observation=bounds")]
    public void Step_SimulatorThrows_LaneIsAbortedUntilItIsReset(string name)
    {
        var registry = new EnvironmentRegistry();
        int made = 0;
        registry.Register(Brittle.Definition, () => new Brittle(failsAt: made++ == 1 ? 3 : int.MaxValue));
        using IVectorEnvironment environment = registry.Create(name, 2);
        var wrapped = new Wrapped(environment);
        int aborted = 0;
        for (int step = 0; step < 8; step++)
        {
            wrapped.Step(0, 0);
            Assert.False(wrapped.Batch.Aborted[0]);
            if (!wrapped.Batch.Aborted[1])
                continue;
            aborted++;
            Assert.Contains("broken", wrapped.Batch.AbortReason(1), StringComparison.Ordinal);
            Assert.False(wrapped.Batch.Terminated[1] | wrapped.Batch.Truncated[1]);
            Assert.Equal(0, wrapped.Batch.Rewards[1]);
        }

        Assert.True(aborted > 0);
        int size = wrapped.Batch.ObservationSize;
        environment.ResetLane(1, 9, wrapped.Batch.Observations.AsSpan(size, size));
        wrapped.Step(0, 0);
        Assert.False(wrapped.Batch.Aborted[1]);
        Assert.Equal(9u, environment.Episodes[1]);
    }

    [Theory]
    [InlineData("Brittle-v0|time-limit=2")]
    [InlineData("Brittle-v0|time-limit=3|frame-skip=2")]
    public void Step_ResetThatAWrapperAsksForFails_LaneIsAborted(string name)
    {
        var registry = new EnvironmentRegistry();
        registry.Register(Brittle.Definition, () => new Brittle(failsAt: int.MaxValue, failsAtReset: 2));
        using IVectorEnvironment environment = registry.Create(name, 1);
        var wrapped = new Wrapped(environment);
        wrapped.Step(0);
        wrapped.Step(0);

        Assert.True(wrapped.Batch.Aborted[0]);
        Assert.Contains("broken", wrapped.Batch.AbortReason(0), StringComparison.Ordinal);
    }

    /// <summary>Breaks at a step, or at a reset, counted from 1.</summary>
    private sealed class Brittle(int failsAt, int failsAtReset = int.MaxValue) : IEnvironment
    {
        private int _steps;
        private int _resets;

        public static EnvironmentSpec Definition { get; } = new("Brittle-v0", BoxSpace.Uniform(0, 100, 1), new DiscreteSpace(2), 50, double.NaN, "Breaks.");

        public void Reset(in StepRandom random, Span<float> observation)
        {
            if (++_resets >= failsAtReset)
                throw new InvalidDataException("broken");
            observation[0] = 0;
        }

        public StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation)
        {
            if (++_steps >= failsAt)
                throw new InvalidDataException("broken");
            observation[0] = 1;
            return new StepOutcome(1, Terminated: false, Truncated: false);
        }

        public void Save(SnapshotWriter writer) => writer.WriteInt32(_steps);

        public void Load(ref SnapshotReader reader) => _steps = reader.ReadInt32();
    }
}
