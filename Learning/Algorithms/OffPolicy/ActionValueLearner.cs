using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// What learners of the values of discrete actions have in common: an ε-greedy policy, a target network that is copied now
/// and then (Mnih et al., "Human-level control through deep reinforcement learning", 2015), and the schedules of
/// Stable-Baselines3.
/// </summary>
internal abstract class ActionValueLearner : OffPolicyLearner
{
    private static readonly ImmutableArray<string> Names = ["value_loss", "mean_value", "exploration_rate", "learning_rate", "grad_norm"];

    private readonly NetworkEnsemble _networks;
    private readonly TargetOutputs _targets;
    private readonly ActionValueGradient _gradient;
    private readonly Descent _descent;
    private readonly int _targetInterval;
    private readonly double _tau;
    private readonly double _maxGradientNorm;
    private readonly double _explorationFraction;
    private readonly double _initialEpsilon;
    private readonly double _finalEpsilon;
    private double _learningRate;
    private double _lossSum;
    private double _valueSum;
    private double _normSum;

    /// <param name="algorithm">The algorithm's name.</param>
    /// <param name="options">What the learner is made from.</param>
    /// <param name="values">The algorithm's hyperparameters, among them those of <see cref="OffPolicy"/>.</param>
    /// <param name="head">What is made of the network's outputs.</param>
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="optimiserEpsilon">Adam's.</param>
    /// <param name="createSlice">Makes one part of a gradient step, of rows in the given memory.</param>
    protected ActionValueLearner(
        string algorithm, LearnerOptions options, Hyperparameters values, HeadSpec head, Kernels kernels, float optimiserEpsilon,
        Func<NetworkEnsemble, TargetOutputs, ActionValueRows, ActionValueSlice> createSlice)
        : base(algorithm, options, values, CreatePolicy(options, values, head), SamplesAheadOf(options, values, head))
    {
        int batchSize = values.WholeNumber("batch_size");
        Network network = Policy.CreateNetwork(kernels, PolicyHead.Create(kernels, Policy, rowCapacity: 1));
        _networks = new NetworkEnsemble(kernels, network, count: 1, options.Seed);
        _targets = new TargetOutputs(_networks, kernels, Team, Replay.SlotCount, batchSize, SamplesAhead, values.WholeNumber("n_step_return"));
        _gradient = new ActionValueGradient(_networks, kernels, Team, batchSize, memory => createSlice(_networks, _targets, memory));
        _descent = new Descent(
            kernels, Team, _networks.Parameters, new Adam(kernels, _networks.Parameters.Length, optimiserEpsilon), _networks);
        _targetInterval = values.WholeNumber("target_update_interval");
        _tau = values.Number("tau");
        _maxGradientNorm = values.Number("max_grad_norm");
        _explorationFraction = values.Number("exploration_fraction");
        _initialEpsilon = values.Number("exploration_initial_eps");
        _finalEpsilon = values.Number("exploration_final_eps");
    }

    /// <summary>The network's, how much is explored, and the target network's.</summary>
    public override int WeightCount => 2 * _networks.WeightCount + 1;

    public override long Operations => _networks.Network.Operations;

    public override long WholeOperations => _networks.Network.WholeOperations;

    // Random actions alone until there is something to learn from, as Stable-Baselines3 has it; the schedule runs from the start.
    private double Epsilon
    {
        get
        {
            double done = 1 - Remaining;
            return !HasStarted ? 1
                : done >= _explorationFraction ? _finalEpsilon
                : _initialEpsilon + (_finalEpsilon - _initialEpsilon) * done / _explorationFraction;
        }
    }

    // All updates of the target that fell into the rollout are one, as the parameters did not change between them.
    protected override void BeginUpdate(int steps)
    {
        _learningRate = LearningRate.At(Remaining);
        _lossSum = _valueSum = _normSum = 0;
        long updates = StepsSeen / _targetInterval - (StepsSeen - steps) / _targetInterval;
        if (updates > 0)
            _networks.MoveTarget(1 - Math.Pow(1 - _tau, updates));
    }

    protected override void Prepare(ReadOnlySpan<ReplaySample> samples) => _targets.Compute(Replay, samples);

    protected override void LearnFrom(ReplaySample sample)
    {
        (double loss, double value) = _gradient.Compute(Replay, sample);
        RequireFinite("value_loss", loss);
        double norm = _gradient.Reduce(_descent);
        RequireFinite("grad_norm", norm);
        _descent.Step(_learningRate, GradientNorm.ClippingScale(norm, _maxGradientNorm));
        _lossSum += loss;
        _valueSum += value;
        _normSum += norm;
    }

    protected override UpdateStatistics EndUpdate(int gradientSteps) => new(
        Names, [_lossSum / gradientSteps, _valueSum / gradientSteps, Epsilon, _learningRate, _normSum / gradientSteps]);

    protected override void CopyAllWeights(Span<float> destination)
    {
        CopyPolicy(destination);
        _networks.CopyTargetTo(destination[PolicyWeightCount..]);
    }

    protected override void CopyPolicy(Span<float> destination)
    {
        _networks.CopyTo(destination);
        destination[_networks.WeightCount] = (float)Epsilon;
    }

    protected override void KeepWeights() => _networks.Keep();

    protected override void RestoreWeights() => _networks.Restore();

    protected override void SaveState(StateWriter writer)
    {
        base.SaveState(writer);
        _networks.Save(writer);
        _descent.Optimiser.Save(writer);
    }

    protected override void LoadState(ref StateReader reader)
    {
        base.LoadState(ref reader);
        _networks.Load(ref reader);
        _descent.Optimiser.Load(ref reader);
    }

    private static int SamplesAheadOf(LearnerOptions options, Hyperparameters values, HeadSpec head)
    {
        int steps = OffPolicy.GradientStepsOf(values.WholeNumber(OffPolicy.GradientSteps), values.WholeNumber(OffPolicy.RolloutSteps) * options.LaneCount);
        int outputs = ((DiscreteActionSpec)options.Action).Count * Math.Max(1, head.Quantiles);
        return Math.Min(steps, TargetOutputs.SamplesOf(values.WholeNumber("batch_size"), outputs));
    }

    private static PolicySpec CreatePolicy(LearnerOptions options, Hyperparameters values, HeadSpec head) =>
        new(options.Observation, options.Action, head, values.Layers("net_arch"), values.ActivationFunction("activation"));
}
