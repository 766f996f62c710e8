namespace RlOrleans.Learning;

/// <summary>An actor over continuous actions, and critics that value an observation and an action side by side.</summary>
internal sealed class OffPolicyActorCritic
{
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="spec">The actor, whose hidden layers the critics have too.</param>
    /// <param name="critics">Critics.</param>
    /// <param name="actorTarget">Whether targets come from an older actor as well.</param>
    /// <param name="seed">The seed of the run.</param>
    public OffPolicyActorCritic(Kernels kernels, PolicySpec spec, int critics, bool actorTarget, ulong seed)
    {
        Spec = spec;
        Network actor = spec.CreateNetwork(kernels, PolicyHead.Create(kernels, spec, rowCapacity: 1));
        var critic = new Network(
            kernels, spec.ObservationSize + spec.Action.Size, spec.NetArch, outputs: 1, spec.Activation, inputGradients: true);
        Actor = new NetworkEnsemble(kernels, actor, count: 1, seed, hasTarget: actorTarget);
        Critics = new NetworkEnsemble(kernels, critic, critics, seed, firstNumber: 1);
    }

    public PolicySpec Spec { get; }

    public NetworkEnsemble Actor { get; }

    public NetworkEnsemble Critics { get; }

    private bool HasActorTarget => Actor.Target.Length > 0;

    /// <summary>Weights of all networks but the actor that learns: critics, their targets, and the actor's where there is one.</summary>
    public int OtherWeightCount => 2 * Critics.WeightCount + (HasActorTarget ? Actor.WeightCount : 0);

    /// <summary>Moves the targets a part of the way to the networks that learn.</summary>
    public void MoveTargets(double part)
    {
        Critics.MoveTarget(part);
        if (HasActorTarget)
            Actor.MoveTarget(part);
    }

    public void CopyOthersTo(Span<float> destination)
    {
        Critics.CopyTo(destination);
        Critics.CopyTargetTo(destination[Critics.WeightCount..]);
        if (HasActorTarget)
            Actor.CopyTargetTo(destination[(2 * Critics.WeightCount)..]);
    }

    public void Keep()
    {
        Actor.Keep();
        Critics.Keep();
    }

    public void Restore()
    {
        Actor.Restore();
        Critics.Restore();
    }

    public void Save(StateWriter writer)
    {
        Actor.Save(writer);
        Critics.Save(writer);
    }

    public void Load(ref StateReader reader)
    {
        Actor.Load(ref reader);
        Critics.Load(ref reader);
    }
}
