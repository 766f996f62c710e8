using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RlOrleans.Environments;
using RlOrleans.Episodes;

namespace RlOrleans.Agents;

/// <summary>
/// Follows the episode that each lane is in, from step to step: sums returns, and, when it records, keeps the steps.
/// N lanes, D observation size, A action size.
/// </summary>
/// <param name="identity">Whose episodes they are.</param>
/// <param name="lanes">N.</param>
/// <param name="records">Whether whole episodes are kept, or only their returns and lengths.</param>
internal sealed class EpisodeTracker(EpisodeIdentity identity, int lanes, bool records)
{
    private readonly Lane[] _lanes = CreateLanes(lanes);
    private readonly List<EpisodeSummary> _ended = [];
    private readonly List<Episode> _recorded = [];
    private RecordedMark _recordedBefore = RecordedMark.None;
    private long _nextOrdinal;

    /// <summary>Number of the next episode that is recorded.</summary>
    public long NextOrdinal => _nextOrdinal;

    /// <summary>Bytes of the recorded episodes that were not taken yet.</summary>
    public long RecordedBytes { get; private set; }

    /// <summary>Which episode of a lane is under way, from 0.</summary>
    public uint EpisodeOf(int lane) => _lanes[lane].Episode;

    /// <summary>Takes in one step of all lanes.</summary>
    /// <param name="observations">[N, D], seen before the actions.</param>
    /// <param name="actions">[N, A].</param>
    /// <param name="logProbs">[N]; empty for greedy actions.</param>
    /// <param name="outcome">What the step gave.</param>
    /// <param name="policyVersion">The version that acted.</param>
    /// <param name="counts">
    /// Which episodes of a lane count; null counts all, and records those too that were aborted.
    /// </param>
    public void Track(
        ReadOnlySpan<float> observations,
        ReadOnlySpan<float> actions,
        ReadOnlySpan<float> logProbs,
        VectorStep outcome,
        long policyVersion,
        Func<int, uint, bool>? counts = null)
    {
        int observationSize = observations.Length / _lanes.Length;
        int actionSize = actions.Length / _lanes.Length;
        var rewards = outcome.Rewards.AsSpan();
        int final = 0;
        for (int i = 0; i < _lanes.Length; i++)
        {
            var lane = _lanes[i];
            if (outcome.IsAborted(i))
            {
                Abort(i, observations.Slice(i * observationSize, observationSize), outcome.Faults!.Episodes[i], keep: records && counts is null);
                continue;
            }

            lane.Length++;
            lane.Return = outcome.Returns.IsEmpty ? lane.Return + rewards[i] : outcome.Returns[i];
            if (records)
            {
                lane.Observations.Add(observations.Slice(i * observationSize, observationSize));
                lane.Actions.AddRange(actions.Slice(i * actionSize, actionSize));
                lane.Rewards.Add(rewards[i]);
                lane.LogProbs.Add(logProbs.IsEmpty ? 0 : logProbs[i]);
                lane.PolicyVersions.Add(policyVersion);
            }

            bool terminated = outcome.Terminated[i], truncated = outcome.Truncated[i];
            if (!(terminated | truncated))
            {
                continue;
            }

            if (counts?.Invoke(i, lane.Episode) ?? true)
            {
                _ended.Add(new(i, lane.Episode, lane.Return, lane.Length));
                if (records && !_recordedBefore.Holds(i, lane.Episode))
                {
                    lane.Observations.Add(outcome.FinalObservations.AsSpan().Slice(final * observationSize, observationSize));
                    Keep(identity.Episode(lane, i, _nextOrdinal++, terminated, truncated));
                }
            }

            final++;
            lane.Begin(lane.Episode + 1);
        }
    }

    // The step that failed is no part of the episode, which goes as far as what was seen before it.
    private void Abort(int index, ReadOnlySpan<float> observation, uint nextEpisode, bool keep)
    {
        var lane = _lanes[index];
        if (lane.Length > 0 && keep && !_recordedBefore.Holds(index, lane.Episode))
        {
            lane.Observations.Add(observation);
            Keep(identity.Episode(lane, index, _nextOrdinal++, terminated: false, truncated: false) with { Aborted = true });
        }

        lane.Begin(nextEpisode);
    }

    /// <summary>The episodes that ended since the last call, in (step, lane) order.</summary>
    public ImmutableArray<EpisodeSummary> TakeEnded() => Take(_ended);

