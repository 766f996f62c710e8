namespace RlOrleans.Learning;

/// <summary>
/// Some rows of soft actor-critic's gradients (Haarnoja et al., 2018): the critics' targets have the bonus
/// <c>−α log π(a'|s')</c> (equation 3), and the actor descends on <c>α log π(a|s) − min_i Q_i(s, a)</c> through actions that
/// are a function of noise (equation 7).
/// </summary>
internal sealed unsafe class SacSlice : OffPolicyActorCriticSlice
{
    private readonly SquashedGaussian _head;
    private readonly EntropyCoefficient _alpha;

    public SacSlice(Kernels kernels, OffPolicyActorCritic networks, EntropyCoefficient alpha, int number, int rowCapacity, ulong seed)
        : base(networks, number, rowCapacity, seed)
    {
        _head = new SquashedGaussian(kernels, (ContinuousActionSpec)networks.Spec.Action, noiseHold: 1, rowCapacity);
        _alpha = alpha;
    }

    public override (double Loss, double LogProb) BackwardActor(int rows, int total, long gradientStep)
    {
        Networks.Actor.Forward(0, Transitions.Observations, rows, ActorWorkspace);
        NormalDraws.Fill(Noise, (ulong)gradientStep, _head.Noise);
        _head.Draw(ActorWorkspace.Outputs);
        float* actionGradients = ValueGradient(_head.Actions, rows, total, Networks.Critics.Count, out double values);
        _head.Backward(actionGradients, _alpha.Value / total, ActorWorkspace.OutputGradients);
        Networks.Actor.Backward(0, Transitions.Observations, rows, ActorWorkspace, ActorGradients.Pointer);
        double logProbs = 0;
        foreach (float logProb in _head.LogProbs[..rows])
            logProbs += logProb;
        return (_alpha.Value * logProbs - values, logProbs);
    }

    protected override void ChooseNext(int rows, long gradientStep)
    {
        Networks.Actor.Forward(0, Transitions.NextObservations, rows, ActorWorkspace);
        NormalDraws.Fill(NextNoise, (ulong)gradientStep, _head.Noise);
        _head.Draw(ActorWorkspace.Outputs);
        SetNextActions(_head.Actions, rows);
    }

    protected override float NextBonus(int row) => -_alpha.Value * _head.LogProbs[row];
}
