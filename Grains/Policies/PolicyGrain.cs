using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using RlOrleans.Agents;
using RlOrleans.Environments;
using RlOrleans.Learning;
using RlOrleans.Runs;

namespace RlOrleans.Policies;

/// <summary>
/// Learns. When enough trajectories are in, one update is computed, on the learner's thread if it takes longer than a turn
/// should, and the next version goes out; between two calls the grain only waits.
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
    private ExperienceQueue? _experience;
    private int _rolloutSteps;
    private UpdateReports? _reports;
    private IGrainTimer? _reporting;
    private CheckpointSchedule? _checkpointSchedule;
    private bool _stopRequested;
    private bool _updating;
    private bool _finished;

    private string RunId => this.GetPrimaryKeyString();

    private IAsyncStream<PolicySnapshot> Versions
        => this.GetStreamProvider(Names.StreamProvider).GetStream<PolicySnapshot>(StreamId.Create(Names.Policy, RunId));

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
        _updating = _finished = false;
        _checkpointSchedule = new CheckpointSchedule(spec.CheckpointEvery, time);
        var reports = _reports = new UpdateReports(_run, time);
        _reporting = this.RegisterGrainTimer(
            _ => reports.Send(), new GrainTimerCreationOptions(UpdateReports.Period, UpdateReports.Period) { Interleave = true });
        algorithms.TryGet(spec.Algorithm, out var algorithm);
        _experience = new ExperienceQueue(spec.Agents, algorithm!.Synchronous);
        _rolloutSteps = algorithm.RolloutSteps(spec.Hyperparameters);
        var thread = _thread = new LearnerThread($"learner {RunId}");
        var loaded = resume ? await Task.Run(() => checkpoints.LoadLatest(RunId)) : default;
        var training = _training = await thread.Run(() => CreateTraining(spec, algorithm, loaded.Checkpoint));
        LogPrepared(RunId, training.Progress.Updates, training.Progress.Steps);
        return new PolicyStart
        {
            Policy = training.Shape,
            RolloutSteps = _rolloutSteps,
            MaxInFlight = _experience.MaxInFlight,
            Progress = training.Progress,
            Agents = loaded.Checkpoint?.Agents ?? [],
            Warnings = loaded.Warnings.IsDefault ? [] : loaded.Warnings,
        };
    }

    /// <inheritdoc />
    public async Task Begin()
    {
        var training = _training ?? throw new InvalidOperationException($"The policy of {RunId} is not prepared.");
        training.Begin();
        if (training.Previous is { } previous)
        {
            await Versions.OnNextAsync(previous);
        }

        await Publish(training, stillAsking: false);
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
        _reporting?.Dispose();
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
            Observation = ActionSpecs.ShapeOf(environment!.ObservationSpace),
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
        // What was acted on a version that was never published here comes from before the run was last resumed.
        if (_training is { } training && trajectory.PolicyVersion <= _published?.Version)
        {
            _experience!.Add(trajectory);
            if (!_updating)
            {
                _ = Learn(training, _experience);
            }
        }

        return Task.CompletedTask;
    }

    private async Task Learn(Training training, ExperienceQueue experience)
    {
        _updating = true;
        try
        {
            while (training == _training && !_finished && experience.TryTake(training.TrajectoriesLeft(_rolloutSteps, _spec!.Lanes), out var trajectories))
            {
                await Update(training, experience, trajectories);

                // Each update has a turn of its own, however many wait.
                await Task.Yield();
            }
        }
        catch (Exception exception) when (training == _training)
        {
            // The published version stays the last good one; the run ends with the reason and can be resumed.
            LogUpdateFailed(exception, RunId, training.Version);
            if (exception is DivergedException)
            {
                await KeepPublished();
            }

            try
            {
                await _reports!.Send();
            }
            finally
            {
                await _run.ReportFailure("policy", Failures.Reason(exception));
            }
        }
        finally
        {
            if (training == _training)
            {
                _updating = false;
            }
        }
    }

    private async Task Update(Training training, ExperienceQueue experience, Trajectory[] trajectories)
    {
        if (training.UpdateFitsTurn)
        {
            training.Update(trajectories);
        }
        else
        {
            await _thread!.Run(() =>
            {
                training.Update(trajectories);
                return true;
            });
        }

        if (training != _training)
        {
            return;
        }

        // A checkpoint needs the agents as they were when they sent what was learned from; that takes a round in which
        // they are asked for it.
        var agents = _published!.IncludeAgentState ? experience.States : [];
        bool checkpoint = training.Done || !agents.IsEmpty;
        bool final = training.Done || (checkpoint && _stopRequested);
        if (checkpoint)
        {
            await SaveCheckpoint(training, experience, agents);
        }

        if (final)
        {
            _finished = true;
            _published = training.Snapshot([], includeAgentState: false);
        }
        else
        {
            await Publish(training, stillAsking: _published.IncludeAgentState && !checkpoint);
        }

        await _reports!.Add(new UpdateReport
        {
            Progress = training.Progress,
            Checkpoint = checkpoint ? training.Version : null,
            Final = final,
            WeightsHash = final ? training.WeightsHash() : null,
        });
    }

    private async Task SaveCheckpoint(Training training, ExperienceQueue experience, ImmutableArray<AgentState> agents)
    {
        _checkpointSchedule!.Begin();
        bool onTheWay = experience is { Repeatable: true, MaxInFlight: > 1 };
        var actedOn = onTheWay ? _published!.Weights : [];
        await _thread!.Run(() =>
        {
            checkpoints.Save(RunId, training.Save(agents, actedOn));
            policies.Save(RunId, _spec!, training.Snapshot([], includeAgentState: false));
            return true;
        });
        _checkpointSchedule.End();
    }

    // What was learnt up to a divergence is worth keeping, though no checkpoint was due.
    private async Task KeepPublished()
    {
        try
        {
            await Task.Run(() => policies.Save(RunId, _spec!, _published!));
        }
        catch (IOException exception)
        {
            LogPolicyNotKept(exception, RunId);
        }
    }

    private Task Publish(Training training, bool stillAsking)
    {
        // Agents are asked for their states where a checkpoint is due after the next update, after the last one, and
        // where a stop waits for it.
        long rollout = (long)_rolloutSteps * _spec!.Lanes * _spec.Agents;
        bool last = training.Progress.Steps + rollout >= training.Progress.TotalSteps;
        bool ask = stillAsking || last || _stopRequested || _checkpointSchedule!.IsDue(training.Version + 1);
        if (ask && !stillAsking)
        {
            _experience!.ForgetStates();
        }

        _published = training.Snapshot(_experience!.Taken, ask);
        return Versions.OnNextAsync(_published);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Policy {Run} is prepared at update {Update}, step {Steps}.")]
    private partial void LogPrepared(string run, long update, long steps);

    [LoggerMessage(Level = LogLevel.Error, Message = "Policy {Run} could not be kept; the one of its latest checkpoint is.")]
    private partial void LogPolicyNotKept(Exception exception, string run);

    [LoggerMessage(Level = LogLevel.Error, Message = "Policy {Run} failed at update {Update}; its run is told and fails.")]
    private partial void LogUpdateFailed(Exception exception, string run, long update);
}
