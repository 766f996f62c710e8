using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// Deep Q-learning (Mnih et al., "Human-level control through deep reinforcement learning", 2015), with the schedules of
/// Stable-Baselines3.
/// </summary>
internal sealed class DqnLearner : OffPolicyLearner
{
    // The default of PyTorch's Adam.
    private const float OptimiserEpsilon = 1e-8f;

    private static readonly ImmutableArray<string> Names = ["value_loss", "mean_value", "exploration_rate", "learning_rate", "grad_norm"];

    private readonly ActionValueNetworks _networks;
    private readonly DqnGradient _gradient;
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

    public DqnLearner(LearnerOptions options, Hyperparameters values, Kernels kernels)
        : base(Dqn.Descriptor.Name, options, values, CreatePolicy(options, values))
    {
        _networks = new ActionValueNetworks(kernels, Policy, options.Seed);
        _gradient = new DqnGradient(_networks, Team, values);
        _descent = new Descent(kernels, Team, _networks.Parameters, new Adam(kernels, _networks.Parameters.Length, OptimiserEpsilon));
        _targetInterval = values.WholeNumber("target_update_interval");
        _tau = values.Number("tau");
        _maxGradientNorm = values.Number("max_grad_norm");
        _explorationFraction = values.Number("exploration_fraction");
        _initialEpsilon = values.Number("exploration_initial_eps");
        _finalEpsilon = values.Number("exploration_final_eps");
    }

    /// <summary>The network's, how much is explored, and the target network's.</summary>
    public override int WeightCount => 2 * _networks.Network.WeightCount + 1;

    public override long Operations => _networks.Network.Operations;

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

    protected override void LearnFrom(ReplaySample sample)
    {
        (double loss, double value) = _gradient.Compute(Replay, sample);
        RequireFinite("value_loss", loss);
        double norm = _descent.Reduce(_gradient.Gradients, _gradient.Gradients.Count);
        RequireFinite("grad_norm", norm);
        _descent.Step(_learningRate, GradientNorm.ClippingScale(norm, _maxGradientNorm));
        _networks.ParametersChanged();
        _lossSum += loss;
        _valueSum += value;
        _normSum += norm;
    }

    protected override UpdateStatistics EndUpdate(int gradientSteps) => new(
        Names, [_lossSum / gradientSteps, _valueSum / gradientSteps, Epsilon, _learningRate, _normSum / gradientSteps]);

    protected override unsafe void CopyAllWeights(Span<float> destination)
    {
        CopyPolicy(destination);
        _networks.Network.CopyTo(_networks.Target.Pointer, destination[PolicyWeightCount..]);
    }

    protected override unsafe void CopyPolicy(Span<float> destination)
    {
        _networks.Network.CopyTo(_networks.Parameters.Pointer, destination);
        destination[_networks.Network.WeightCount] = (float)Epsilon;
    }

    protected override void KeepWeights() => _networks.Keep();

    protected override void RestoreWeights() => _networks.Restore();

    protected override void SaveState(StateWriter writer)
    {
        base.SaveState(writer);
        writer.Write(_networks.Parameters.Span);
        writer.Write(_networks.Target.Span);
        _descent.Optimiser.Save(writer);
    }

    protected override void LoadState(ref StateReader reader)
    {
        base.LoadState(ref reader);
        reader.Read(_networks.Parameters.Span);
        reader.Read(_networks.Target.Span);
        _networks.ParametersChanged();
        _descent.Optimiser.Load(ref reader);
    }

    private static PolicySpec CreatePolicy(LearnerOptions options, Hyperparameters values) => new(
        options.Observation,
        options.Action,
        new HeadSpec(HeadKind.ActionValues, Duelling: values.Flag("duelling")),
        values.Layers("net_arch"),
        values.ActivationFunction("activation"));
}
