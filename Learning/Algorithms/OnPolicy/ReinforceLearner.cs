using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// REINFORCE (Williams, "Simple statistical gradient-following algorithms for connectionist reinforcement learning", 1992),
/// with a learnt baseline if wanted (Sutton and Barto, 2018, section 13.4).
/// </summary>
/// <remarks>
/// <para>
/// Returns are sums of rewards up to the end of the episode, so an episode is learnt from in the update in which it ends,
/// with all of its steps; until then its steps are carried. Taking only what ends within a rollout would favour short
/// episodes. Carried steps were chosen by a somewhat older policy: each is weighted by how much likelier the current one
/// makes its action, at most 1. For the steps of the current rollout the weight is exactly 1.
/// </para>
/// <para>
/// A recurrent network sees an episode from its begin, with nothing remembered; so it does a part that a limit cut.
/// </para>
/// <para>
/// A truncated episode goes on with the baseline's value of its final observation; without a baseline it just ends.
/// </para>
/// </remarks>
internal sealed unsafe class ReinforceLearner : ActorCriticLearner
{
    private static readonly ImmutableArray<string> Names =
    [
        "policy_loss", "value_loss", "entropy", "explained_variance", "learning_rate", "grad_norm", "episodes", "samples",
    ];

    private readonly EpisodeSteps[] _carried;
    private readonly EpisodeSteps _samples;
    private readonly ActorCriticGradient _gradient;
    private readonly Schedule _learningRate;
    private readonly float _gamma;
    private readonly double _maxGradientNorm;
    private readonly int _maxEpisodeSteps;
    private readonly bool _normalisesAdvantages;
    private float[] _advantages = [];
    private int[] _order = [];

    public ReinforceLearner(LearnerOptions options, Hyperparameters values, Kernels kernels)
        : base(Reinforce.Descriptor.Name, options, values, critic: values.Flag("baseline"), kernels)
    {
        _learningRate = values.Schedule("learning_rate");
        _gamma = (float)values.Number("gamma");
        _maxGradientNorm = values.Number("max_grad_norm");
        _maxEpisodeSteps = values.WholeNumber("max_episode_steps");
        _normalisesAdvantages = values.Flag("normalize_advantage");
        _gradient = new ActorCriticGradient(
            Networks, Team, new PolicyGradientLoss { WeighsOldSamples = true }, values.Number("ent_coef"), values.Number("vf_coef"),
            values.WholeNumber("n_steps") * options.LaneCount);
        _samples = new EpisodeSteps(Policy.ObservationSize, options.Action.Size);
        _carried = new EpisodeSteps[options.LaneCount];
        for (int lane = 0; lane < _carried.Length; lane++)
            _carried[lane] = new EpisodeSteps(Policy.ObservationSize, options.Action.Size);
    }

    private protected override UpdateStatistics LearnFromBatch(ReadOnlySpan<Rollout> rollouts)
    {
        Estimates?.Compute(Batch);
        int episodes = CollectEpisodes();
        double learningRate = _learningRate.At(Remaining), norm = double.NaN;
        double explained = double.NaN;
        LossTerms terms = LossTerms.None;
        if (episodes > 0)
        {
            terms = Backward(out explained);
            RequireFinite(terms);
            norm = Descend(_gradient.Gradients, _gradient.Count, learningRate, _maxGradientNorm);
        }

        return new UpdateStatistics(Names,
        [
            terms.PolicyLoss, terms.ValueLoss, terms.Entropy, explained,
            learningRate, norm, episodes, _samples.Count,
        ]);
    }

    protected override void SaveState(StateWriter writer)
    {
        base.SaveState(writer);
        foreach (EpisodeSteps steps in _carried)
            steps.Save(writer);
    }

    protected override void LoadState(ref StateReader reader)
    {
        base.LoadState(ref reader);
        foreach (EpisodeSteps steps in _carried)
            steps.Load(ref reader);
    }

    private LossTerms Backward(out double explained)
    {
        int count = _samples.Count;
        if (_order.Length < count)
        {
            _advantages = new float[2 * count];
            _order = [.. Enumerable.Range(0, 2 * count)];
        }

        Span<float> advantages = _advantages.AsSpan(0, count);
        _samples.Rewards.CopyTo(advantages);
        explained = double.NaN;
        if (Estimates is not null)
        {
            ReadOnlySpan<float> values = Estimates.Compute(_samples);
            for (int i = 0; i < count; i++)
                advantages[i] -= values[i];
            explained = Moments.ExplainedVariance(values, _samples.Rewards);
        }

        if (_normalisesAdvantages)
            Moments.Normalise(advantages);
        ReadOnlySpan<int> order = _order.AsSpan(0, count);
        if (Minibatch.Sequences is { } sequences)
        {
            sequences.TakeEpisodes(_samples);
            order = sequences.Samples;
        }

        Minibatch.Gather(
            order, _samples.Observations, Batch.Stride, _samples.Actions, _samples.LogProbs, advantages, _samples.Rewards);
        return _gradient.Compute(Minibatch);
    }

    // Moves the episodes that end in the batch to the samples, with returns in the place of rewards.
    private int CollectEpisodes()
    {
        int episodes = 0, actionSize = Policy.Action.Size;
        _samples.Clear();
        for (int lane = 0; lane < Batch.Lanes; lane++)
        {
            EpisodeSteps steps = _carried[lane];
            for (int i = lane; i < Batch.Count; i += Batch.Lanes)
            {
                if (Batch.Excluded[i])
                {
                    // The episode was lost, and its return with it.
                    steps.Clear();
                    continue;
                }

                var observation = new ReadOnlySpan<float>(Batch.Observations + (nint)i * Batch.Stride, Batch.Stride);
                steps.Add(observation, Batch.Actions.Slice(i * actionSize, actionSize), Batch.LogProbs[i], Batch.Rewards[i]);
                bool ended = Batch.Terminated[i] || Batch.Truncated[i];
                if (!ended && steps.Count < _maxEpisodeSteps)
                    continue;
                DiscountedReturns.Compute(_gamma, steps.Rewards, Beyond(i), steps.Rewards);
                _samples.Add(steps);
                steps.Clear();
                episodes++;
            }
        }

        return episodes;
    }

    // The value of what follows a step that its episode ends or is cut at.
    private float Beyond(int step)
    {
        if (Estimates is null || Batch.Terminated[step])
            return 0;
        if (Batch.Truncated[step])
            return Estimates.FinalValues[step];
        int next = step + Batch.Lanes;
        return next < Batch.Count ? Estimates.Values[next] : Estimates.LastValues[next - Batch.Count];
    }
}
