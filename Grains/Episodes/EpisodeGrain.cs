using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using RlOrleans.Uploads;

namespace RlOrleans.Episodes;

/// <summary>
/// Collects one shard. The order of durable steps makes each episode end in the dataset exactly once: the content is
/// stored as sealed, then the run's outbox takes charge of the shard, and only with a worker's receipt is the content
/// dropped. A kill between any two of them is made good when the shard is next asked for.
/// </summary>
public sealed partial class EpisodeGrain(
    [PersistentState("shard", Names.EpisodeStorage)] IPersistentState<ShardState> state,
    IShardTransport transport,
    ILogger<EpisodeGrain> logger) : Grain, IEpisodeGrain
{
    private readonly List<Episode> _episodes = [];
    private bool _dirty;
    private SealedShard? _sealed;
    private bool _isContentOnDiskOnly;

    private string ShardId => this.GetPrimaryKeyString()[(this.GetPrimaryKeyString().LastIndexOf('/') + 1)..];

    private IUploadGrain Outbox => GrainFactory.GetGrain<IUploadGrain>(this.GetPrimaryKeyString()[..this.GetPrimaryKeyString().LastIndexOf('/')]);

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _episodes.AddRange(state.State.Episodes);
        if (!state.RecordExists)
        {
            var (source, number) = Names.ParseShardId(ShardId);
            var recorded = await Outbox.SealedUpTo(source);
            if (recorded.Shard >= number)
            {
                MarkReleased(recorded.NextOrdinal);
            }
            else if (recorded.Shard >= 0)
            {
                state.State.NextOrdinal = recorded.NextOrdinal;
            }
        }
    }

    /// <inheritdoc />
    public Task<AppendResult> Append(RecordingTarget target, ImmutableArray<Episode> episodes)
    {
        foreach (var episode in episodes)
        {
            long next = state.State.NextOrdinal;
            if (next >= 0 && episode.Ordinal < next)
            {
                continue;
            }

            if (state.State.Phase != ShardPhase.Open)
            {
                break;
            }

            if (next >= 0 && episode.Ordinal > next)
            {
                throw new InvalidOperationException(
                    $"Episode {episode.Ordinal} does not follow {next - 1} in shard {this.GetPrimaryKeyString()}: episodes in between would be lost.");
            }

            _episodes.Add(episode);
            state.State.Target = target;
            state.State.NextOrdinal = episode.Ordinal + 1;
            _dirty = true;
        }

        return Task.FromResult(new AppendResult(state.State.Phase != ShardPhase.Open, state.State.NextOrdinal));
    }

    /// <inheritdoc />
    public Task<ShardContent> Describe() => Task.FromResult(state.State.Phase switch
    {
        ShardPhase.Open when _episodes.Count > 0 => new ShardContent(false, _episodes.Sum(episode => episode.SizeBytes), Mark(CollectionsMarshal.AsSpan(_episodes))),
        ShardPhase.Sealed => new ShardContent(true, (_sealed ??= Summarize()).SizeBytes, _sealed.Recorded),
        var phase => new ShardContent(phase != ShardPhase.Open, 0, null),
    });

    /// <inheritdoc />
    public async Task Flush()
    {
        if (_dirty && state.State.Phase == ShardPhase.Open)
        {
            state.State.Episodes = [.. _episodes];
            await state.WriteStateAsync();
            _dirty = false;
        }
    }

    /// <inheritdoc />
    public async Task Seal()
    {
        if (state.State.Phase == ShardPhase.Released || (state.State.Phase == ShardPhase.Open && _episodes.Count == 0))
        {
            return;
        }

        if (state.State.Phase == ShardPhase.Open)
        {
            state.State.Episodes = [.. _episodes];
            state.State.Phase = ShardPhase.Sealed;
            try
            {
                await state.WriteStateAsync();
            }
            catch
            {
                // What is not durable is not sealed: the shard stays open, and sealing may be tried again.
                state.State.Phase = ShardPhase.Open;
                throw;
            }

            _episodes.Clear();
            _dirty = false;
            LogSealed(this.GetPrimaryKeyString(), state.State.Episodes.Length);
        }

        await Outbox.Enqueue(_sealed ??= Summarize());
    }

    /// <inheritdoc />
    public async Task<bool> Stage(string key)
    {
        if (state.State.Phase != ShardPhase.Sealed)
        {
            return false;
        }

        if (_isContentOnDiskOnly)
        {
            await state.ReadStateAsync();
        }

        var shard = new EpisodeShard { ShardId = ShardId, Target = state.State.Target!, Episodes = state.State.Episodes };
        try
        {
            // Encoding and compressing is more CPU than a grain's turn may take.
            await Task.Run(() => transport.StageAsync(key, shard, CancellationToken.None));
            return true;
        }
        finally
        {
            // Whatever came of it: shards that wait, for space or for a worker, must not fill the memory.
            _sealed ??= Summarize();
            state.State.Episodes = [];
            _isContentOnDiskOnly = true;
        }
    }

    /// <inheritdoc />
    public async Task Release()
    {
        if (state.State.Phase == ShardPhase.Sealed)
        {
            long next = state.State.NextOrdinal;
            await state.ClearStateAsync();
            MarkReleased(next);
        }

        this.DeactivateOnIdle();
    }

    private RecordedMark Mark(ReadOnlySpan<Episode> episodes) => RecordedMark.Of(Names.ParseShardId(ShardId).Shard, episodes);

    private SealedShard Summarize() => new()
    {
        ShardId = ShardId,
        Key = Names.StagingKey(state.State.Target!.Dataset, state.State.Target.RunId, ShardId),
        Episodes = state.State.Episodes.Length,
        SizeBytes = state.State.Episodes.Sum(episode => episode.SizeBytes),
        Recorded = Mark(state.State.Episodes.AsSpan()),
    };

    private void MarkReleased(long nextOrdinal)
    {
        state.State.Phase = ShardPhase.Released;
        state.State.NextOrdinal = nextOrdinal;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Shard {Shard} is sealed with {Episodes} episodes.")]
    private partial void LogSealed(string shard, int episodes);
}
