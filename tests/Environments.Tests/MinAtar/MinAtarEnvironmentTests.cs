namespace RlOrleans.Environments.Tests.MinAtar;

public class MinAtarEnvironmentTests
{
    private const int LaneCount = 10;

    public static TheoryData<string> Games =>
        [.. new[] { "Asterix", "Breakout", "Freeway", "Seaquest", "SpaceInvaders" }.SelectMany(game => new[] { $"MinAtar/{game}-v1", $"MinAtar/{game}-v1|time-limit=17" })];

    [Theory]
    [MemberData(nameof(Games))]
    public void Step_IntoTheSameBatch_GivesWhatAnotherBatchGets(string id)
    {
        // One environment writes only what changes, the other whole rows: it never sees the same batch twice in a row.
        using var same = new Lanes(EnvironmentRegistry.Default.Create(id, LaneCount), Lanes.Seed());
        using IVectorEnvironment other = EnvironmentRegistry.Default.Create(id, LaneCount);
        StepBatch[] batches = [new(LaneCount, same.Size), new(LaneCount, same.Size)];
        other.Reset(Lanes.Seed(), batches[0].Observations);
        int ends = 0;
        for (int step = 0; step < 400; step++)
        {
            same.Step();
            StepBatch batch = batches[step % 2];
            other.Step(same.Actions, batch);
            Assert.Equal(batch.Observations, same.Result.Observations);
            foreach (int lane in Enumerable.Range(0, LaneCount).Where(same.Ended))
            {
                ends++;
                Assert.Equal(batch.FinalObservations.AsSpan(lane * same.Size, same.Size).ToArray(), same.FinalObservation(lane));
            }
        }

        Assert.True(ends > 2 || id == "MinAtar/Freeway-v1");
    }

    [Fact]
    public void ResetLane_IntoAnotherRow_NextStepWritesTheLanesWholeRow()
    {
        const string id = "MinAtar/Seaquest-v1";
        using var played = new Lanes(EnvironmentRegistry.Default.Create(id, LaneCount), Lanes.Seed());
        for (int step = 0; step < 50; step++)
            played.Step();
        using IVectorEnvironment fresh = EnvironmentRegistry.Default.Create(id, LaneCount);
        var expected = new StepBatch(LaneCount, played.Size);
        fresh.Reset(Lanes.Seed(), expected.Observations);
        fresh.Restore(played.Snapshot());
        played.Environment.ResetLane(4, 9, new float[played.Size]);
        fresh.ResetLane(4, 9, new float[played.Size]);

        played.Step();
        fresh.Step(played.Actions, expected);

        Assert.Equal(expected.Observations, played.Result.Observations);
    }
}
