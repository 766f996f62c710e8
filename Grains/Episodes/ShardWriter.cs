using System.Collections.Immutable;

namespace RlOrleans.Episodes;

/// <summary>
/// Brings one source's episodes, in order, to its shards: fills the open one, seals it when it is large enough and goes
/// on to the next. Which shard an episode lands in may differ after a resume; that it lands in exactly one does not.
/// </summary>
/// <param name="grains">Where the shards are found.</param>
/// <param name="target">What the episodes have in common.</param>
/// <param name="source">An agent's number, or <see cref="Names.Evaluation"/>.</param>
internal sealed class ShardWriter(IGrainFactory grains, RecordingTarget target, string source)
{
    /// <summary>A shard is sealed once it holds this much: with compression, a file of tens of megabytes.</summary>
    public const long SealBytes = 96 << 20;

    /// <summary>At a checkpoint a shard this large is sealed rather than stored once more.</summary>
    public const long SealAtCheckpointBytes = 16 << 20;

    /// <summary>Number of the open shard.</summary>
    public int Shard { get; private set; }

    /// <summary>Bytes in the open shard.</summary>
    public long ShardBytes { get; private set; }

    /// <summary>Continues where a checkpoint was taken.</summary>
    public void Restore(int shard, long shardBytes)
    {
        Shard = shard;
        ShardBytes = shardBytes;
    }

    /// <summary>Hands over episodes with consecutive ordinals.</summary>
    public async Task Append(ImmutableArray<Episode> episodes)
    {
        while (!episodes.IsEmpty)
        {
            var result = await Open().Append(target, episodes);
            int held = 0;
            while (held < episodes.Length && episodes[held].Ordinal < result.NextOrdinal)
            {
                ShardBytes += episodes[held++].SizeBytes;
            }

            episodes = episodes.RemoveRange(0, held);
            if (!episodes.IsEmpty)
            {
                // It was sealed before (at a stop, say) and holds no more than what it told.
                Next();
            }
            else if (ShardBytes >= SealBytes)
            {
                await Seal();
            }
        }
    }

    /// <summary>Makes the episodes so far durable, as part of a checkpoint.</summary>
    public Task Checkpoint() => ShardBytes >= SealAtCheckpointBytes ? Seal() : Open().Flush();

    /// <summary>Seals the open shard, if it holds anything.</summary>
    public async Task Seal()
    {
        if (ShardBytes > 0)
        {
            await Open().Seal();
            Next();
        }
    }

    private IEpisodeGrain Open() => grains.GetGrain<IEpisodeGrain>(Names.Shard(target.RunId, Names.ShardId(source, Shard)));

    private void Next()
    {
        Shard++;
        ShardBytes = 0;
    }
}
