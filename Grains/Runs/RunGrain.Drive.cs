using System.Collections.Immutable;
using RlOrleans.Agents;
using RlOrleans.Episodes;
using RlOrleans.Policies;
using RlOrleans.Uploads;

namespace RlOrleans.Runs;

public sealed partial class RunGrain
{
    /// <summary>A run under way in this process: its lock, its journal, its policy and agents, from begin to end.</summary>
    private sealed class Drive(RunGrain grain, IDisposable held, RunSpec spec)
    {
        private readonly IPolicyGrain _policy = grain.GrainFactory.GetGrain<IPolicyGrain>(grain.RunId);
        private readonly ImmutableArray<IAgentGrain> _agents =
            [.. Enumerable.Range(0, spec.Agents).Select(agent => grain.GrainFactory.GetGrain<IAgentGrain>(Names.Agent(grain.RunId, agent)))];

        private RunJournal? _journal;
        private OutboxWatch? _outbox;
        private IGrainTimer? _supervision;
        private long _storedAt;
        private bool _stopRequested;
        private bool _ended;

        public async Task Begin(bool resume)
        {
            var prepared = await _policy.Prepare(spec, resume);
            foreach (string warning in prepared.Warnings)
            {
                grain.LogWarning(grain.RunId, warning);
            }

            _journal = RunJournal.Open(grain._archive.FolderOf(grain.RunId), spec, prepared.Progress, Threshold, grain._time);
            await Task.WhenAll(_agents.Select((agent, index) => agent.Start(
                new AgentStart
                {
                    RunId = grain.RunId,
                    Agent = index,
                    Spec = spec,
                    RolloutSteps = prepared.RolloutSteps,
                    Policy = prepared.Policy,
                    MaxInFlight = prepared.MaxInFlight,
                },
                prepared.Agents.IsEmpty ? null : prepared.Agents[index])));
            if (spec.Record != Recording.None)
            {
                _outbox = new OutboxWatch(grain.GrainFactory.GetGrain<IUploadGrain>(grain.RunId), Show, grain._time);
                await _outbox.Resume();
            }

            await Store(run => run with
            {
                Status = RunStatus.Running,
                Progress = prepared.Progress,
                Message = prepared.Warnings.IsEmpty ? null : string.Join("; ", prepared.Warnings),
            });
            _supervision = grain.RegisterGrainTimer(Supervise, new GrainTimerCreationOptions(SupervisionPeriod, SupervisionPeriod)
            {
                Interleave = true,
                KeepAlive = true,
            });
            if (prepared.Progress.Steps >= prepared.Progress.TotalSteps)
            {
                // All was trained before the process ended: only the evaluation is missing.
                _ = Complete();
            }
            else
            {
                await _policy.Begin();
            }
        }

        public Task RequestStop()
        {
            _stopRequested = true;
            return _policy.Stop();
        }

        /// <summary>After updates: the journal may hold up the policy for as long as its disk does.</summary>
        public async Task OnReport(ImmutableArray<UpdateReport> reports)
        {
            if (_ended)
            {
                return;
            }

            try
            {
                foreach (var report in reports)
                {
                    await _journal!.Add(report.Progress);
                }
            }
            catch (IOException exception)
            {
                await Fail(Failures.Reason(exception));
                return;
            }

            // A checkpoint, and what is final, is reported at once: it can only be the last.
            var last = reports[^1];
            grain.Update(run => run with
            {
                Progress = last.Progress with { Upload = run.Progress.Upload },
                Checkpoint = last.Checkpoint ?? run.Checkpoint,
                WeightsHash = last.WeightsHash ?? run.WeightsHash,
            });
            if (last.Final)
            {
                _ = last.Progress.Steps >= last.Progress.TotalSteps ? Complete() : End(RunStatus.Stopped, null);
            }
        }

        /// <summary>Ends the run with an error; its latest checkpoint stays good.</summary>
        public Task Fail(string reason) => End(RunStatus.Failed, reason);

        /// <summary>Lets go of everything at once, leaving the run to be resumed: the silo is going down.</summary>
        public async Task Abandon()
        {
            _ended = true;
            _supervision?.Dispose();
            await CloseJournal();
            held.Dispose();
        }

        private double Threshold => grain._environments.TryGet(spec.Environment, out var environment)
            ? environment!.RewardThreshold
            : double.NaN;