    /// <summary>The recorded ones of them, and those that were aborted.</summary>
    public ImmutableArray<Episode> TakeRecorded()
    {
        RecordedBytes = 0;
        return Take(_recorded);
    }

    /// <summary>The episodes under way, for a checkpoint.</summary>
    public ImmutableArray<OpenEpisode> Save() => [.. _lanes.Select(lane => lane.Save())];

    /// <summary>Continues where a checkpoint was taken.</summary>
    /// <param name="episodes">What <see cref="Save"/> gave.</param>
    /// <param name="nextOrdinal">Number of the next episode that is recorded.</param>
    /// <param name="observationSize">D.</param>
    public void Restore(ImmutableArray<OpenEpisode> episodes, long nextOrdinal, int observationSize)
    {
        _nextOrdinal = nextOrdinal;
        for (int i = 0; i < _lanes.Length; i++)
        {
            _lanes[i].Restore(episodes[i], observationSize);
        }
    }

    /// <summary>Records none of the episodes that are recorded, should they be played again.</summary>
    public void GoOnAfter(RecordedMark recorded)
    {
        _recordedBefore = recorded;
        _nextOrdinal = Math.Max(_nextOrdinal, recorded.NextOrdinal);
    }

    private void Keep(Episode episode)
    {
        _recorded.Add(episode);
        RecordedBytes += episode.SizeBytes;
    }

    private static ImmutableArray<T> Take<T>(List<T> items)
    {
        ImmutableArray<T> taken = [.. items];
        items.Clear();
        return taken;
    }

    private static Lane[] CreateLanes(int lanes)
    {
        var created = new Lane[lanes];
        for (int i = 0; i < lanes; i++)
        {
            created[i] = new Lane();
        }

        return created;
    }

    /// <summary>The episode that one lane is in.</summary>
    internal sealed class Lane
    {
        public uint Episode;
        public int Length;
        public double Return;
        public readonly ObservationLog Observations = new();
        public readonly List<float> Actions = [];
        public readonly List<float> Rewards = [];
        public readonly List<float> LogProbs = [];
        public readonly List<long> PolicyVersions = [];

        public void Begin(uint episode)
        {
            Episode = episode;
            Length = 0;
            Return = 0;
            Observations.Clear();
            Actions.Clear();
            Rewards.Clear();
            LogProbs.Clear();
            PolicyVersions.Clear();
        }

        public OpenEpisode Save()
        {
            var (observations, segments) = Observations.Save();
            return new OpenEpisode
            {
                Episode = Episode,
                Length = Length,
                Return = Return,
                Observations = observations,
                ObservationSegments = segments,
                Actions = [.. Actions],
                Rewards = [.. Rewards],
                LogProbs = [.. LogProbs],
                PolicyVersions = [.. PolicyVersions],
            };
        }

        public void Restore(OpenEpisode open, int observationSize)
        {
            Begin(open.Episode);
            Length = open.Length;
            Return = open.Return;
            Observations.Restore(open.Observations, open.ObservationSegments, open.Rewards.Length, observationSize);
            Actions.AddRange(open.Actions.AsSpan());
            Rewards.AddRange(open.Rewards.AsSpan());
            LogProbs.AddRange(open.LogProbs.AsSpan());
            PolicyVersions.AddRange(open.PolicyVersions.AsSpan());
        }
    }
}

/// <summary>Whose episodes they are: what, with lane and episode number, reproduces each one.</summary>
internal sealed record EpisodeIdentity(string RunId, string Source, ulong Seed, byte Purpose, uint Agent)
{
    /// <summary>The record of an episode that just ended.</summary>
    public Episode Episode(EpisodeTracker.Lane lane, int index, long ordinal, bool terminated, bool truncated)
    {
        var (observations, segments) = lane.Observations.Save();
        return new Episode
        {
            Id = $"{RunId}/{Source}/{index}/{lane.Episode}",
            Ordinal = ordinal,
            Seed = Seed,
            Purpose = Purpose,
            Agent = Agent,
            Lane = index,
            EpisodeNumber = lane.Episode,
            Observations = observations,
            ObservationSegments = segments,
            Actions = Freeze(lane.Actions),
            Rewards = Freeze(lane.Rewards),
            LogProbs = Freeze(lane.LogProbs),
            PolicyVersions = Freeze(lane.PolicyVersions),
            Terminated = terminated,
            Truncated = truncated,
            Return = lane.Return,
        };
    }

    private static ImmutableArray<T> Freeze<T>(List<T> items)
        => ImmutableCollectionsMarshal.AsImmutableArray(items.ToArray());
}
