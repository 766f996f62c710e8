using Lander;

namespace RlOrleans.Environments.Tests;

public class VectorEnvironmentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    public void Step_LanesInOneLoop_GivesTheBitsOfTheSingleEnvironment(int lanes)
    {
        var registry = EnvironmentRegistry.CreateWithBuiltIns();
        new LanderPlugin().Register(registry);
        using var single = new Lanes(registry.Create("MoonLander-v0", lanes), Lanes.Seed());
        using var together = new Lanes(registry.Create("MoonLanderLanes-v0", lanes), Lanes.Seed());
        int ended = 0;
        for (int step = 0; step < 2000; step++)
        {
            single.Step();
            together.Step();
            Assert.Equal(single.Result.Observations, together.Result.Observations);
            Assert.Equal(single.Result.Rewards, together.Result.Rewards);
            Assert.Equal(single.Result.Terminated, together.Result.Terminated);
            Assert.Equal(single.Result.Truncated, together.Result.Truncated);
            for (int lane = 0; lane < lanes; lane++)
            {
                if (!single.Ended(lane))
                    continue;
                ended++;
                Assert.Equal(single.FinalObservation(lane), together.FinalObservation(lane));
            }
        }

        Assert.True(ended >= lanes, $"{ended} episodes ended.");
    }

    [Fact]
    public void Restore_StateThatIsRefusedHalfWay_ChangesNothing()
    {
        using var picky = new Picky(3);
        var result = new StepBatch(3, 1);
        picky.Reset(Lanes.Seed(), result.Observations);
        picky.Step([0, 0, 0], result);
        var snapshot = new System.Buffers.ArrayBufferWriter<byte>();
        picky.Snapshot(snapshot);
        picky.Step([0, 0, 0], result);

        picky.RefusesFromLane = 1;
        Assert.Throws<InvalidDataException>(() => picky.Restore(snapshot.WrittenSpan));
        picky.RefusesFromLane = 3;
        picky.Step([0, 0, 0], result);
        Assert.Equal([3f, 3f, 3f], result.Observations);
    }

    /// <summary>Counts its steps, and refuses to load some lanes, once.</summary>
    private sealed class Picky(int lanes)
        : VectorEnvironment(new EnvironmentSpec("Picky-v0", BoxSpace.Uniform(0, 100, 1), new DiscreteSpace(2), 50, double.NaN, ""), lanes)
    {
        private readonly int[] _counts = new int[lanes];

        public int RefusesFromLane { get; set; } = lanes;

        protected override void Begin(int lane, in StepRandom random) => _counts[lane] = 0;

        protected override void Advance(ReadOnlySpan<float> actions, Span<float> rewards, Span<bool> terminated)
        {
            foreach (ref int count in _counts.AsSpan())
                count++;
            terminated.Clear();
        }

        protected override void Observe(int lane, Span<float> observation) => observation[0] = _counts[lane];

        protected override void SaveLane(int lane, SnapshotWriter writer) => writer.WriteInt32(_counts[lane]);

        protected override void LoadLane(int lane, ref SnapshotReader reader)
        {
            _counts[lane] = reader.ReadInt32();
            if (lane >= RefusesFromLane)
            {
                RefusesFromLane = LaneCount;
                throw new InvalidDataException("Refused.");
            }
        }
    }
}
