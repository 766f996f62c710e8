namespace RlOrleans.Learning;

/// <summary>Values, advantages and returns of a batch of rollouts: what the critic's side of an on-policy update begins with.</summary>
internal sealed class AdvantageEstimates
{
    private readonly BatchEstimates _values;
    private readonly float _gamma;
    private readonly float _lambda;
    private readonly float[] _advantages;
    private readonly float[] _returns;
    private int _count;

    /// <param name="values">Estimates of the batches that <see cref="Compute"/> is given.</param>
    /// <param name="capacity">The most samples of a batch.</param>
    /// <param name="gamma">Discount of later rewards.</param>
    /// <param name="lambda">Weight of longer estimates.</param>
    public AdvantageEstimates(BatchEstimates values, int capacity, double gamma, double lambda)
    {
        _values = values;
        _gamma = (float)gamma;
        _lambda = (float)lambda;
        _advantages = new float[capacity];
        _returns = new float[capacity];
    }

    /// <summary>[T, N].</summary>
    public ReadOnlySpan<float> Advantages => _advantages.AsSpan(0, _count);

    /// <summary>[T, N]: what the critic is to learn.</summary>
    public ReadOnlySpan<float> Returns => _returns.AsSpan(0, _count);

    /// <summary>Estimates everything anew, and gives the share of the returns' variance that the values explain.</summary>
    public double Compute(RolloutBatch batch)
    {
        _count = batch.Count;
        _values.Compute(batch);
        GeneralisedAdvantageEstimation.Compute(
            batch.Lanes, _gamma, _lambda, batch.Rewards, _values.Values, batch.Terminated, batch.Truncated,
            _values.FinalValues, _values.LastValues, _advantages.AsSpan(0, _count), _returns.AsSpan(0, _count));
        return Moments.ExplainedVariance(_values.Values, Returns);
    }
}