        private async Task Complete()
        {
            try
            {
                await LeaveTraining();
                if (spec.EvaluationEpisodes > 0)
                {
                    await Store(run => run with { Status = RunStatus.Evaluating });
                    var result = await Evaluate();
                    grain.Update(run => run with { Evaluation = result });
                }

                await Store(run => run with { Status = RunStatus.Uploading });
                await End(_outbox is null || await _outbox.Drain(() => _stopRequested) ? RunStatus.Completed : RunStatus.Stopped, null);
            }
            catch (Exception exception)
            {
                await Fail(Failures.Reason(exception));
            }
        }

        private async Task<EvaluationResult> Evaluate()
        {
            grain._environments.TryGet(spec.Environment, out var environment);
            var request = new EvaluationRequest
            {
                RunId = grain.RunId,
                Environment = spec.Environment,
                Episodes = spec.EvaluationEpisodes,
                Seed = spec.Seed,
                Policy = await _policy.GetSnapshot(),
                Record = spec.Record == Recording.None ? null : RecordingTargets.Of(grain.RunId, spec, "evaluation", environment!),
            };
            var episodes = new List<EpisodeSummary>(spec.EvaluationEpisodes);
            var evaluator = grain.GrainFactory.GetGrain<IAgentGrain>(Names.EvaluationAgent(grain.RunId));
            await foreach (var episode in evaluator.Evaluate(request))
            {
                episodes.Add(episode);
                if (episodes.Count % 10 == 0)
                {
                    grain.Update(run => run with { Progress = run.Progress with { EvaluationEpisodes = episodes.Count } });
                }
            }

            return EvaluationResult.Of(episodes);
        }

        private void Show(UploadStatus status)
        {
            if (status != grain._state.State.Description!.Progress.Upload)
            {
                grain.Update(run => run with { Progress = run.Progress with { Upload = status } });
            }
        }

        private async Task LeaveTraining()
        {
            await Task.WhenAll(_agents.Select(agent => agent.Stop()));
            await Task.WhenAll(_agents.Select(agent => agent.SealEpisodes()));
            await _policy.Close();
        }

        private async Task End(RunStatus status, string? message)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
            _supervision?.Dispose();
            try
            {
                // A completed run has left training before its evaluation.
                if (status != RunStatus.Completed)
                {
                    await LeaveTraining();
                    message ??= _outbox is null ? null : await _outbox.DrainBriefly();
                }
            }
            catch (Exception exception)
            {
                grain.LogCleanUpFailed(exception, grain.RunId);
                (status, message) = (RunStatus.Failed, message ?? Failures.Reason(exception));
            }

            try
            {
                await CloseJournal();
            }
            catch (IOException exception)
            {
                (status, message) = (RunStatus.Failed, message ?? Failures.Reason(exception));
            }

            try
            {
                await Store(run => run with { Status = status, Message = message ?? run.Message });
            }
            catch (Exception exception)
            {
                // Whatever the storage wraps its failure in, the run has ended. On disk it reads as interrupted, and can be
                // resumed once there is room.
                grain._unsaved = true;
                grain.Update(run => run with { Status = RunStatus.Failed, Message = message ?? Failures.Reason(exception) });
            }

            if (status == RunStatus.Completed)
            {
                await CloseOutbox();
            }

            held.Dispose();
            grain._drive = null;
            foreach (var watcher in grain._watchers)
            {
                watcher.TryComplete();
            }
        }

        private async Task CloseOutbox()
        {
            try
            {
                await (_outbox?.Close() ?? Task.CompletedTask);
            }
            catch (Exception exception)
            {
                // A few bytes stay behind; the run is as complete as it says.
                grain.LogCleanUpFailed(exception, grain.RunId);
            }
        }

        private async Task CloseJournal()
        {
            if (_journal is { } journal)
            {
                _journal = null;
                await journal.DisposeAsync();
            }
        }

        /// <summary>Keeps the agents active, hears stop requests from other processes, and keeps run.json fresh.</summary>
        private async Task Supervise(CancellationToken cancellationToken)
        {
            if (_ended)
            {
                return;
            }

            try
            {
                await Task.WhenAll(_agents.Select(agent => agent.Ping()));
                if (_outbox is not null)
                {
                    await _outbox.Look();
                }

                if (grain._archive.StopRequested(grain.RunId))
                {
                    await RequestStop();
                }

                if (grain._time.GetElapsedTime(_storedAt) > StorePeriod)
                {
                    await Store(run => run);
                }
            }
            catch (Exception exception)
            {
                await Fail(Failures.Reason(exception));
            }
        }

        private Task Store(Func<RunDescription, RunDescription> change)
        {
            _storedAt = grain._time.GetTimestamp();
            grain.Update(change);
            return grain._state.WriteStateAsync();
        }

        private static readonly TimeSpan SupervisionPeriod = TimeSpan.FromSeconds(0.5);
        private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(5);
    }
}
