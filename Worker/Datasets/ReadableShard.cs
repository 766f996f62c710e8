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

    /// <summary>The episodes, in order.</summary>
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

    private sealed class InMemory(EpisodeShard shard) : ReadableShard
    {
        public override string ShardId => shard.ShardId;

        public override RecordingTarget Target => shard.Target;

        public override int EpisodeCount => shard.Episodes.Length;

        public override IEnumerable<Episode> ReadEpisodes() => shard.Episodes;
    }
}
