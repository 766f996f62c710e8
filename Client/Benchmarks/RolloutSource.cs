using RlOrleans.Environments;
using RlOrleans.Learning;

namespace RlOrleans.Client.Benchmarks;

/// <summary>
/// An agent without grains around it: steps the lanes of an environment with a replica of the policy, and collects what
/// was experienced. Its rollouts share memory: each is read before the next one is asked for.
/// </summary>
internal sealed class RolloutSource : IDisposable
{
    private const ulong Seed = 1;

    private readonly IVectorEnvironment _environment;
    private readonly PolicyActor _actor;
    private readonly StepBatch _batch;
    private readonly float[] _weights;
    private readonly float[] _executed;
    private readonly int _steps, _observationSize, _actionSize;
    private readonly float[] _observations, _actions, _logProbs, _rewards, _finals;
    private readonly bool[] _terminated, _truncated;
    private ulong _counter;

    public RolloutSource(string environmentId, ILearner learner, int lanes, int steps)
    {
        _environment = EnvironmentRegistry.Default.Create(environmentId, lanes);
        _observationSize = _environment.Spec.ObservationSpace.Size;
        _actionSize = _environment.Spec.ActionSpace.Size;
        _steps = steps;
        _actor = new PolicyActor(learner.Policy, lanes);
        _batch = new StepBatch(lanes, _observationSize);
        _weights = new float[learner.WeightCount];
        _executed = new float[lanes * _actionSize];
        _observations = new float[steps * lanes * _observationSize];
        _actions = new float[steps * lanes * _actionSize];
        _finals = new float[steps * lanes * _observationSize];
        _logProbs = new float[steps * lanes];
        _rewards = new float[steps * lanes];
        _terminated = new bool[steps * lanes];
        _truncated = new bool[steps * lanes];
        _environment.Reset(new EnvironmentSeed(Seed, RandomPurpose.Environment, Agent: 0), _batch.Observations);
    }

    /// <summary>One rollout, acted with the learner's weights.</summary>
    public Rollout Collect(ILearner learner)
    {
        learner.CopyWeights(_weights);
        _actor.Load(_weights);
        int lanes = _environment.LaneCount, finals = 0;
        for (int t = 0; t < _steps; t++)
        {
            int at = t * lanes;
            var actions = _actions.AsSpan(at * _actionSize, lanes * _actionSize);
            _batch.Observations.CopyTo(_observations, at * _observationSize);
            _actor.Sample(_batch.Observations, Seed, agent: 0, _counter++, actions, _logProbs.AsSpan(at, lanes));
            _actor.Execute(actions, _executed);
            _environment.Step(_executed, _batch);
            _batch.Rewards.CopyTo(_rewards, at);
            _batch.Terminated.CopyTo(_terminated, at);
            _batch.Truncated.CopyTo(_truncated, at);
            for (int lane = 0; lane < lanes; lane++)
            {
                if (!_batch.Truncated[lane])
                    continue;
                _batch.FinalObservations.AsSpan(lane * _observationSize, _observationSize).CopyTo(_finals.AsSpan(finals++ * _observationSize));
            }
        }

        return new Rollout(
            _steps, lanes, learner.Version, _observations, _actions, _logProbs, _rewards, _terminated, _truncated,
            _batch.Observations, _finals.AsMemory(0, finals * _observationSize));
    }

    public void Dispose() => _environment.Dispose();
}
