using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using RlOrleans.Runs;

namespace RlOrleans.Environments;

/// <summary>Steps one vector of lanes. It sits beside its agent, which calls it once a step.</summary>
[PreferLocalPlacement]
public sealed partial class EnvironmentGrain(EnvironmentRegistry registry, TimeProvider time, ILogger<EnvironmentGrain> logger)
    : Grain, IEnvironmentGrain
{
    // A simulator that fails all the time must not fill the log.
    private static readonly TimeSpan LogPeriod = TimeSpan.FromSeconds(1);

    private ILaneHost? _lanes;
    private long _sequence;
    private long? _loggedAt;
    private int _unlogged;

    /// <inheritdoc />
    public async Task<ImmutableArray<float>> Start(EnvironmentStart start)
        => await (await Create(start)).Start();

    /// <inheritdoc />
    public async Task Restore(EnvironmentStart start, ImmutableArray<byte> snapshot)
        => await (await Create(start)).Restore(snapshot);

    /// <inheritdoc />
    public ValueTask<VectorStep> Step(long sequence, ImmutableArray<float> actions)
    {
        var lanes = Started();
        if (sequence != _sequence)
        {
            throw new InvalidOperationException($"Step {sequence} is out of order: the next one is {_sequence}.");
        }

        if (actions.Length != lanes.LaneCount * lanes.ActionSize)
        {
            throw new ArgumentException(
                $"actions has {actions.Length} numbers; [{lanes.LaneCount}, {lanes.ActionSize}] are needed.", nameof(actions));
        }

        _sequence++;
        return lanes.Step(actions);
    }

    /// <inheritdoc />
    public ValueTask<ImmutableArray<byte>> Snapshot() => Started().Save();

    /// <inheritdoc />
    public async Task Close()
    {
        if (_lanes is { } lanes)
        {
            _lanes = null;
            await lanes.DisposeAsync();
        }
    }

    /// <inheritdoc />
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Close();

    private ILaneHost Started()
        => _lanes ?? throw new RunException(RunErrorCode.Failed, $"The environment {this.GetPrimaryKeyString()} is not started: its silo was lost, or it was closed.");

    private async Task<ILaneHost> Create(EnvironmentStart start)
    {
        await Close();
        _sequence = 0;
        return _lanes = registry.IsBuiltIn(start.Environment)
            ? new DirectLanes(registry, start)
            : new SupervisedLanes(registry, start, RestartPolicy.Default, time, Report);
    }

    private void Report(string failure)
    {
        if (_loggedAt is { } loggedAt && time.GetElapsedTime(loggedAt) < LogPeriod)
        {
            _unlogged++;
            return;
        }

        _loggedAt = time.GetTimestamp();
        LogFailure(this.GetPrimaryKeyString(), _unlogged == 0 ? failure : $"{_unlogged + 1} failures, the last: {failure}");
        _unlogged = 0;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: {Failure}")]
    private partial void LogFailure(string environment, string failure);
}
