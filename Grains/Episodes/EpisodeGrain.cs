using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace RlOrleans.Episodes;

/// <summary>
/// Collects one shard. The order of durable steps makes each episode end in the dataset exactly once: the content is
/// stored with the intent to seal, then the sink writes it (idempotent), then the content is dropped. A kill between
/// any two of them is made good at the next activation.
/// </summary>
public sealed partial class EpisodeGrain(
    [PersistentState("shard", Names.EpisodeStorage)] IPersistentState<ShardState> state,
    IShardSink sink,
    ILogger<EpisodeGrain> logger) : Grain, IEpisodeGrain
{
    private readonly List<Episode> _episodes = [];
    private bool _dirty;

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _episodes.AddRange(state.State.Episodes);
        if (state.State.Phase == ShardPhase.Sealing)
        {
            LogResealing(this.GetPrimaryKeyString());
            await WriteShard();
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
        if (state.State.Phase == ShardPhase.Sealed || state.State.NextOrdinal < 0)
        {
            return;
        }

        if (state.State.Phase == ShardPhase.Open)
        {
            state.State.Episodes = [.. _episodes];
            state.State.Phase = ShardPhase.Sealing;
            try
            {
                await state.WriteStateAsync();
            }
            catch
            {
                // The intent is not durable, so the shard stays open: sealing may be tried again.
                state.State.Phase = ShardPhase.Open;
                throw;
            }
        }

        await WriteShard();
    }

    private async Task WriteShard()
    {
        string key = this.GetPrimaryKeyString();
        var shard = new EpisodeShard
        {
            ShardId = key[(key.LastIndexOf('/') + 1)..],
            Target = state.State.Target!,
            Episodes = state.State.Episodes,
        };

        // Columns are encoded and compressed: that is more CPU than a grain's turn may take.
        await Task.Run(() => sink.WriteAsync(shard, CancellationToken.None));
        state.State.Phase = ShardPhase.Sealed;
        state.State.Episodes = [];
        _episodes.Clear();
        _dirty = false;
        await state.WriteStateAsync();
        LogSealed(key, shard.Episodes.Length);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Shard {Shard} is sealed with {Episodes} episodes.")]
    private partial void LogSealed(string shard, int episodes);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shard {Shard} was being sealed when its silo stopped; sealing it again.")]
    private partial void LogResealing(string shard);
}

/// <summary>How far a shard is.</summary>
[GenerateSerializer]
public enum ShardPhase
{
    /// <summary>Takes episodes.</summary>
    Open,

    /// <summary>Its content is final and durable here, and may or may not be in the dataset yet.</summary>
    Sealing,

    /// <summary>Its content is in the dataset.</summary>
    Sealed,
}

/// <summary>The durable part of a shard.</summary>
[GenerateSerializer, Alias("rl.ShardState")]
public sealed class ShardState
{
    /// <summary>How far the shard is.</summary>
    [Id(0)] public ShardPhase Phase { get; set; }

    /// <summary>What its episodes have in common; null while it is empty.</summary>
    [Id(1)] public RecordingTarget? Target { get; set; }

    /// <summary>The ordinal after its last episode; -1 while it is empty.</summary>
    [Id(2)] public long NextOrdinal { get; set; } = -1;

    /// <summary>Its episodes as of the latest flush; empty once sealed.</summary>
    [Id(3)] public ImmutableArray<Episode> Episodes { get; set; } = [];
}
