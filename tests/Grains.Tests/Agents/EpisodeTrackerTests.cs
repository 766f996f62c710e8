using RlOrleans.Agents;
using RlOrleans.Environments;
using RlOrleans.Episodes;

namespace RlOrleans.Grains.Tests.Agents;

public sealed class EpisodeTrackerTests
{
    private static readonly EpisodeIdentity Identity = new("run", "0", 7, RandomPurpose.Environment, 0);

    [Fact]
    public void Track_EpisodesOfTwoLanes_EndInStepThenLaneOrder()
    {
        var tracker = new EpisodeTracker(Identity, lanes: 2, records: true);

        tracker.Track([10, 20], [0, 1], [-1, -2], Outcome([11, 21], [1, 2], [false, false], [false, false], []), 3);
        tracker.Track([11, 21], [1, 0], [-3, -4], Outcome([50, 60], [3, 4], [true, false], [false, true], [12, 22]), 4);

        var ended = tracker.TakeEnded();
        Assert.Equal([(0, 4.0, 2), (1, 6.0, 2)], ended.Select(episode => (episode.Lane, episode.Return, episode.Length)));
        var recorded = tracker.TakeRecorded();
        Assert.Equal(["run/0/0/0", "run/0/1/0"], recorded.Select(episode => episode.Id));
        Assert.Equal([0, 1], recorded.Select(episode => episode.Ordinal));
        Assert.Equal([10f, 11f, 12f], recorded[0].Observations.ToArray());
        Assert.Equal([20f, 21f, 22f], recorded[1].Observations.ToArray());
        Assert.Equal([1f, 0f], recorded[1].Actions.ToArray());
        Assert.Equal([-2f, -4f], recorded[1].LogProbs.ToArray());
        Assert.Equal([3L, 4L], recorded[1].PolicyVersions.ToArray());
        Assert.True(recorded[0].Terminated && !recorded[0].Truncated);
        Assert.True(recorded[1].Truncated && !recorded[1].Terminated);
        Assert.Equal(1u, tracker.EpisodeOf(0));
        Assert.Empty(tracker.TakeRecorded());
    }

    [Fact]
    public void Restore_MidEpisode_GoesOnAsIfNeverSaved()
    {
        var whole = new EpisodeTracker(Identity, 1, records: true);
        var before = new EpisodeTracker(Identity, 1, records: true);
        var after = new EpisodeTracker(Identity, 1, records: true);
        var first = Outcome([1], [1], [false], [false], []);
        var last = Outcome([5], [2], [true], [false], [2]);

        whole.Track([0], [1], [-1], first, 0);
        before.Track([0], [1], [-1], first, 0);
        after.Restore(before.Save(), before.NextOrdinal, observationSize: 1);
        whole.Track([1], [0], [-2], last, 1);
        after.Track([1], [0], [-2], last, 1);

        var expected = Assert.Single(whole.TakeRecorded());
        var actual = Assert.Single(after.TakeRecorded());
        Assert.Equal(expected.Observations.ToArray(), actual.Observations.ToArray());
        Assert.Equal(expected.PolicyVersions.ToArray(), actual.PolicyVersions.ToArray());
        Assert.Equal(expected.Return, actual.Return);
        Assert.Equal(expected.Id, actual.Id);
    }

    [Fact]
    public void Track_EpisodesThatDoNotCount_LeaveNoGapInTheOrdinals()
    {
        var tracker = new EpisodeTracker(Identity, 1, records: true);
        var end = Outcome([0], [1], [true], [false], [9]);

        for (int i = 0; i < 3; i++)
        {
            tracker.Track([0], [0], [], end, 0, (_, episode) => episode != 1);
        }

        Assert.Equal([(0L, 0u), (1L, 2u)], tracker.TakeRecorded().Select(episode => (episode.Ordinal, episode.EpisodeNumber)));
    }

    [Fact]
    public void GoOnAfter_EpisodesPlayedAgainInAnotherOrder_RecordsOnlyThoseThatAreNew()
    {
        var recorded = new EpisodeTracker(Identity, 2, records: true);
        recorded.Track([0, 0], [0, 0], [-1, -1], Outcome([0, 0], [1, 1], [true, false], [false, false], [9]), 0);
        recorded.Track([0, 0], [0, 0], [-1, -1], Outcome([0, 0], [1, 1], [true, false], [false, false], [9]), 0);
        var resumed = new EpisodeTracker(Identity, 2, records: true);
        resumed.GoOnAfter(RecordedMark.Of(0, recorded.TakeRecorded().AsSpan()));

        for (int i = 0; i < 3; i++)
        {
            resumed.Track([0, 0], [0, 0], [-1, -1], Outcome([0, 0], [1, 1], [true, true], [false, false], [9, 9]), 0);
        }

        Assert.Equal(
            [(2L, "run/0/1/0"), (3L, "run/0/1/1"), (4L, "run/0/0/2"), (5L, "run/0/1/2")],
            resumed.TakeRecorded().Select(episode => (episode.Ordinal, episode.Id)));
        Assert.Equal(6, resumed.TakeEnded().Length);
    }

    [Fact]
    public void Track_LaneAborted_RecordsWhatWasPlayedAndGoesOnWithTheEpisodeThatFollows()
    {
        var tracker = new EpisodeTracker(Identity, 2, records: true);
        tracker.Track([10, 20], [0, 1], [-1, -1], Outcome([11, 21], [1, 1], [false, false], [false, false], []), 0);
        var lost = Outcome([11, 22], [0, 1], [false, false], [false, false], []) with
        {
            Faults = new LaneFaults { Aborted = [true, false], Episodes = [3, 0], Retired = [false, false], AbortedEpisodes = 1 },
        };

        tracker.Track([11, 21], [1, 1], [-1, -1], lost, 0);
        tracker.Track([11, 22], [1, 1], [-1, -1], lost, 0);

        var aborted = Assert.Single(tracker.TakeRecorded());
        Assert.True(aborted.Aborted && !aborted.Terminated && !aborted.Truncated);
        Assert.Equal([10f, 11f], aborted.Observations.ToArray());
        Assert.Equal([0f], aborted.Actions.ToArray());
        Assert.Empty(tracker.TakeEnded());
        Assert.Equal(3u, tracker.EpisodeOf(0));
        Assert.Equal(0u, tracker.EpisodeOf(1));
    }

    internal static VectorStep Outcome(float[] observations, float[] rewards, bool[] terminated, bool[] truncated, float[] final)
        => new([.. observations], [.. rewards], [.. terminated], [.. truncated], [.. final]);
}
