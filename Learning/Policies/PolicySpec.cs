using System.Collections.Immutable;
using System.Globalization;

namespace RlOrleans.Learning;

/// <summary>What rebuilds a policy around its weights.</summary>
/// <param name="Observation">Shape of one observation.</param>
/// <param name="Action">The actions.</param>
/// <param name="Head">What is made of the network's outputs.</param>
/// <param name="NetArch">The hidden layers, from the input.</param>
/// <param name="Activation">The function after each hidden layer that takes one.</param>
public sealed record PolicySpec(
    TensorShape Observation, ActionSpec Action, HeadSpec Head, ImmutableArray<LayerSpec> NetArch, Activation Activation)
{
    /// <summary>Whether the network's last output is the critic's value, so that both share the hidden layers.</summary>
    public bool SharesCritic { get; init; }

    /// <summary>Whether the weights begin with the means and scales that observations are brought to.</summary>
    public bool NormalisesObservations { get; init; }

    /// <summary>D: floats of one observation.</summary>
    public int ObservationSize => Observation.Size;

    /// <summary>
    /// Weights of the policy, the first of those that <see cref="ILearner.CopyWeights"/> gives: means [D] and factors [D]
    /// of the observations where they are normalised, the network's, and the head's own (of a diagonal Gaussian the
    /// logarithms of its standard deviations [A]; of an exploring head, how it explores).
    /// </summary>
    public int WeightCount
    {
        get
        {
            var head = PolicyHead.Create(Kernels.Best, this, rowCapacity: 1);
            return NormaliserLength + CreateNetwork(Kernels.Best, head).WeightCount + head.ParameterCount;
        }
    }

    /// <summary>S: floats that a lane carries from step to step; 0 for a policy without recurrence.</summary>
    public int StateSize => CreateNetwork(Kernels.Best, PolicyHead.Create(Kernels.Best, this, rowCapacity: 1)).StateSize;

    /// <summary>Floating-point operations of choosing one lane's action; a fused multiply-add counts as two.</summary>
    public long ForwardOperations => CreateNetwork(Kernels.Best, PolicyHead.Create(Kernels.Best, this, rowCapacity: 1)).ForwardOperations;

    internal int NormaliserLength => NormalisesObservations ? 2 * ObservationSize : 0;

    internal Network CreateNetwork(Kernels kernels, PolicyHead head, bool inputGradients = false) =>
        new(kernels, Observation, NetArch, head.Outputs + (SharesCritic ? 1 : 0), Activation, inputGradients);

    /// <inheritdoc/>
    public bool Equals(PolicySpec? other) =>
        other is not null && Observation == other.Observation && Action == other.Action && Head == other.Head
        && Activation == other.Activation && NetArch.AsSpan().SequenceEqual(other.NetArch.AsSpan())
        && SharesCritic == other.SharesCritic && NormalisesObservations == other.NormalisesObservations;

    /// <inheritdoc/>
    public override int GetHashCode() =>
        NetArch.Aggregate(HashCode.Combine(Observation, Action, Head, Activation, SharesCritic, NormalisesObservations), HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"observations {Observation}{(NormalisesObservations ? " normalised" : "")}, {Action}, {Head}, net_arch {LayerSpec.Format(NetArch)}{(SharesCritic ? " shared" : "")}, {Activation}");
}
