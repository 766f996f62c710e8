namespace RlOrleans.Learning;

/// <summary>
/// Some rows of the gradients of twin delayed deep deterministic policy gradient (Fujimoto, van Hoof and Meger, 2018): the
/// older actor's next action is smoothed by clipped noise (equation 14), and the actor ascends the first critic.
/// </summary>
internal sealed unsafe class Td3Slice : OffPolicyActorCriticSlice
{
    private readonly DeterministicHead _head;
    private readonly FloatBuffer _nextActions;

    public Td3Slice(Kernels kernels, OffPolicyActorCritic networks, int number, int rowCapacity, ulong seed)
        : base(networks, number, rowCapacity, seed)
    {
        _head = new DeterministicHead(kernels, (ContinuousActionSpec)networks.Spec.Action, noiseHold: 1, rowCapacity);
        _nextActions = new FloatBuffer(_head.ActionSize * Stride);
    }

    /// <summary>Standard deviation of the noise on the older actor's actions.</summary>
    public required float NoiseDeviation { get; init; }

    /// <summary>The most that the noise moves an action.</summary>
    public required float NoiseLimit { get; init; }

    public override (double Loss, double LogProb) BackwardActor(int rows, int total, long gradientStep)
    {
        Networks.Actor.Forward(0, Transitions.Observations, rows, ActorWorkspace);
        _head.SetActions(ActorWorkspace.Outputs);
        float* actionGradients = ValueGradient(_head.Actions, rows, total, criticCount: 1, out double values);
        _head.Backward(actionGradients, ActorWorkspace.OutputGradients);
        Networks.Actor.Backward(0, Transitions.Observations, rows, ActorWorkspace, ActorGradients.Pointer);
        return (-values, 0);
    }

    protected override void ChooseNext(int rows, long gradientStep)
    {
        Networks.Actor.ForwardTarget(0, Transitions.NextObservations, rows, ActorWorkspace);
        _head.SetActions(ActorWorkspace.Outputs);
        NormalDraws.Fill(NextNoise, (ulong)gradientStep, _nextActions.Span);
        for (int i = 0; i < _nextActions.Length; i++)
        {
            float noise = Math.Clamp(NoiseDeviation * _nextActions.Pointer[i], -NoiseLimit, NoiseLimit);
            _nextActions.Pointer[i] = Math.Clamp(_head.Actions[i] + noise, -1, 1);
        }

        SetNextActions(_nextActions.Pointer, rows);
    }
}
