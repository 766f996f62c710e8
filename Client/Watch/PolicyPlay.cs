using RlOrleans.Environments;
using RlOrleans.Learning;

namespace RlOrleans.Client.Watch;

/// <summary>Plays episodes one after the other in one lane, with the actions that a policy thinks best.</summary>
internal sealed class PolicyPlay
{
    private readonly IVectorEnvironment _environment;
    private readonly PolicyActor _actor;
    private readonly StepBatch _batch;
    private readonly float[] _actions;

    public PolicyPlay(IVectorEnvironment environment, PolicySpec policy, ReadOnlySpan<float> weights, in EnvironmentSeed seed)
    {
        var spec = environment.Spec;
        _environment = environment;
        _actor = new PolicyActor(policy, maxLanes: 1);
        _actor.Load(weights);
        _batch = new StepBatch(1, spec.ObservationSpace.Size);
        _actions = new float[spec.ActionSpace.Size];
        environment.Reset(seed, _batch.Observations);
    }

    /// <summary>Counted from 0.</summary>
    public int Episode { get; private set; }

    /// <summary>Steps of the episode so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Undiscounted sum of the episode's rewards so far.</summary>
    public double Return { get; private set; }

    /// <summary>Takes one step; the end of the episode, if it was its last.</summary>
    public PlayedEpisode? Step()
    {
        _actor.Greedy(_batch.Observations, _actions);
        _environment.Step(_actions, _batch);
        Steps++;
        Return += _batch.Rewards[0];
        if (!_batch.Terminated[0] && !_batch.Truncated[0])
            return null;
        var played = new PlayedEpisode(Episode, Return, Steps, _batch.Terminated[0]);
        _actor.ResetState(0);
        Episode++;
        (Steps, Return) = (0, 0);
        return played;
    }
}

/// <summary>How an episode went.</summary>
/// <param name="Episode">Counted from 0.</param>
/// <param name="Return">Undiscounted sum of rewards.</param>
/// <param name="Steps">How many steps it had.</param>
/// <param name="Terminated">It reached an end of its own; otherwise it was cut off.</param>
internal sealed record PlayedEpisode(int Episode, double Return, int Steps, bool Terminated);
