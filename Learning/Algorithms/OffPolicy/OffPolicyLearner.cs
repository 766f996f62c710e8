namespace RlOrleans.Learning;

/// <summary>
/// What learners from stored experience have in common: the replay buffer, what is chosen from it, and when gradient steps
/// are taken.
/// </summary>
internal abstract class OffPolicyLearner : Learner
{
    // Bounds the memory that one learner asks for; other parts of a step are smaller.
    private const long MostObservationBytes = 1L << 30;

    private readonly ReplaySampler _sampler;
    private readonly ReplaySample[] _samples;
    private readonly long _learningStarts;
    private readonly int _gradientSteps;

    /// <param name="algorithm">The algorithm's name.</param>
    /// <param name="options">What the learner is made from.</param>
    /// <param name="values">The algorithm's hyperparameters, among them those of <see cref="OffPolicy"/>.</param>
    /// <param name="policy">The policy that it learns.</param>
    /// <param name="samplesAhead">Samples that may be drawn before the first of them is learnt from, at least 1.</param>
    /// <exception cref="ArgumentException">The buffer would be too large.</exception>
    protected OffPolicyLearner(string algorithm, LearnerOptions options, Hyperparameters values, PolicySpec policy, int samplesAhead = 1)
        : base(algorithm, options, values, policy)
    {
        LearningRate = values.Schedule("learning_rate");
        Replay = new ReplayBuffer(Capacity(options, values), options.LaneCount, policy.ObservationSize, policy.Action.Size);
        _sampler = OffPolicy.CreateSampler(values, options.Seed, Replay.SlotCount);
        _samples = new ReplaySample[_sampler.DependsOnErrors ? 1 : samplesAhead];
        for (int i = 0; i < _samples.Length; i++)
            _samples[i] = new ReplaySample(values.WholeNumber("batch_size"));
        _learningStarts = values.WholeNumber("learning_starts");
        _gradientSteps = values.WholeNumber("gradient_steps");
    }

    protected ReplayBuffer Replay { get; }

    /// <summary>Samples that are drawn before the first of them is learnt from, at most.</summary>
    protected int SamplesAhead => _samples.Length;

    protected Schedule LearningRate { get; }

    /// <summary>Whether enough was seen to learn from.</summary>
    protected bool HasStarted => StepsSeen > _learningStarts;

    /// <summary>Gradient steps taken over the whole run.</summary>
    protected long GradientSteps { get; private set; }

    protected sealed override int Receive(ReadOnlySpan<Rollout> rollouts)
    {
        Replay.Add(rollouts);
        _sampler.Added(Replay, rollouts[0].Steps);
        return rollouts[0].Steps * Replay.Lanes;
    }

    protected sealed override UpdateStatistics Learn(ReadOnlySpan<Rollout> rollouts)
    {
        int received = rollouts[0].Steps * Replay.Lanes;
        int steps = HasStarted && Replay.UsableCount > 0 ? OffPolicy.GradientStepsOf(_gradientSteps, received) : 0;
        BeginUpdate(received);
        for (int done = 0; done < steps; done += _samples.Length)
        {
            Span<ReplaySample> samples = _samples.AsSpan(0, Math.Min(_samples.Length, steps - done));
            for (int i = 0; i < samples.Length; i++)
                _sampler.Sample(Replay, GradientSteps + i, Remaining, samples[i]);
            Prepare(samples);
            foreach (ReplaySample sample in samples)
            {
                LearnFrom(sample);
                _sampler.Learnt(sample);
                GradientSteps++;
            }
        }

        return EndUpdate(steps);
    }

    /// <summary>Comes before the gradient steps of an update.</summary>
    /// <param name="steps">Steps over all lanes that were received.</param>
    protected abstract void BeginUpdate(int steps);

    /// <summary>Computes what does not change while some samples are learnt from.</summary>
    protected virtual void Prepare(ReadOnlySpan<ReplaySample> samples)
    {
    }

    /// <summary>One gradient step; fills the sample's errors.</summary>
    /// <exception cref="DivergedException">A loss or a gradient is not finite.</exception>
    protected abstract void LearnFrom(ReplaySample sample);

    /// <summary>The figures of an update, which are NaN where there were no gradient steps.</summary>
    protected abstract UpdateStatistics EndUpdate(int gradientSteps);

    protected override void SaveState(StateWriter writer)
    {
        writer.Write(GradientSteps);
        Replay.Save(writer);
        _sampler.Save(writer);
    }

    protected override void LoadState(ref StateReader reader)
    {
        GradientSteps = reader.ReadInt64();
        Replay.Load(ref reader);
        _sampler.Load(ref reader);
    }

    // A run cannot fill more than its own steps.
    private static int Capacity(LearnerOptions options, Hyperparameters values)
    {
        long capacity = Math.Min(values.WholeNumber("buffer_size"), options.TotalSteps);
        long stepBytes = (long)options.Observation.Size * sizeof(float), most = MostObservationBytes / stepBytes;
        if (Math.Max(capacity, options.LaneCount) > most)
            throw new ArgumentException(
                $"buffer_size is {values.WholeNumber("buffer_size")}, but must be at most {most}, where observations of {stepBytes} bytes fill 1 GiB.", nameof(options));
        return (int)capacity;
    }
}
