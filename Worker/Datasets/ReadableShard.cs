using RlOrleans.Episodes;

namespace RlOrleans.Worker.Datasets;

/// <summary>
/// A shard whose episodes are read one after the other, as often as they are needed: only one of them has to be in memory.
/// </summary>
public abstract class ReadableShard
{
    /// <summary>Unique within its run.</summary>
    public abstract string ShardId { get; }

    /// <summary>What the episodes have in common.</summary>
    public abstract RecordingTarget Target { get; }

    /// <summary>How many episodes there are.</summary>
    public abstract int EpisodeCount { get; }

    /// <summary>The episodes, in order. What was read is known to be good only when the last was.</summary>
    /// <exception cref="InvalidDataException">An episode contradicts itself.</exception>
    public abstract IEnumerable<Episode> ReadEpisodes();

    /// <summary>A shard that is in memory.</summary>
    public static implicit operator ReadableShard(EpisodeShard shard) => FromEpisodeShard(shard);

    /// <summary>A shard that is in memory.</summary>
    public static ReadableShard FromEpisodeShard(EpisodeShard shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        return new InMemory(shard);
    }

    /// <summary>Refuses an episode whose arrays do not fit each other: nothing of it could be read back.</summary>
    /// <exception cref="InvalidDataException">The message names the episode and the array.</exception>
    protected static void CheckArrays(Episode episode, RecordingTarget target)
    {
        ArgumentNullException.ThrowIfNull(episode);
        ArgumentNullException.ThrowIfNull(target);
        int length = episode.Length;
        if (length == 0 || length == int.MaxValue)
            throw new InvalidDataException($"Episode '{episode.Id}' has {length} steps.");
        if (ObservationRows.WhyDamaged(episode.Observations, episode.ObservationSegments, length + 1, target.ObservationSize) is { } damage)
            throw new InvalidDataException($"Episode '{episode.Id}' of {length} steps has {damage}.");
        CheckLength(episode.Actions.Length, (long)length * target.ActionSize, nameof(Episode.Actions));
        CheckLength(episode.LogProbs.Length, length, nameof(Episode.LogProbs));
        CheckLength(episode.PolicyVersions.Length, length, nameof(Episode.PolicyVersions));

        void CheckLength(int actual, long expected, string what)
        {
            if (actual != expected)
                throw new InvalidDataException($"Episode '{episode.Id}' of {length} steps has {actual} {what} where {expected} belong.");
        }
    }

    private sealed class InMemory(EpisodeShard shard) : ReadableShard
    {
        public override string ShardId => shard.ShardId;

        public override RecordingTarget Target => shard.Target;

        public override int EpisodeCount => shard.Episodes.Length;

        public override IEnumerable<Episode> ReadEpisodes()
        {
            foreach (Episode episode in shard.Episodes)
            {
                CheckArrays(episode, Target);
                yield return episode;
            }
        }
    }
}
