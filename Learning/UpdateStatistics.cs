using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>
/// The figures of one update, by the names that are written to metrics. A value that an update does not have is NaN. The
/// type is a value, so that reporting allocates nothing.
/// </summary>
public readonly struct UpdateStatistics
{
    private readonly ImmutableArray<string> _names;
    private readonly Values _values;

    /// <summary>Figures by name.</summary>
    /// <param name="names">At most <see cref="MaxCount"/> names; share one array between updates.</param>
    /// <param name="values">A value for each name.</param>
    /// <exception cref="ArgumentException">There are too many names, or not as many values.</exception>
    public UpdateStatistics(ImmutableArray<string> names, ReadOnlySpan<double> values)
    {
        if (names.Length > MaxCount || names.Length != values.Length)
            throw new ArgumentException($"{values.Length} values for {names.Length} names; at most {MaxCount} of both.", nameof(names));
        _names = names;
        values.CopyTo(_values);
    }

    /// <summary>The most figures that one update can have.</summary>
    public const int MaxCount = 16;

    /// <summary>Number of figures.</summary>
    public int Count => _names.IsDefault ? 0 : _names.Length;

    /// <summary>What the policy descends on; negative is better than the acting policy.</summary>
    public double PolicyLoss => Find("policy_loss");

    /// <summary>Mean square error of the critic.</summary>
    public double ValueLoss => Find("value_loss");

    /// <summary>Mean entropy of the policy in nats.</summary>
    public double Entropy => Find("entropy");

    /// <summary>Estimated Kullback-Leibler divergence of the new policy from the acting one, in nats.</summary>
    public double ApproximateKl => Find("approx_kl");

    /// <summary>Share of samples whose probability ratio was clipped.</summary>
    public double ClipFraction => Find("clip_fraction");

    /// <summary>Share of the returns' variance that the critic explained before the update; at most 1.</summary>
    public double ExplainedVariance => Find("explained_variance");

    /// <summary>The learning rate that was used.</summary>
    public double LearningRate => Find("learning_rate");

    /// <summary>Mean norm of the gradient before clipping.</summary>
    public double GradientNorm => Find("grad_norm");

    /// <summary>A figure by its place.</summary>
    public (string Name, double Value) this[int index] => (_names[index], _values[index]);

    /// <summary>A figure by its name, or NaN where there is none.</summary>
    public double Find(string name)
    {
        for (int i = 0; i < Count; i++)
            if (_names[i] == name)
                return _values[i];
        return double.NaN;
    }

    /// <summary>Goes through the figures in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    [InlineArray(MaxCount)]
    private struct Values
    {
        private double _first;
    }

    /// <summary>Goes through the figures in order.</summary>
    public struct Enumerator
    {
        private readonly UpdateStatistics _statistics;
        private int _index;

        internal Enumerator(UpdateStatistics statistics)
        {
            _statistics = statistics;
            _index = -1;
        }

        /// <summary>The figure that the enumerator is at.</summary>
        public readonly (string Name, double Value) Current => _statistics[_index];

        /// <summary>Goes to the next figure; false at the end.</summary>
        public bool MoveNext() => ++_index < _statistics.Count;
    }
}
