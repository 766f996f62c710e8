using System.Collections.Immutable;
using System.Globalization;

namespace RlOrleans.Learning;

/// <summary>What rebuilds the networks of a policy around its weights.</summary>
/// <param name="ObservationSize">Floats of one observation, at least 1.</param>
/// <param name="Action">The actions.</param>
/// <param name="NetArch">Widths of the hidden layers, from the input; the same for actor and critic, which share nothing.</param>
/// <param name="Activation">The function after each hidden layer.</param>
public sealed record PolicySpec(int ObservationSize, ActionSpec Action, ImmutableArray<int> NetArch, Activation Activation)
{
    /// <summary>Outputs of the actor's network.</summary>
    internal int ActorOutputs => Action switch
    {
        DiscreteActionSpec discrete => discrete.Count,
        _ => throw new NotSupportedException($"Actions of kind {Action.GetType().Name} are not supported."),
    };

    /// <summary>Weights of the actor: the first of those that <see cref="ILearner.CopyWeights"/> gives.</summary>
    public int ActorWeightCount
    {
        get
        {
            int count = 0, width = ObservationSize;
            foreach (int next in NetArch)
            {
                count += (width + 1) * next;
                width = next;
            }

            return count + (width + 1) * ActorOutputs;
        }
    }

    /// <inheritdoc/>
    public bool Equals(PolicySpec? other) =>
        other is not null && ObservationSize == other.ObservationSize && Action == other.Action
        && Activation == other.Activation && NetArch.AsSpan().SequenceEqual(other.NetArch.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(ObservationSize);
        hash.Add(Action);
        hash.Add(Activation);
        foreach (int width in NetArch)
            hash.Add(width);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"observations {ObservationSize}, {Action}, net_arch {string.Join(',', NetArch)}, {Activation}");
}
