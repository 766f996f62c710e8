using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orleans.Streams;
using RlOrleans.Environments;
using RlOrleans.Episodes;
using RlOrleans.Learning;
using RlOrleans.Policies;
using RlOrleans.Runs;

namespace RlOrleans.Agents;

public sealed partial class AgentGrain
{
    /// <summary>One agent's part in one run: its lanes, its policy replica and the episodes under way.</summary>
    private sealed class Acting
    {
        /// <summary>Recorded episodes that do not wait for the end of the rollout.</summary>
        private const long MaxRecordedBytes = 64 << 20;

        private readonly AgentGrain _grain;
        private readonly AgentStart _start;
        private readonly EnvironmentStart _environmentStart;
        private readonly int _actionSize;
        private readonly IEnvironmentGrain _environment;
        private readonly IAsyncStream<Trajectory> _experience;
        private readonly PolicyActor _actor;
        private readonly bool _actsApart;
        private readonly EpisodeTracker _episodes;
        private readonly ShardWriter? _shards;

        private ImmutableArray<float> _observations;
        private ulong _actionCounter;
        private long _sequence;
        private readonly Queue<PolicySnapshot> _versions = [];
        private long _newestVersion = -1;
        private long _policyVersion = -1;
        private long _sent;
        private int _abortedEpisodes;
        private int _retiredLanes;
        private readonly CancellationTokenSource _leavingSignal = new();
        private bool _leaving;
        private Task _acting = Task.CompletedTask;

        public Acting(AgentGrain grain, AgentStart start, EnvironmentRegistry registry)
        {
            _grain = grain;
            _start = start;
            var spec = start.Spec;
            registry.TryGet(spec.Environment, out var environment);
            _actionSize = environment!.ActionSpace.Size;
            _environmentStart = new(spec.Environment, spec.Lanes, spec.Seed, RandomPurpose.Environment, (uint)start.Agent);
            _environment = grain.GrainFactory.GetGrain<IEnvironmentGrain>(Names.EnvironmentOf(grain.GetPrimaryKeyString()));
            _experience = grain.GetStreamProvider(Names.StreamProvider)
                .GetStream<Trajectory>(StreamId.Create(Names.Experience, start.RunId));
            _actor = new PolicyActor(start.Policy.ToSpec(), spec.Lanes);
            _actsApart = _actor.OutlastsTurn(spec.Lanes);
            string source = start.Agent.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var identity = new EpisodeIdentity(start.RunId, source, spec.Seed, RandomPurpose.Environment, (uint)start.Agent);
            bool records = spec.Record == Recording.All;
            _episodes = new EpisodeTracker(identity, spec.Lanes, records);
            _shards = records ? grain.CreateShardWriter(RecordingTargets.Of(start.RunId, spec, "train", environment), source) : null;
        }

        public AgentStatus Status => new(!_leaving, _policyVersion, (long)_actionCounter * _start.Spec.Lanes);

        /// <summary>Starts the lanes, or puts them back to where a checkpoint left them.</summary>
        public async Task Enter(AgentState? state)
        {
            if (state is null)
            {
                _observations = await _environment.Start(_environmentStart);
            }
            else
            {
                await _environment.Restore(_environmentStart, state.Environment);
                _observations = state.Observations;
                state.PolicyStates.AsSpan().CopyTo(_actor.States);
                _actionCounter = state.ActionCounter;
                _episodes.Restore(state.OpenEpisodes, state.NextOrdinal, _start.Policy.ObservationSize);
            }

            if (_shards is not null)
            {
                // An earlier process may have recorded more than it lived to tell in a checkpoint.
                _episodes.GoOnAfter(await _shards.Resume(state?.Shard ?? 0));
            }
        }

        /// <summary>
        /// Takes a version and returns: the stream is not held up. While one is being acted on, a newer one waits for the
        /// end of the rollout; versions that are known already (a stream may repeat itself) are passed over.
        /// </summary>
        public Task ActOn(PolicySnapshot snapshot)
        {
            if (!_leaving && snapshot.Version > _newestVersion)
            {
                _newestVersion = snapshot.Version;
                _versions.Enqueue(snapshot);
                if (_acting.IsCompleted)
                {
                    _acting = Act();
                }
            }

            return Task.CompletedTask;
        }

        /// <summary>Ends the rollout under way between two steps, and closes the lanes.</summary>
        public async Task Leave()
        {
            if (_leaving)
            {
                return;
            }

            _leaving = true;
            await _leavingSignal.CancelAsync();
            await _acting;
            await _environment.Close();
        }

