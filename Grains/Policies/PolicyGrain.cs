using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using RlOrleans.Agents;
using RlOrleans.Environments;
using RlOrleans.Learning;
using RlOrleans.Runs;

namespace RlOrleans.Policies;

/// <summary>
/// Learns. When the trajectories of all agents for the current version are in, the learner's thread computes one
/// update, and the next version goes out; between two calls the grain only waits.
/// </summary>
[ImplicitStreamSubscription(Names.Experience)]
public sealed partial class PolicyGrain(
    EnvironmentRegistry environments,
    AlgorithmRegistry algorithms,
    RunPlanner planner,
    CheckpointStore checkpoints,
    PolicyStore policies,
    TimeProvider time,
    ILogger<PolicyGrain> logger) : Grain, IPolicyGrain
{
    private IRunGrain _run = null!;
    private RunSpec? _spec;
    private Training? _training;
    private LearnerThread? _thread;
    private PolicySnapshot? _published;
    private Trajectory?[] _arrived = [];
    private int _missing;
    private bool _stopRequested;
    private Task _updating = Task.CompletedTask;

    private string RunId => this.GetPrimaryKeyString();

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _run = GrainFactory.GetGrain<IRunGrain>(RunId);
        await this.GetStreamProvider(Names.StreamProvider)
            .GetStream<Trajectory>(StreamId.Create(Names.Experience, RunId))
            .SubscribeAsync((trajectory, _) => OnTrajectory(trajectory));
    }

    /// <inheritdoc />
    public async Task<PolicyStart> Prepare(RunSpec spec, bool resume)
    {
        await Close();
        _spec = spec;
        _stopRequested = false;
        _arrived = new Trajectory?[spec.Agents];
        _missing = spec.Agents;
        algorithms.TryGet(spec.Algorithm, out var algorithm);
        var thread = _thread = new LearnerThread($"learner {RunId}");
        var loaded = resume ? await Task.Run(() => checkpoints.LoadLatest(RunId)) : default;
        var training = _training = await thread.Run(() => CreateTraining(spec, algorithm!, loaded.Checkpoint));
        LogPrepared(RunId, training.Progress.Updates, training.Progress.Steps);
        return new PolicyStart
        {
            Policy = training.Shape,
            RolloutSteps = algorithm!.RolloutSteps(spec.Hyperparameters),
            Progress = training.Progress,
            Agents = loaded.Checkpoint?.Agents ?? [],
            Warnings = loaded.Warnings.IsDefault ? [] : loaded.Warnings,
        };
    }

    /// <inheritdoc />
    public Task Begin()
    {
        var training = _training ?? throw new InvalidOperationException($"The policy of {RunId} is not prepared.");
        training.Begin();
        return Publish(training);
    }

    /// <inheritdoc />
    public Task Stop()
    {
        _stopRequested = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task Close()
    {
        var (training, thread) = (_training, _thread);
        _training = null;
        _thread = null;
        if (thread is not null)
        {
            // Whatever the thread is at comes first; the learner is freed after it.
            await thread.Run(() =>
            {
                training?.Dispose();
                return true;
            });
            thread.Dispose();
        }
    }

    /// <inheritdoc />
    public async Task<PolicySnapshot> GetSnapshot()
        => _published ?? await Task.Run(() => policies.Load(RunId));

    /// <inheritdoc />
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Close();

    private Training CreateTraining(RunSpec spec, AlgorithmDescriptor algorithm, Checkpoint? checkpoint)
    {
        environments.TryGet(spec.Environment, out var environment);
        long totalSteps = planner.TotalStepsOf(spec);
        var learner = algorithm.CreateLearner(new LearnerOptions
        {
            ObservationSize = environment!.ObservationSpace.Size,
            Action = ActionSpecs.From(environment.ActionSpace),
            Hyperparameters = spec.Hyperparameters,
            Seed = spec.Seed,
            LaneCount = spec.Agents * spec.Lanes,
            TotalSteps = totalSteps,
        });
        var training = new Training(learner, spec.Agents, totalSteps, time);
        if (checkpoint is not null)
        {
            training.Load(checkpoint);
        }

        return training;
    }

    private Task OnTrajectory(Trajectory trajectory)
    {
        // A stream may repeat itself, and a trajectory of a version that is gone was learned from already.
        if (_training is { } training
            && trajectory.PolicyVersion == _published?.Version
            && _arrived[trajectory.Agent] is null)
        {
            _arrived[trajectory.Agent] = trajectory;
            if (--_missing == 0)
            {
                var trajectories = _arrived;
                _arrived = new Trajectory?[trajectories.Length];
                _missing = trajectories.Length;
                _updating = UpdateAfter(_updating, training, trajectories!);
            }
        }

        return Task.CompletedTask;
    }

    private async Task UpdateAfter(Task previous, Training training, Trajectory[] trajectories)
    {
        try
        {
            await previous;
            await Update(training, trajectories);
        }
        catch (Exception exception) when (training == _training)
        {
            // The published version stays the last good one; the run ends with the reason and can be resumed.
            LogUpdateFailed(exception, RunId, training.Version);
            await _run.ReportFailure("policy", Failures.Reason(exception));
        }
    }

    private async Task Update(Training training, Trajectory[] trajectories)
    {
        bool checkpoint = _published!.IncludeAgentState;
        bool stopping = checkpoint && _stopRequested;
        await _thread!.Run(() =>
        {
            training.Update(trajectories);
            return true;
        });
        if (training != _training)
        {
            return;
        }

        bool final = stopping || training.Done;
        if (checkpoint)
        {
            await SaveCheckpoint(training, [.. trajectories.Select(trajectory => trajectory.State!)]);
        }

        if (!final)
        {
            await Publish(training);
        }

        await _run.Report(new UpdateReport
        {
            Progress = training.Progress,
            Checkpoint = checkpoint ? training.Version : null,
            Final = final,
            WeightsHash = final ? training.WeightsHash() : null,
        });
    }

    private async Task SaveCheckpoint(Training training, ImmutableArray<AgentState> agents)
    {
        var checkpoint = training.Save(agents);
        var snapshot = _published = training.Snapshot(includeAgentState: false);
        await Task.Run(() =>
        {
            checkpoints.Save(RunId, checkpoint);
            policies.Save(RunId, _spec!, snapshot);
        });
    }

    private Task Publish(Training training)
    {
        // The version after which a checkpoint is due, the last one, and the one that a stop waits for.
        long next = training.Version + 1;
        long perUpdate = planner.RolloutOf(_spec!);
        bool include = next % _spec!.CheckpointEvery == 0
            || training.Progress.Steps + perUpdate >= training.Progress.TotalSteps
            || _stopRequested;
        _published = training.Snapshot(include);
        return this.GetStreamProvider(Names.StreamProvider)
            .GetStream<PolicySnapshot>(StreamId.Create(Names.Policy, RunId))
            .OnNextAsync(_published);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Policy {Run} is prepared at update {Update}, step {Steps}.")]
    private partial void LogPrepared(string run, long update, long steps);

    [LoggerMessage(Level = LogLevel.Error, Message = "Policy {Run} failed at update {Update}; its run is told and fails.")]
    private partial void LogUpdateFailed(Exception exception, string run, long update);
}
