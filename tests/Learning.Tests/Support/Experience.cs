namespace RlOrleans.Learning.Tests;

/// <summary>Acts in lanes as an agent does.</summary>
internal sealed class Experience
{
    private readonly PolicyActor _actor;
    private readonly Lane[] _lanes;
    private readonly int _observationSize;
    private readonly ulong _seed;
    private ulong _counter;

    public Experience(PolicySpec policy, Lane[] lanes, ulong seed)
    {
        _actor = new PolicyActor(policy, lanes.Length);
        _lanes = lanes;
        _observationSize = policy.ObservationSize;
        _seed = seed;
    }

    /// <summary>The next steps of all lanes, acted with the learner's current policy.</summary>
    public Rollout Collect(ILearner learner, int steps)
    {
        _actor.Load(learner.Weights());
        int lanes = _lanes.Length, count = steps * lanes;
        float[] observations = new float[(count + lanes) * _observationSize], actions = new float[count], logProbs = new float[count], rewards = new float[count];
        bool[] terminated = new bool[count], truncated = new bool[count];
        float[] states = _actor.States.ToArray(), final = new float[_observationSize];
        var finals = new List<float>();
        for (int step = 0; step <= steps; step++)
        {
            int at = step * lanes;
            Span<float> current = observations.AsSpan(at * _observationSize, lanes * _observationSize);
            for (int lane = 0; lane < lanes; lane++)
                _lanes[lane].Observe(current[(lane * _observationSize)..]);
            if (step == steps)
                break;
            _actor.Sample(current, _seed, 0, _counter++, actions.AsSpan(at, lanes), logProbs.AsSpan(at, lanes));
            for (int lane = 0; lane < lanes; lane++)
            {
                (rewards[at + lane], terminated[at + lane], truncated[at + lane]) = _lanes[lane].Step((int)actions[at + lane]);
                if (truncated[at + lane])
                {
                    _lanes[lane].Observe(final);
                    finals.AddRange(final);
                }

                if (terminated[at + lane] || truncated[at + lane])
                {
                    _lanes[lane].Reset();
                    _actor.ResetState(lane);
                }
            }
        }

        return new Rollout(
            steps, lanes, learner.Version, observations.AsMemory(0, count * _observationSize), actions, logProbs, rewards, terminated, truncated,
            observations.AsMemory(count * _observationSize), finals.ToArray())
        {
            InitialStates = states,
        };
    }

    /// <summary>The mean return of whole episodes, one a lane, acted greedily.</summary>
    public static double Evaluate(ILearner learner, params ReadOnlySpan<Lane> lanes)
    {
        var actor = new PolicyActor(learner.Policy, maxLanes: 1);
        actor.Load(learner.Weights());
        float[] observation = new float[learner.Policy.ObservationSize], action = new float[1];
        double sum = 0;
        foreach (Lane lane in lanes)
        {
            actor.ResetState(0);
            bool ended = false;
            while (!ended)
            {
                lane.Observe(observation);
                actor.Greedy(observation, action);
                (float reward, bool terminated, bool truncated) = lane.Step((int)action[0]);
                sum += reward;
                ended = terminated || truncated;
            }
        }

        return sum / lanes.Length;
    }
}
