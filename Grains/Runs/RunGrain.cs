using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RlOrleans.Environments;
using RlOrleans.Policies;

namespace RlOrleans.Runs;

/// <summary>
/// The life of a run: launch or resume, drive, evaluate, end. What is written in run.json is what a person sees and
/// what a later process goes on from.
/// </summary>
public sealed partial class RunGrain(
    [PersistentState("run", Names.RunStorage)] IPersistentState<RunState> state,
    RunPlanner planner,
    RunArchive archive,
    EnvironmentRegistry environments,
    TimeProvider time,
    ILogger<RunGrain> logger) : Grain, IRunGrain
{
    private readonly IPersistentState<RunState> _state = state;
    private readonly RunArchive _archive = archive;
    private readonly EnvironmentRegistry _environments = environments;
    private readonly TimeProvider _time = time;
    private readonly List<ChannelWriter<RunProgress>> _watchers = [];
    private Drive? _drive;
    private bool _unsaved;

    private string RunId => this.GetPrimaryKeyString();

    /// <inheritdoc />
    public async Task<RunDescription> Launch(RunSpec spec)
    {
        if (_state.State.Description is { } existing)
        {
            return _drive is not null && SpecsEqual(existing.Spec, spec)
                ? existing
                : throw new RunException(RunErrorCode.BadRequest, $"run '{RunId}' exists already, as {existing.Status}; resume it, or launch under another id.");
        }

        try
        {
            planner.Check(spec);
        }
        catch (InvalidRequestException exception)
        {
            throw new RunException(RunErrorCode.BadRequest, exception.Message);
        }

        var held = _archive.Acquire(RunId);
        _state.State.Description = new RunDescription
        {
            RunId = RunId,
            Spec = spec,
            Status = RunStatus.Created,
            Progress = new RunProgress { Status = RunStatus.Created, TotalSteps = planner.TotalStepsOf(spec) },
            Created = _time.GetUtcNow(),
            Folder = _archive.FolderOf(RunId),
        };
        return await Start(held, resume: false);
    }

    /// <inheritdoc />
    public async Task<RunDescription> Resume()
    {
        var description = await Known();
        if (_drive is not null)
        {
            return description;
        }

        if (description.Status == RunStatus.Completed)
        {
            throw new RunException(RunErrorCode.BadRequest, $"run '{RunId}' is completed: there is nothing to resume.");
        }

        return await Start(_archive.Acquire(RunId), resume: true);
    }

    /// <inheritdoc />
    public async Task Stop()
    {
        if (_drive is { } drive)
        {
            await drive.RequestStop();
            return;
        }

        await Known();
        if (!_archive.IsHeld(RunId))
        {
            throw new RunException(RunErrorCode.BadRequest, $"run '{RunId}' is not running.");
        }

        _archive.RequestStop(RunId);
    }

    /// <inheritdoc />
    public async Task<RunDescription> Describe()
    {
        var description = await Known();
        bool underWay = description.Status is RunStatus.Created or RunStatus.Running or RunStatus.Evaluating or RunStatus.Uploading;
        return _drive is null && underWay && !_archive.IsHeld(RunId)
            ? description with { Status = RunStatus.Interrupted, Progress = description.Progress with { Status = RunStatus.Interrupted } }
            : description;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<RunProgress> Watch([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var description = await Describe();
        yield return description.Progress;
        if (_drive is null)
        {
            yield break;
        }

        // The newest point replaces one that was not read yet: a slow reader costs the run nothing.
        var channel = Channel.CreateBounded<RunProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        _watchers.Add(channel.Writer);
        try
        {
            await foreach (var progress in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return progress;
            }
        }
        finally
        {
            _watchers.Remove(channel.Writer);
        }
    }

    /// <inheritdoc />
    public Task Report(ImmutableArray<UpdateReport> reports) => _drive?.OnReport(reports) ?? Task.CompletedTask;

    /// <inheritdoc />
    public Task ReportFailure(string source, string reason)
    {
        LogFailure(RunId, source, reason);
        return _drive?.Fail($"{source}: {reason}") ?? Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_drive is { } drive)
        {
            await drive.Abandon();
        }
    }

    /// <summary>The run as stored: another process may have written it since. What could not be stored stands, though.</summary>
    private async Task<RunDescription> Known()
    {
        if (_drive is null && !_unsaved)
        {
            await _state.ReadStateAsync();
        }

        return _state.State.Description
            ?? throw new RunException(RunErrorCode.NotFound, $"run '{RunId}' does not exist; see: rl runs list");
    }

    private async Task<RunDescription> Start(IDisposable held, bool resume)
    {
        _unsaved = false;
        var drive = _drive = new Drive(this, held, _state.State.Description!.Spec);
        try
        {
            await drive.Begin(resume);
        }
        catch (Exception exception)
        {
            await drive.Fail(Failures.Reason(exception));
            throw exception is RunException ? exception : new RunException(RunErrorCode.Failed, $"run '{RunId}': {Failures.Reason(exception)}", exception);
        }

        return _state.State.Description;
    }

    private void Update(Func<RunDescription, RunDescription> change)
    {
        var changed = change(_state.State.Description!);
        _state.State.Description = changed with { Progress = changed.Progress with { Status = changed.Status } };
        foreach (var watcher in _watchers)
        {
            watcher.TryWrite(_state.State.Description.Progress);
        }
    }

    private static bool SpecsEqual(RunSpec a, RunSpec b)
        => a.Hyperparameters.Count == b.Hyperparameters.Count
        && a.Hyperparameters.All(pair => b.Hyperparameters.TryGetValue(pair.Key, out string? value) && value == pair.Value)
        && a.Plugins.SequenceEqual(b.Plugins)
        && a with { Hyperparameters = b.Hyperparameters, Plugins = b.Plugins } == b;

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Run} fails because of {Source}: {Reason}")]
    private partial void LogFailure(string run, string source, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run}: {Warning}")]
    private partial void LogWarning(string run, string warning);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run}: could not clean up after its end; what is left ends with the silo.")]
    private partial void LogCleanUpFailed(Exception exception, string run);
}