        public Task Seal() => _shards?.Seal() ?? Task.CompletedTask;

        private async Task Act()
        {
            try
            {
                while (!_leaving && NextVersion() is { } version)
                {
                    _policyVersion = version.Version;
                    await RollOut(version);
                }
            }
            catch (Exception exception)
            {
                // The run cannot go on without this agent's part; it fails with the reason and can be resumed.
                _leaving = true;
                _grain.LogActingFailed(exception, _grain.GetPrimaryKeyString());
                await _grain.GrainFactory.GetGrain<IRunGrain>(_start.RunId)
                    .ReportFailure($"agent {_start.Agent}", Failures.Reason(exception));
            }
        }

        // Of the versions that allow one more trajectory on the way, one of several agents takes the newest. An agent alone
        // takes the oldest: its k-th trajectory is then acted on the same version however fast acting and learning are.
        private PolicySnapshot? NextVersion()
        {
            bool alone = _start.Spec.Agents == 1;
            while (_versions.Count > 1 && !(alone && Allows(_versions.Peek())))
            {
                _versions.Dequeue();
            }

            return _versions.TryPeek(out var version) && Allows(version) ? version : null;
        }

        private bool Allows(PolicySnapshot version) => _sent - version.Taken[_start.Agent] < _start.MaxInFlight;

        private async Task RollOut(PolicySnapshot snapshot)
        {
            int steps = _start.RolloutSteps;
            _actor.Load(snapshot.Weights.AsSpan());
            var buffer = new RolloutBuffer(steps, _start.Spec.Lanes, _start.Policy.ObservationSize, _actionSize, _actor.States);
            for (int step = 0; step < steps;)
            {
                if (_leaving)
                {
                    return;
                }

                var executed = _actsApart ? await SampleApart(buffer, step) : Sample(buffer, step);
                var outcome = await _environment.Step(_sequence++, executed);
                bool played = buffer.Add(step, _observations.AsSpan(), outcome);
                _episodes.Track(_observations.AsSpan(), executed.AsSpan(), buffer.LogProbs(step), outcome, snapshot.Version);
                _actor.ResetEnded(outcome);
                _observations = outcome.Observations;
                _abortedEpisodes += outcome.Faults?.AbortedEpisodes ?? 0;
                _retiredLanes = outcome.Faults?.Retired.Count(retired => retired) ?? 0;
                step += played ? 1 : 0;
                if (_episodes.RecordedBytes >= MaxRecordedBytes)
                {
                    await Record();
                }
            }

            await Record();

            var state = snapshot.IncludeAgentState ? await Save() : null;
            var trajectory = buffer.ToTrajectory(_start.Agent, _sent++, snapshot.Version, _observations, _episodes.TakeEnded(), state);
            await _experience.OnNextAsync(trajectory with { AbortedEpisodes = _abortedEpisodes, RetiredLanes = _retiredLanes });
            _abortedEpisodes = 0;
        }

        /// <summary>The actions to execute; the buffer keeps them as they were chosen.</summary>
        private ImmutableArray<float> Sample(RolloutBuffer buffer, int step)
        {
            var actions = buffer.Actions(step);
            _actor.Sample(
                _observations.AsSpan(), _start.Spec.Seed, (uint)_start.Agent, _actionCounter++, actions, buffer.LogProbs(step));
            var executed = new float[actions.Length];
            _actor.Execute(actions, executed);
            return ImmutableCollectionsMarshal.AsImmutableArray(executed);
        }

        private Task<ImmutableArray<float>> SampleApart(RolloutBuffer buffer, int step) => Task.Run(() => Sample(buffer, step));

        private Task Record() => _shards?.Append(_episodes.TakeRecorded(), _leavingSignal.Token) ?? Task.CompletedTask;

        private async Task<AgentState> Save()
        {
            // The shard first: what the checkpoint counts as recorded must outlive this process.
            if (_shards is not null)
            {
                await _shards.Checkpoint(_leavingSignal.Token);
            }

            return new AgentState
            {
                ActionCounter = _actionCounter,
                Environment = await _environment.Snapshot(),
                Observations = _observations,
                PolicyStates = [.. _actor.States],
                OpenEpisodes = _episodes.Save(),
                NextOrdinal = _episodes.NextOrdinal,
                Shard = _shards?.Shard ?? 0,
            };
        }
    }
}
