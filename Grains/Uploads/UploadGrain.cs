using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using RlOrleans.Episodes;
using RlOrleans.Hosting;

namespace RlOrleans.Uploads;

/// <summary>
/// Moves a run's shards from sealed over staged and notified to uploaded. A shard's episodes stay with its grain until a
/// worker's receipt is here, so that whatever the staging area or the queue should lose is brought to them again. Every
/// step is idempotent: a kill between any two of them repeats work and never data.
/// </summary>
[Reentrant]
public sealed partial class UploadGrain(
    [PersistentState("outbox", Names.EpisodeStorage)] IPersistentState<OutboxState> state,
    IShardTransport transport,
    IOptions<RlSiloOptions> options,
    TimeProvider time,
    ILogger<UploadGrain> logger) : Grain, IUploadGrain
{
    private static readonly TimeSpan DescribePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RoomPatience = TimeSpan.FromSeconds(5);

    private readonly OutboxPace _pace = new();
    private readonly Dictionary<string, Notification> _notifications = [];

    // Shards that a resume tries once more: the next word that one of them was given up is from before.
    private readonly HashSet<string> _retried = [];
    private TaskCompletionSource _changed = NewSignal();
    private IGrainTimer? _timer;
    private readonly CancellationTokenSource _stopping = new();
    private bool _advancing;
    private Obstacles _obstacles = new();
    private UploadStatus? _told;

    private string RunId => this.GetPrimaryKeyString();

    private List<OutboxEntry> Entries => state.State.Entries;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in Entries.Where(entry => entry.Phase == UploadPhase.Notified))
        {
            _notifications[entry.Shard.Key] = new Notification(time.GetTimestamp(), Count: 1);
            if (!transport.IsDurable)
            {
                entry.Phase = UploadPhase.Staged;
            }
        }

        _timer = this.RegisterGrainTimer(Advance, new GrainTimerCreationOptions(_pace.Next(isIdle: true), Timeout.InfiniteTimeSpan)
        {
            Interleave = true,
            KeepAlive = true,
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await _stopping.CancelAsync();

    /// <inheritdoc />
    public async Task Enqueue(SealedShard shard)
    {
        var (source, number) = Names.ParseShardId(shard.ShardId);
        bool isKnown = Entries.Any(entry => entry.Shard.ShardId == shard.ShardId);
        var recorded = SealedSoFar(source);
        if (!isKnown && recorded.Shard >= number)
        {
            // Its grain was stopped before it heard of it. It waits for this call, so it is told after it.
            _ = TryRelease(shard.ShardId);
            return;
        }

        if (!isKnown)
        {
            Entries.Add(new OutboxEntry { Shard = shard });
            state.State.Marks[source] = recorded.Then(shard.Recorded);
        }

        await state.WriteStateAsync();
        Hurry();
    }

    /// <inheritdoc />
    public async Task<bool> WaitForRoom()
    {
        long start = time.GetTimestamp();
        while (!HasRoom && time.GetElapsedTime(start) < RoomPatience)
        {
            await Changed(DescribePatience);
        }

        return HasRoom;
    }

    /// <inheritdoc />
    public Task<RecordedMark> SealedUpTo(string source) => Task.FromResult(SealedSoFar(source));

    /// <inheritdoc />
    public Task<UploadStatus> Describe() => Task.FromResult(Status());

    /// <inheritdoc />
    public async Task<UploadStatus> DescribeNext(UploadStatus? known)
    {
        if (Status() == known)
        {
            await Changed(DescribePatience);
        }

        return Status();
    }

    /// <inheritdoc />
    public async Task Resume()
    {
        // A worker may have given more shards up after the process that staged them ended: such receipts are old news too.
        _retried.UnionWith(Entries.Select(entry => entry.Shard.Key));
        var failed = Entries.Where(entry => entry.Phase == UploadPhase.Failed).ToArray();
        if (failed.Length > 0)
        {
            foreach (var entry in failed)
            {
                Retry(entry);
            }

            await state.WriteStateAsync();
        }

        Hurry();
    }

    /// <inheritdoc />
    public async Task Close()
    {
        if (Entries.Count > 0)
        {
            throw new InvalidOperationException($"The outbox of run '{RunId}' still holds {Entries.Count} shards.");
        }

        _timer?.Dispose();
        if (state.RecordExists)
        {
            await state.ClearStateAsync();
        }

        this.DeactivateOnIdle();
    }

    private bool HasRoom
        => Entries.Count(entry => entry.Phase == UploadPhase.Sealed) < options.Value.MaxUnstagedShards
        && Entries.Sum(entry => entry.Shard.SizeBytes) < options.Value.MaxOutboxBytes;

    private UploadStatus Status()
    {
        int Count(UploadPhase phase) => Entries.Count(entry => entry.Phase == phase);
        return new UploadStatus
        {
            Sealed = Count(UploadPhase.Sealed),
            Staged = Count(UploadPhase.Staged) + Count(UploadPhase.Notified),
            Failed = Count(UploadPhase.Failed),
            Uploaded = state.State.UploadedShards,
            UploadedEpisodes = state.State.UploadedEpisodes,
            Message = Entries.Count == 0
                ? null
                : Entries.Find(entry => entry.Failure is not null) is { } failed
                    ? $"shard {failed.Shard.ShardId} could not be uploaded: {failed.Failure}"
                    : _obstacles.First ?? WaitingForWorkers(),
        };
    }

    private string? WaitingForWorkers()
    {
        int waiting = Entries.Count(entry => entry.Phase == UploadPhase.Notified && WaitOf(entry) > options.Value.WorkerPatience);
        return waiting == 0 ? null : $"{waiting} staged shard{(waiting == 1 ? " waits" : "s wait")} for a worker";
    }

    private TimeSpan WaitOf(OutboxEntry entry) => time.GetElapsedTime(_notifications[entry.Shard.Key].At);

    private IEpisodeGrain Shard(string shardId) => GrainFactory.GetGrain<IEpisodeGrain>(Names.Shard(RunId, shardId));

    private RecordedMark SealedSoFar(string source) => state.State.Marks.GetValueOrDefault(source, RecordedMark.None);

    private async Task TryRelease(string shardId)
    {
        try
        {
            await Shard(shardId).Release();
        }
        catch (Exception exception)
        {
            // Its content takes up space until it is next asked for, and does no other harm.
            LogNotReleased(RunId, shardId, Reason(exception));
        }
    }

    private void Hurry()
    {
        _pace.Hurry();
        SendMore();
        if (!_advancing)
        {
            _timer?.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private Task<Task> Changed(TimeSpan patience) => Task.WhenAny(_changed.Task, Task.Delay(patience, time));

    private void TellOfChange()
    {
        var status = Status();
        if (status == _told)
        {
            return;
        }

        if (status.Message is { } message && message == _obstacles.First && message != _told?.Message)
        {
            LogObstacle(RunId, message);
        }

        _told = status;
        var changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When the workers were last told of a shard, by the clock of this process, and how often.</summary>
    private readonly record struct Notification(long At, int Count);
}
