using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>The actions that a policy chooses from.</summary>
public abstract record ActionSpec
{
    private protected ActionSpec()
    {
    }

    /// <summary>A: floats that carry one action.</summary>
    public abstract int Size { get; }
}

/// <summary>One choice among several; the action is carried as its index in a float.</summary>
/// <param name="Count">Number of choices, at least 1.</param>
public sealed record DiscreteActionSpec(int Count) : ActionSpec
{
    /// <inheritdoc/>
    public override int Size => 1;
}

/// <summary>Several choices at once, each among its own number; the action is carried as one index for each.</summary>
/// <param name="Counts">Number of choices of each, at least 1.</param>
public sealed record MultiDiscreteActionSpec(ImmutableArray<int> Counts) : ActionSpec
{
    /// <inheritdoc/>
    public override int Size => Counts.Length;

    /// <inheritdoc/>
    public bool Equals(MultiDiscreteActionSpec? other) => other is not null && Counts.AsSpan().SequenceEqual(other.Counts.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Counts.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => $"MultiDiscrete({string.Join(", ", Counts)})";
}

/// <summary>Real numbers within bounds.</summary>
/// <param name="Low">[A]: lower bounds, finite.</param>
/// <param name="High">[A]: upper bounds, finite, above the lower ones.</param>
public sealed record ContinuousActionSpec(ImmutableArray<float> Low, ImmutableArray<float> High) : ActionSpec
{
    /// <inheritdoc/>
    public override int Size => Low.Length;

    /// <inheritdoc/>
    public bool Equals(ContinuousActionSpec? other) =>
        other is not null && Low.AsSpan().SequenceEqual(other.Low.AsSpan()) && High.AsSpan().SequenceEqual(other.High.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => High.Aggregate(Low.Aggregate(0, HashCode.Combine), HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => $"Continuous({string.Join(", ", Low.Zip(High, (low, high) => $"{low}..{high}"))})";
}
