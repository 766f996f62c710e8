namespace RlOrleans.Learning;

/// <summary>
/// The learner's side of normalised observations: running moments, and the scaling that the next version of the policy
/// acts with. They change only between versions, so that experience is learnt from exactly as it was acted on.
/// </summary>
/// <remarks>Legend: D observation size.</remarks>
internal sealed class ObservationNormaliser(int size)
{
    private const double Epsilon = 1e-8;

    private readonly RunningMoments _moments = new(size);

    /// <summary>What the current version acts with.</summary>
    public ObservationScaling Scaling { get; } = new(size);

    /// <summary>Takes raw observations in, for the next version.</summary>
    public void Add(ReadOnlySpan<float> observations) => _moments.Add(observations);

    /// <summary>Brings the scaling up to date.</summary>
    public void Publish()
    {
        for (int i = 0; i < size; i++)
        {
            Scaling.Means[i] = (float)_moments.Mean(i);
            Scaling.Factors[i] = (float)(1 / Math.Sqrt(_moments.Variance(i) + Epsilon));
        }
    }

    public void Save(StateWriter writer) => _moments.Save(writer);

    public void Load(ref StateReader reader)
    {
        _moments.Load(ref reader);
        if (_moments.Count > 0)
            Publish();
    }
}
