using System.Collections.Immutable;
using RlOrleans.Hosting;
using RlOrleans.Uploads;

namespace RlOrleans.Episodes;

/// <summary>
/// Brings one source's episodes, in order, to its shards: fills the open one, seals it when it is large or old enough and
/// goes on to the next. Which shard an episode lands in may differ after a resume; that it lands in exactly one does not.
/// </summary>
/// <param name="grains">Where the shards are found.</param>
/// <param name="target">What the episodes have in common.</param>
/// <param name="source">An agent's number, or <see cref="Names.Evaluation"/>.</param>
/// <param name="options">When a shard is sealed.</param>
/// <param name="time">Measures the age of a shard.</param>
internal sealed class ShardWriter(IGrainFactory grains, RecordingTarget target, string source, RlSiloOptions options, TimeProvider time)
{
    /// <summary>At a checkpoint a shard of this part of its full size is sealed rather than stored once more.</summary>
    private const int SealAtCheckpointShare = 6;

    private long _openedAt = time.GetTimestamp();
    private long _shardBytes;

    /// <summary>Number of the open shard.</summary>
    public int Shard { get; private set; }

    private IUploadGrain Outbox => grains.GetGrain<IUploadGrain>(target.RunId);

    /// <summary>Goes on after all that is recorded, by this process or an earlier one.</summary>
    /// <param name="shard">What <see cref="Shard"/> was when a checkpoint was taken.</param>
    /// <returns>How far the source's episodes are recorded.</returns>
    public async Task<RecordedMark> Resume(int shard)
    {
        var recorded = await Outbox.SealedUpTo(source);
        Shard = Math.Max(shard, recorded.Shard + 1);
        while (await Open().Describe() is { Recorded: { } held } content)
        {
            recorded = recorded.Then(held);
            _shardBytes = content.SizeBytes;
            if (!content.Sealed)
            {
                break;
            }

            // Its process died before the outbox heard of it.
            await Seal();
        }

        return recorded;
    }

    /// <summary>Hands over episodes with consecutive ordinals; waits while sealed shards cannot leave.</summary>
    /// <param name="episodes">The episodes.</param>
    /// <param name="leaving">Ends the wait: what was recorded is kept, beyond the limit if need be.</param>
    public async Task Append(ImmutableArray<Episode> episodes, CancellationToken leaving = default)
    {
        while (!episodes.IsEmpty)
        {
            var result = await Open().Append(target, episodes);
            int held = 0;
            while (held < episodes.Length && episodes[held].Ordinal < result.NextOrdinal)
            {
                _shardBytes += episodes[held++].SizeBytes;
            }

            episodes = episodes.RemoveRange(0, held);
            if (!episodes.IsEmpty)
            {
                // It was sealed meanwhile and holds no more than what it told.
                Next();
            }
            else if (_shardBytes >= options.ShardBytes)
            {
                await Seal();
                await WaitForRoom(leaving);
            }
        }
    }

    /// <summary>Makes the episodes so far durable, as part of a checkpoint.</summary>
    public async Task Checkpoint(CancellationToken leaving = default)
    {
        if (_shardBytes >= options.ShardBytes / SealAtCheckpointShare || time.GetElapsedTime(_openedAt) >= options.ShardAge)
        {
            await Seal();
            await WaitForRoom(leaving);
        }
        else
        {
            await Open().Flush();
        }
    }

    /// <summary>Seals the open shard, if it holds anything.</summary>
    public async Task Seal()
    {
        if (_shardBytes > 0)
        {
            await Open().Seal();
            Next();
        }

        _openedAt = time.GetTimestamp();
    }

    private async Task WaitForRoom(CancellationToken leaving)
    {
        while (!leaving.IsCancellationRequested && !await Outbox.WaitForRoom())
        {
        }
    }

    private IEpisodeGrain Open() => grains.GetGrain<IEpisodeGrain>(Names.Shard(target.RunId, Names.ShardId(source, Shard)));

    private void Next()
    {
        Shard++;
        _shardBytes = 0;
        _openedAt = time.GetTimestamp();
    }
}
