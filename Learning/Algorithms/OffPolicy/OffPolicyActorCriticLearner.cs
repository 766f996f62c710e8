namespace RlOrleans.Learning;

/// <summary>
/// What learners of an actor and its critics from stored experience have in common: the networks, gradient steps of both,
/// and targets that follow slowly (Lillicrap et al., "Continuous control with deep reinforcement learning", 2016).
/// </summary>
internal abstract class OffPolicyActorCriticLearner : OffPolicyLearner
{
    // The default of PyTorch's Adam.
    private const float OptimiserEpsilon = 1e-8f;

    private readonly Descent _criticDescent;
    private readonly Descent _actorDescent;
    private readonly double _tau;
    private double _criticLossSum;
    private double _valueSum;
    private double _normSum;
    private double _actorLossSum;
    private double _logProbSum;
    private int _actorSteps;

    /// <param name="algorithm">The algorithm's name.</param>
    /// <param name="options">What the learner is made from.</param>
    /// <param name="values">The algorithm's hyperparameters, among them those of <see cref="OffPolicy"/>.</param>
    /// <param name="head">What is made of the actor's outputs.</param>
    /// <param name="actorTarget">Whether targets come from an older actor as well.</param>
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="createSlice">Makes the memory of one part of a gradient step: its number, and its rows.</param>
    protected OffPolicyActorCriticLearner(
        string algorithm, LearnerOptions options, Hyperparameters values, HeadSpec head, bool actorTarget, Kernels kernels,
        Func<OffPolicyActorCritic, int, int, OffPolicyActorCriticSlice> createSlice)
        : base(algorithm, options, values, CreatePolicy(options, values, head))
    {
        Networks = new OffPolicyActorCritic(kernels, Policy, values.WholeNumber("n_critics"), actorTarget, options.Seed);
        Gradient = new OffPolicyActorCriticGradient(
            Team, values.WholeNumber("batch_size"), (number, rows) => createSlice(Networks, number, rows));
        _criticDescent = CreateDescent(kernels, Networks.Critics);
        _actorDescent = CreateDescent(kernels, Networks.Actor);
        _tau = values.Number("tau");
    }

    /// <summary>The actor's, how it explores, and the other networks'.</summary>
    public sealed override int WeightCount => PolicyWeightCount + Networks.OtherWeightCount;

    public override long Operations => Networks.Actor.Network.Operations + Networks.Critics.Network.Operations;

    public override long WholeOperations => Networks.Actor.Network.WholeOperations + Networks.Critics.Network.WholeOperations;

    protected OffPolicyActorCritic Networks { get; }

    /// <summary>The step size of the update under way.</summary>
    protected double StepSize { get; private set; }

    /// <summary>Gradient steps of the critics for each of the actor and the targets.</summary>
    protected virtual int ActorInterval => 1;

    private OffPolicyActorCriticGradient Gradient { get; }

    protected override void BeginUpdate(int steps)
    {
        StepSize = LearningRate.At(Remaining);
        _criticLossSum = _valueSum = _normSum = _actorLossSum = _logProbSum = 0;
        _actorSteps = 0;
    }

    protected sealed override void LearnFrom(ReplaySample sample)
    {
        (double loss, double value) = Gradient.ComputeCritics(Replay, sample, GradientSteps);
        RequireFinite("value_loss", loss);
        double norm = _criticDescent.Reduce(Gradient.OfCritics, Gradient.OfCritics.Count);
        RequireFinite("grad_norm", norm);
        _criticDescent.Step(StepSize, gradientScale: 1);
        _criticLossSum += loss;
        _valueSum += value;
        _normSum += norm;
        if ((GradientSteps + 1) % ActorInterval != 0)
            return;
        LearnActor();
        Networks.MoveTargets(_tau);
    }

    /// <summary>Comes after each step of the actor.</summary>
    /// <param name="logProb">Mean log-probability of its actions before the step.</param>
    protected virtual void ActorLearnt(double logProb)
    {
    }

    /// <summary>Means over the update's gradient steps; NaN where there were none.</summary>
    protected (double ActorLoss, double CriticLoss, double Value, double LogProb, double GradientNorm) Means(int gradientSteps) => (
        _actorLossSum / _actorSteps, _criticLossSum / gradientSteps, _valueSum / gradientSteps, _logProbSum / _actorSteps, _normSum / gradientSteps);

    /// <summary>Writes how the actor explores, of which its head tells.</summary>
    protected abstract void CopyHeadParameters(Span<float> destination);

    protected override void CopyPolicy(Span<float> destination)
    {
        Networks.Actor.CopyTo(destination);
        CopyHeadParameters(destination[Networks.Actor.WeightCount..]);
    }

    protected override void CopyAllWeights(Span<float> destination)
    {
        CopyPolicy(destination);
        Networks.CopyOthersTo(destination[PolicyWeightCount..]);
    }

    protected override void KeepWeights() => Networks.Keep();

    protected override void RestoreWeights() => Networks.Restore();

    protected override void SaveState(StateWriter writer)
    {
        base.SaveState(writer);
        Networks.Save(writer);
        _criticDescent.Optimiser.Save(writer);
        _actorDescent.Optimiser.Save(writer);
    }

    protected override void LoadState(ref StateReader reader)
    {
        base.LoadState(ref reader);
        Networks.Load(ref reader);
        _criticDescent.Optimiser.Load(ref reader);
        _actorDescent.Optimiser.Load(ref reader);
    }

    private void LearnActor()
    {
        (double loss, double logProb) = Gradient.ComputeActor();
        RequireFinite("policy_loss", loss);
        RequireFinite("grad_norm", _actorDescent.Reduce(Gradient.OfActor, Gradient.OfActor.Count));
        _actorDescent.Step(StepSize, gradientScale: 1);
        ActorLearnt(logProb);
        _actorLossSum += loss;
        _logProbSum += logProb;
        _actorSteps++;
    }

    private Descent CreateDescent(Kernels kernels, NetworkEnsemble networks) =>
        new(kernels, Team, networks.Parameters, new Adam(kernels, networks.Parameters.Length, OptimiserEpsilon), networks);

    private static PolicySpec CreatePolicy(LearnerOptions options, Hyperparameters values, HeadSpec head) => new(
        options.Observation, options.Action, head with { NoiseHold = values.WholeNumber("noise_hold") },
        values.Layers("net_arch"), values.ActivationFunction("activation"));
}
