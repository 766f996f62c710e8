namespace RlOrleans.Learning;

/// <summary>
/// What the current networks make of a batch of rollouts: the critic's values of the observations, of those after the last
/// step and of those that truncated episodes ended on, and where wanted the policy's log-probabilities of the actions.
/// </summary>
/// <remarks>Legend: T steps, N lanes.</remarks>
internal abstract unsafe class BatchEstimates
{
    private int _count;
    private int _lanes;

    /// <param name="networks">What is evaluated.</param>
    /// <param name="stepCapacity">The most that T may be.</param>
    /// <param name="laneCapacity">The most that N may be.</param>
    /// <param name="logProbs">Whether log-probabilities are wanted.</param>
    protected BatchEstimates(ActorCritic networks, int stepCapacity, int laneCapacity, bool logProbs)
    {
        Networks = networks;
        AllValues = new float[stepCapacity * laneCapacity];
        AllFinalValues = new float[stepCapacity * laneCapacity];
        AllLogProbs = new float[logProbs ? stepCapacity * laneCapacity : 0];
        AllLastValues = new float[laneCapacity];
        HasLogProbs = logProbs;
    }

    /// <summary>[T, N].</summary>
    public ReadOnlySpan<float> Values => AllValues.AsSpan(0, _count);

    /// <summary>[T, N]: log-probabilities of the actions under the policy that learns, where they are wanted.</summary>
    public ReadOnlySpan<float> LogProbs => AllLogProbs.AsSpan(0, _count);

    /// <summary>[T, N]: of the observations that truncated steps led to; of no meaning elsewhere.</summary>
    public ReadOnlySpan<float> FinalValues => AllFinalValues.AsSpan(0, _count);

    /// <summary>[N].</summary>
    public ReadOnlySpan<float> LastValues => AllLastValues.AsSpan(0, _lanes);

    /// <summary>[N, state size]: of a recurrent critic with a network of its own, before the first step; null otherwise.</summary>
    public virtual float* CriticStates => null;

    protected ActorCritic Networks { get; }

    protected bool HasLogProbs { get; }

    // The whole capacities of what the properties give a batch's part of.
    protected float[] AllValues { get; }

    protected float[] AllLogProbs { get; }

    protected float[] AllFinalValues { get; }

    protected float[] AllLastValues { get; }

    /// <summary>Estimates everything anew.</summary>
    public void Compute(RolloutBatch batch)
    {
        _count = batch.Count;
        _lanes = batch.Lanes;
        Evaluate(batch);
    }

    /// <summary>The values of whole episodes, one after the other.</summary>
    /// <returns>One for each step; read until the next call.</returns>
    public abstract ReadOnlySpan<float> Compute(EpisodeSteps episodes);

    /// <summary>Writes what the next batch's estimates depend on beside the networks.</summary>
    public virtual void Save(StateWriter writer)
    {
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public virtual void Load(ref StateReader reader)
    {
    }

    protected abstract void Evaluate(RolloutBatch batch);

    public static BatchEstimates Create(ActorCritic networks, WorkTeam team, int stepCapacity, int laneCapacity, bool logProbs) =>
        networks.IsRecurrent
            ? new SequenceEstimates(networks, team, stepCapacity, laneCapacity, logProbs)
            : new StepEstimates(networks, team, stepCapacity, laneCapacity, logProbs);
}
