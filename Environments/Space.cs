using System.Collections.Immutable;

namespace RlOrleans.Environments;

/// <summary>
/// The set that observations or actions come from. Elements travel as flat rows of <see cref="Size"/> floats.
/// </summary>
public abstract record Space
{
    // Closed to this assembly: a learner has to know every kind of space it can meet.
    private protected Space()
    {
    }

    /// <summary>How many floats one element takes.</summary>
    public abstract int Size { get; }

    /// <summary>Whether a row of <see cref="Size"/> floats is an element of the space. NaN never is.</summary>
    public abstract bool Contains(ReadOnlySpan<float> element);

    /// <summary>Draws an element, each as likely as any other.</summary>
    /// <param name="random">What it is drawn from.</param>
    /// <param name="counter">The first of <see cref="Size"/> counters that are used.</param>
    /// <param name="element">Receives the element, <see cref="Size"/> floats.</param>
    /// <exception cref="InvalidOperationException">The space has no bounds to draw between.</exception>
    public abstract void Sample(CounterRandom random, ulong counter, Span<float> element);
}

/// <summary>The integers 0 … <see cref="Count"/> − 1. An element travels as its index in one float.</summary>
public sealed record DiscreteSpace : Space
{
    /// <summary>Makes a space of <paramref name="count"/> choices.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1 or above 2^24, beyond which a float does not hold every index.</exception>
    public DiscreteSpace(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1 << 24);
        Count = count;
    }

    /// <summary>How many choices there are.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public override int Size => 1;

    /// <inheritdoc/>
    public override bool Contains(ReadOnlySpan<float> element) =>
        element.Length == 1 && element[0] >= 0 && element[0] < Count && element[0] == MathF.Truncate(element[0]);

    /// <inheritdoc/>
    public override void Sample(CounterRandom random, ulong counter, Span<float> element) => element[0] = random.Below(counter, Count);

    /// <inheritdoc/>
    public override string ToString() => $"Discrete({Count})";
}

/// <summary>Several choices at once, each among its own number. An element travels as one index a choice.</summary>
public sealed record MultiDiscreteSpace : Space
{
    /// <summary>Makes a space of as many choices as there are counts.</summary>
    /// <exception cref="ArgumentException">There is no count, or one is below 1 or above 2^24, or there are more than 2^16.</exception>
    public MultiDiscreteSpace(params ImmutableArray<int> counts)
    {
        if (counts.IsDefaultOrEmpty || counts.Length > 1 << 16)
            throw new ArgumentException($"Got {(counts.IsDefault ? 0 : counts.Length)} counts; 1 to 65536 are allowed.", nameof(counts));
        foreach (int count in counts)
            if (count is < 1 or > 1 << 24)
                throw new ArgumentException($"A choice among {count} is not possible; 1 to 2^24 are allowed.", nameof(counts));
        Counts = counts;
    }

    /// <summary>How many there are to choose from, for each choice.</summary>
    public ImmutableArray<int> Counts { get; }

    /// <inheritdoc/>
    public override int Size => Counts.Length;

    /// <inheritdoc/>
    public override bool Contains(ReadOnlySpan<float> element)
    {
        if (element.Length != Size)
            return false;
        for (int i = 0; i < element.Length; i++)
        {
            if (!(element[i] >= 0 && element[i] < Counts[i] && element[i] == MathF.Truncate(element[i])))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Sample(CounterRandom random, ulong counter, Span<float> element)
    {
        for (int i = 0; i < Size; i++)
            element[i] = random.Below(counter + (uint)i, Counts[i]);
    }

    /// <summary>Equal when the counts are, one by one.</summary>
    public bool Equals(MultiDiscreteSpace? other) => other is not null && Counts.AsSpan().SequenceEqual(other.Counts.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Counts.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => $"MultiDiscrete({string.Join(", ", Counts)})";
}

/// <summary>A box in R^<see cref="Space.Size"/>: a shape, and a lower and an upper bound for every element of it.</summary>
public sealed record BoxSpace : Space
{
    private readonly int _size;

    /// <summary>Makes a box with a bound for every element, in row-major order.</summary>
    /// <exception cref="ArgumentException">The shape is empty or not positive, or the bounds do not fit it or each other.</exception>
    public BoxSpace(ImmutableArray<int> shape, ImmutableArray<float> low, ImmutableArray<float> high)
    {
        if (shape.IsDefaultOrEmpty)
            throw new ArgumentException("A box needs at least one dimension.", nameof(shape));
        long size = 1;
        foreach (int extent in shape)
        {
            if (extent < 1)
                throw new ArgumentException($"A box cannot have a dimension of {extent}; each must be at least 1.", nameof(shape));
            size *= extent;
            if (size > 1 << 24)
                throw new ArgumentException("A box can have at most 2^24 elements.", nameof(shape));
        }

        if (low.IsDefault || low.Length != size)
            throw new ArgumentException($"Got {(low.IsDefault ? 0 : low.Length)} lower bounds for {size} elements.", nameof(low));
        if (high.IsDefault || high.Length != size)
            throw new ArgumentException($"Got {(high.IsDefault ? 0 : high.Length)} upper bounds for {size} elements.", nameof(high));
        for (int i = 0; i < size; i++)
        {
            if (!(low[i] <= high[i]))
                throw new ArgumentException($"Bounds of element {i} are [{low[i]}, {high[i]}]; the lower must not exceed the upper.", nameof(low));
        }

        Shape = shape;
        Low = low;
        High = high;
        _size = (int)size;
    }

    /// <summary>The extents, outermost first.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>Lower bounds, inclusive, row-major; −∞ where there is none.</summary>
    public ImmutableArray<float> Low { get; }

    /// <summary>Upper bounds, inclusive, row-major; +∞ where there is none.</summary>
    public ImmutableArray<float> High { get; }

    /// <summary>
    /// Whether an element is a picture, [height, width, channels], each number a byte's share of 255: then a record can
    /// keep it as an image without loss.
    /// </summary>
    public bool HasPixels { get; init; }

    /// <inheritdoc/>
    public override int Size => _size;

    /// <summary>A box whose elements all have the same bounds.</summary>
    public static BoxSpace Uniform(float low, float high, params ReadOnlySpan<int> shape)
    {
        int size = 1;
        foreach (int extent in shape)
            size = checked(size * Math.Max(extent, 0));
        return new BoxSpace([.. shape], [.. Enumerable.Repeat(low, size)], [.. Enumerable.Repeat(high, size)]);
    }

    /// <inheritdoc/>
    public override bool Contains(ReadOnlySpan<float> element)
    {
        if (element.Length != Size)
            return false;
        for (int i = 0; i < element.Length; i++)
        {
            if (!(element[i] >= Low[i] && element[i] <= High[i]))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Sample(CounterRandom random, ulong counter, Span<float> element)
    {
        for (int i = 0; i < Size; i++)
        {
            if (!float.IsFinite(High[i] - Low[i]))
                throw new InvalidOperationException($"Element {i} of {this} has the bounds [{Low[i]}, {High[i]}]; nothing can be drawn evenly between them.");
            element[i] = random.Uniform(counter + (uint)i, Low[i], High[i]);
        }
    }

    /// <summary>Equal when shape and bounds are, element by element.</summary>
    public bool Equals(BoxSpace? other) =>
        other is not null && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan())
        && Low.AsSpan().SequenceEqual(other.Low.AsSpan()) && High.AsSpan().SequenceEqual(other.High.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int extent in Shape)
            hash.Add(extent);
        hash.Add(Low[0]);
        hash.Add(High[0]);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"Box({string.Join(", ", Shape)})";
}
