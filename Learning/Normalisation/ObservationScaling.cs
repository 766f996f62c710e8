namespace RlOrleans.Learning;

/// <summary>
/// Brings observations to mean 0 and deviation 1, <c>clip((x − mean) · factor, ±10)</c>, with the figures that travel
/// at the front of a policy's weights.
/// </summary>
/// <remarks>Legend: D observation size.</remarks>
internal sealed class ObservationScaling(int size)
{
    /// <summary>The limit of Stable-Baselines3's VecNormalize: one outlier must not drown a network.</summary>
    public const float Limit = 10;

    private readonly float[] _means = new float[size];
    private readonly float[] _factors = Enumerable.Repeat(1f, size).ToArray();

    /// <summary>[D], written by the owner of the statistics.</summary>
    public Span<float> Means => _means;

    /// <summary>[D]: one over the standard deviations.</summary>
    public Span<float> Factors => _factors;

    /// <summary>Normalises one observation, or several in a row, in place.</summary>
    public void Apply(Span<float> observations)
    {
        for (int at = 0; at < observations.Length; at += size)
            for (int i = 0; i < size; i++)
                observations[at + i] = Math.Clamp((observations[at + i] - _means[i]) * _factors[i], -Limit, Limit);
    }

    /// <summary>Writes means [D] and factors [D].</summary>
    public void CopyTo(Span<float> destination)
    {
        _means.CopyTo(destination);
        _factors.CopyTo(destination[size..]);
    }

    /// <summary>Reads what <see cref="CopyTo"/> wrote.</summary>
    public void CopyFrom(ReadOnlySpan<float> source)
    {
        source[..size].CopyTo(_means);
        source.Slice(size, size).CopyTo(_factors);
    }
}
