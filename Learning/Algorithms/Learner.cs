using System.Buffers;

namespace RlOrleans.Learning;

/// <summary>What all learners have in common: counters, saved state, and how they are kept from diverging.</summary>
public abstract class Learner : ILearner
{
    private readonly string _identity;
    private readonly long _totalSteps;

    /// <summary>A learner.</summary>
    /// <param name="algorithm">The algorithm's name.</param>
    /// <param name="options">What it is made from.</param>
    /// <param name="values">The algorithm's hyperparameters.</param>
    /// <param name="policy">The policy that it learns.</param>
    protected Learner(string algorithm, LearnerOptions options, Hyperparameters values, PolicySpec policy)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(policy);
        Policy = policy;
        PolicyWeightCount = policy.WeightCount;
        Seed = options.Seed;
        Team = new WorkTeam(options.Threads);
        _totalSteps = options.TotalSteps;
        _identity = $"{algorithm}; {policy}; lanes {options.LaneCount}; steps {options.TotalSteps}; seed {options.Seed}; {values}";
    }

    /// <inheritdoc/>
    public PolicySpec Policy { get; }

    /// <inheritdoc/>
    public long Version { get; private set; }

    /// <inheritdoc/>
    public long StepsSeen { get; private set; }

    /// <inheritdoc/>
    public abstract int WeightCount { get; }

    /// <inheritdoc/>
    public virtual long Operations => 0;

    /// <inheritdoc/>
    public virtual long WholeOperations => Operations;

    /// <summary>Weights of the policy, which are the first.</summary>
    protected int PolicyWeightCount { get; }

    /// <summary>The seed of the run.</summary>
    protected ulong Seed { get; }

    /// <summary>
    /// The part of the run, from 1 to 0, that remains after the steps seen. As in Stable-Baselines3, the steps that are
    /// being learnt from count as done.
    /// </summary>
    protected double Remaining => Math.Max(0, 1 - (double)StepsSeen / _totalSteps);

    /// <summary>The threads that compute.</summary>
    private protected WorkTeam Team { get; }

    /// <inheritdoc/>
    public void CopyWeights(Span<float> destination)
    {
        if (destination.Length < WeightCount)
            throw new ArgumentException($"{destination.Length} floats cannot hold the {WeightCount} weights.", nameof(destination));
        CopyAllWeights(destination);

        // Parameters are reached by pointers, which keep nothing alive.
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void CopyPolicyWeights(Span<float> destination)
    {
        if (destination.Length < PolicyWeightCount)
            throw new ArgumentException($"{destination.Length} floats cannot hold the {PolicyWeightCount} weights of the policy.", nameof(destination));
        CopyPolicy(destination);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public UpdateStatistics Update(ReadOnlySpan<Rollout> rollouts)
    {
        int steps = Receive(rollouts);
        StepsSeen += steps;
        KeepWeights();
        try
        {
            UpdateStatistics statistics = Learn(rollouts);
            Version++;
            return statistics;
        }
        catch (DivergedException)
        {
            RestoreWeights();
            throw;
        }
        finally
        {
            GC.KeepAlive(this);
        }
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var writer = new StateWriter(destination, _identity);
        writer.Write(Version);
        writer.Write(StepsSeen);
        SaveState(writer);
        writer.Finish();
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Load(ReadOnlySpan<byte> source)
    {
        var reader = new StateReader(source, _identity);
        Version = reader.ReadInt64();
        StepsSeen = reader.ReadInt64();
        LoadState(ref reader);
        reader.Finish();
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Team.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes rollouts in, and gives the number of their steps over all lanes.</summary>
    /// <exception cref="ArgumentException">They do not fit each other, or what the learner was made for.</exception>
    protected abstract int Receive(ReadOnlySpan<Rollout> rollouts);

    /// <summary>Learns from what was received last.</summary>
    /// <exception cref="DivergedException">A loss or a gradient is not finite.</exception>
    protected abstract UpdateStatistics Learn(ReadOnlySpan<Rollout> rollouts);

    /// <summary>Writes <see cref="WeightCount"/> weights, the policy's first.</summary>
    protected abstract void CopyAllWeights(Span<float> destination);

    /// <summary>Writes the policy's weights, the first of <see cref="CopyAllWeights"/>.</summary>
    protected virtual void CopyPolicy(Span<float> destination)
    {
        float[] all = new float[WeightCount];
        CopyAllWeights(all);
        all.AsSpan(0, PolicyWeightCount).CopyTo(destination);
    }

    /// <summary>Keeps a copy of the weights that an update changes.</summary>
    protected abstract void KeepWeights();

    /// <summary>Goes back to the weights that were kept.</summary>
    protected abstract void RestoreWeights();

    /// <summary>Writes all that the future depends on, but for the counters.</summary>
    protected abstract void SaveState(StateWriter writer);

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    protected abstract void LoadState(ref StateReader reader);

    /// <summary>Stops a learner that is diverging.</summary>
    /// <param name="term">What the value is.</param>
    /// <param name="value">Checked.</param>
    /// <exception cref="DivergedException">The value is not finite.</exception>
    protected void RequireFinite(string term, double value)
    {
        if (!double.IsFinite(value))
            throw new DivergedException(term, value, Version);
    }
}
