using RlOrleans.Agents;
using RlOrleans.Environments;

namespace RlOrleans.Grains.Tests.Agents;

public sealed class RolloutBufferTests
{
    [Fact]
    public void Add_TerminatedAndTruncatedLanes_KeepsFinalObservationsOfTruncatedOnesOnly()
    {
        var buffer = new RolloutBuffer(steps: 2, lanes: 3, observationSize: 1, actionSize: 1, states: [0.5f]);

        // Lane 0 terminates, lane 1 is truncated, lane 2 goes on; then lane 2 is both.
        buffer.Add(0, [1, 2, 3], EpisodeTrackerTests.Outcome([4, 5, 6], [1, 1, 1], [true, false, false], [false, true, false], [91, 92]));
        buffer.Add(1, [4, 5, 6], EpisodeTrackerTests.Outcome([7, 8, 9], [2, 2, 2], [false, false, true], [false, false, true], [93]));
        var trajectory = buffer.ToTrajectory(0, 11, 5, [7, 8, 9], [], null);

        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], trajectory.Observations.ToArray());
        Assert.Equal([1f, 1f, 1f, 2f, 2f, 2f], trajectory.Rewards.ToArray());
        Assert.Equal([true, false, false, false, false, true], trajectory.Terminated.ToArray());
        Assert.Equal([false, true, false, false, false, true], trajectory.Truncated.ToArray());
        Assert.Equal([92f, 93f], trajectory.FinalObservations.ToArray());
        Assert.Equal(5, trajectory.PolicyVersion);
        Assert.Equal(11, trajectory.Sequence);
        Assert.Equal([0.5f], trajectory.InitialStates.ToArray());
        Assert.Empty(trajectory.Excluded);
    }

    [Fact]
    public void Add_LaneAborted_ExcludesItsStepsBackToTheBeginningOfTheEpisode()
    {
        var buffer = new RolloutBuffer(steps: 4, lanes: 2, observationSize: 1, actionSize: 1, states: []);
        var on = EpisodeTrackerTests.Outcome([1, 1], [1, 1], [false, false], [false, false], []);
        var faults = new LaneFaults { Aborted = [false, true], Episodes = [1, 1], Retired = [false, false], AbortedEpisodes = 1 };

        Assert.True(buffer.Add(0, [1, 1], EpisodeTrackerTests.Outcome([1, 1], [1, 1], [true, false], [false, false], [])));
        Assert.True(buffer.Add(1, [1, 1], on));
        Assert.True(buffer.Add(2, [1, 1], on with { Faults = faults }));
        Assert.True(buffer.Add(3, [1, 1], on with { Faults = faults with { Aborted = [true, true], AbortedEpisodes = 1 } }));
        Assert.False(buffer.Add(4, [1, 1], on with { Faults = faults with { Aborted = [true, true], AbortedEpisodes = 0 } }));

        // Lane 0 has one good episode of one step; lane 1 lost what it began in an earlier rollout.
        Assert.Equal([false, true, true, true, true, true, true, true], buffer.ToTrajectory(0, 0, 0, [], [], null).Excluded.ToArray());
    }
}
