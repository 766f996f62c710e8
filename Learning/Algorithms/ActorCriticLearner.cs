using System.Buffers;

namespace RlOrleans.Learning;

/// <summary>
/// What learners of an actor and a critic from whole rollouts have in common: their state, and how it is saved, loaded and
/// kept from diverging.
/// </summary>
internal abstract unsafe class ActorCriticLearner : ILearner
{
    // Stable-Baselines3's epsilon for Adam in its on-policy algorithms.
    private const float AdamEpsilon = 1e-5f;

    private readonly string _identity;
    private readonly long _totalSteps;

    protected ActorCriticLearner(string algorithm, LearnerOptions options, Hyperparameters values, bool critic, Kernels kernels)
    {
        Policy = new PolicySpec(
            options.ObservationSize, options.Action, values.Layers("net_arch"), values.ActivationFunction("activation"));
        Seed = options.Seed;
        Networks = new ActorCritic(kernels, Policy, critic, options.Seed);
        Optimiser = new Adam(kernels, Networks.Parameters.Length, AdamEpsilon);
        Batch = new RolloutBatch(Policy, values.WholeNumber("n_steps"), options.LaneCount);
        _totalSteps = options.TotalSteps;
        _identity = $"{algorithm}; {Policy}; lanes {options.LaneCount}; steps {options.TotalSteps}; seed {options.Seed}; {values}";
    }

    public PolicySpec Policy { get; }

    public long Version { get; private set; }

    public long StepsSeen { get; private set; }

    public int WeightCount => Networks.WeightCount;

    protected ulong Seed { get; }

    protected ActorCritic Networks { get; }

    protected Adam Optimiser { get; }

    protected RolloutBatch Batch { get; }

    /// <summary>
    /// The part of the run, from 1 to 0, that remains after the steps seen. As in Stable-Baselines3, the steps that are
    /// being learnt from count as done.
    /// </summary>
    protected double Remaining => Math.Max(0, 1 - (double)StepsSeen / _totalSteps);

    public void CopyWeights(Span<float> destination)
    {
        if (destination.Length < WeightCount)
            throw new ArgumentException($"{destination.Length} floats cannot hold the {WeightCount} weights.", nameof(destination));
        Networks.CopyTo(destination);

        // The parameters are reached by pointers, which keep nothing alive.
        GC.KeepAlive(this);
    }

    public UpdateStatistics Update(ReadOnlySpan<Rollout> rollouts)
    {
        Batch.Fill(rollouts);
        StepsSeen += Batch.Count;
        Networks.Keep();
        try
        {
            UpdateStatistics statistics = Learn(rollouts);
            Version++;
            return statistics;
        }
        catch (DivergedException)
        {
            Networks.Restore();
            throw;
        }
    }

    public void Save(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var writer = new StateWriter(destination, _identity);
        writer.Write(Version);
        writer.Write(StepsSeen);
        writer.Write(Networks.Parameters.Span);
        Optimiser.Save(writer);
        SaveMore(writer);
        writer.Finish();
        GC.KeepAlive(this);
    }

    public void Load(ReadOnlySpan<byte> source)
    {
        var reader = new StateReader(source, _identity);
        Version = reader.ReadInt64();
        StepsSeen = reader.ReadInt64();
        reader.Read(Networks.Parameters.Span);
        Networks.ParametersChanged();
        Optimiser.Load(ref reader);
        LoadMore(ref reader);
        reader.Finish();
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        // All memory is the garbage collector's. The interface has the method for learners with threads or devices of their own.
    }

    /// <summary>Learns from the batch, which holds the rollouts but for their final observations.</summary>
    protected abstract UpdateStatistics Learn(ReadOnlySpan<Rollout> rollouts);

    protected virtual void SaveMore(StateWriter writer)
    {
    }

    protected virtual void LoadMore(ref StateReader reader)
    {
    }

    /// <summary>Clips the gradient's norm, steps down it, and gives the norm before clipping.</summary>
    /// <exception cref="DivergedException">The norm is not finite; the parameters are as before.</exception>
    protected double Descend(double learningRate, double maxNorm)
    {
        double norm = GradientNorm.Compute(Networks.Kernels, Networks.Gradients);
        RequireFinite("grad_norm", norm);
        Optimiser.Step(Networks.Parameters, Networks.Gradients, learningRate, GradientNorm.ClippingScale(norm, maxNorm));
        Networks.ParametersChanged();
        return norm;
    }

    protected void RequireFinite(string term, double value)
    {
        if (!double.IsFinite(value))
            throw new DivergedException(term, value, Version);
    }
}
