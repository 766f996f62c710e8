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
    private readonly PolicyGradient _gradient;
    private readonly ValueEstimates? _estimates;
    private readonly Schedule _learningRate;
    private readonly float _gamma;
    private readonly double _maxGradientNorm;
    private readonly int _maxEpisodeSteps;

    public ReinforceLearner(LearnerOptions options, Hyperparameters values, Kernels kernels)
        : base(Reinforce.Descriptor.Name, options, values, critic: values.Flag("baseline"), kernels)
    {
        _learningRate = values.Schedule("learning_rate");
        _gamma = (float)values.Number("gamma");
        _maxGradientNorm = values.Number("max_grad_norm");
        _maxEpisodeSteps = values.WholeNumber("max_episode_steps");
        _estimates = values.Flag("baseline") ? new ValueEstimates(Networks, values.WholeNumber("n_steps"), options.LaneCount) : null;
        _gradient = new PolicyGradient(Networks)
        {
            NormaliseAdvantages = values.Flag("normalize_advantage"),
            EntropyCoefficient = (float)values.Number("ent_coef"),
            ValueCoefficient = (float)values.Number("vf_coef"),
        };
        _samples = new EpisodeSteps(options.ObservationSize, options.Action.Size);
        _carried = new EpisodeSteps[options.LaneCount];
        for (int lane = 0; lane < _carried.Length; lane++)
            _carried[lane] = new EpisodeSteps(options.ObservationSize, options.Action.Size);
    }

    protected override UpdateStatistics Learn(ReadOnlySpan<Rollout> rollouts)
    {
        _estimates?.Compute(Batch, rollouts);
        int episodes = CollectEpisodes();
        double learningRate = _learningRate.At(Remaining), norm = double.NaN;
        PolicyGradientTerms terms = PolicyGradientTerms.None;
        if (episodes > 0)
        {
            terms = _gradient.Compute(_samples);
            RequireFinite("policy_loss", terms.PolicyLoss);
            RequireFinite("value_loss", terms.ValueLoss);
            RequireFinite("entropy", terms.Entropy);
            norm = Descend(learningRate, _maxGradientNorm);
        }

        return new UpdateStatistics(Names,
        [
            terms.PolicyLoss, _estimates is null ? double.NaN : terms.ValueLoss, terms.Entropy, terms.ExplainedVariance,
            learningRate, norm, episodes, _samples.Count,
        ]);
    }

    protected override void SaveMore(StateWriter writer)
    {
        foreach (EpisodeSteps steps in _carried)
            steps.Save(writer);
    }

    protected override void LoadMore(ref StateReader reader)
    {
        foreach (EpisodeSteps steps in _carried)
            steps.Load(ref reader);
    }

    // Moves the episodes that end in the batch to the samples, with returns in the place of rewards.
    private int CollectEpisodes()
    {
        int episodes = 0, size = Policy.ObservationSize, actionSize = Policy.Action.Size;
        _samples.Clear();
        for (int lane = 0; lane < Batch.Lanes; lane++)
        {
            EpisodeSteps steps = _carried[lane];
            for (int i = lane; i < Batch.Count; i += Batch.Lanes)
            {
                var observation = new ReadOnlySpan<float>(Batch.Observations + (nint)i * Batch.Stride, size);
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
        if (_estimates is null || Batch.Terminated[step])
            return 0;
        if (Batch.Truncated[step])
            return _estimates.FinalValues[step];
        int next = step + Batch.Lanes;
        return next < Batch.Count ? _estimates.Values[next] : _estimates.LastValues[next - Batch.Count];
    }
}
