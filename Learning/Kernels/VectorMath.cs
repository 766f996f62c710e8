using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>
/// Elementary functions on vectors. The error bounds are over all float arguments in range, on hardware with fused
/// multiply-add, and are checked by the tests against double precision. NaN gives NaN.
/// </summary>
internal static class VectorMath<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const float Log2E = 1.44269504f;

    // The natural logarithm of 2 in two parts: the first has trailing zeros, so that its product with an exponent is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    // Beyond these the result would leave the normal numbers.
    private const float ExpLowest = -87.3f;
    private const float ExpHighest = 88.3f;

    // Beyond it the nearest float to the hyperbolic tangent is 1.
    private const float TanhHighest = 9f;

    /// <summary>
    /// e^x within 2 units in the last place, saturating outside [-87.3, 88.3]: x = n ln 2 + r with |r| at most ln 2 / 2
    /// (Cody and Waite, 1980), and the Taylor polynomial of e^r of degree 7, whose remainder is below 6e-9.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        x = TSimd.Max(TSimd.Broadcast(ExpLowest), TSimd.Min(TSimd.Broadcast(ExpHighest), x));
        TVector n = TSimd.Round(TSimd.Multiply(x, TSimd.Broadcast(Log2E)));
        TVector r = TSimd.MultiplyAdd(n, TSimd.Broadcast(-Ln2High), x);
        r = TSimd.MultiplyAdd(n, TSimd.Broadcast(-Ln2Low), r);
        TVector p = TSimd.Broadcast(1f / 5040);
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f / 720));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f / 120));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f / 24));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f / 6));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f / 2));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f));
        return TSimd.Multiply(p, TSimd.PowerOfTwo(n));
    }

    /// <summary>
    /// The natural logarithm of positive normal values, within 3 units in the last place: the significand is brought to
    /// [√½, √2), and ln s = 2 artanh((s − 1) / (s + 1)) as its Taylor series up to the 9th power (remainder below 3e-9).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Log(TVector x)
    {
        TVector one = TSimd.Broadcast(1f);
        TVector s = TSimd.Significand(x);
        TVector e = TSimd.Exponent(x);
        TVector high = TSimd.Greater(s, TSimd.Broadcast(1.41421356f));
        s = TSimd.Select(high, TSimd.Multiply(s, TSimd.Broadcast(0.5f)), s);
        e = TSimd.Select(high, TSimd.Add(e, one), e);
        TVector t = TSimd.Divide(TSimd.Subtract(s, one), TSimd.Add(s, one));
        TVector t2 = TSimd.Multiply(t, t);
        TVector p = TSimd.Broadcast(2f / 9);
        p = TSimd.MultiplyAdd(p, t2, TSimd.Broadcast(2f / 7));
        p = TSimd.MultiplyAdd(p, t2, TSimd.Broadcast(2f / 5));
        p = TSimd.MultiplyAdd(p, t2, TSimd.Broadcast(2f / 3));
        p = TSimd.MultiplyAdd(p, t2, TSimd.Broadcast(2f));
        TVector low = TSimd.MultiplyAdd(p, t, TSimd.Multiply(e, TSimd.Broadcast(Ln2Low)));
        TVector result = TSimd.MultiplyAdd(e, TSimd.Broadcast(Ln2High), low);

        // Significand and exponent of a NaN look like those of a number: adding x − x keeps it a NaN, and infinity too.
        return TSimd.Add(result, TSimd.Subtract(x, x));
    }

    /// <summary>
    /// tanh x within 5 units in the last place: an odd rational function, x P(x²) / Q(x²) with both of degree 4,
    /// fitted to the least relative error on [-9, 9] (2.1e-8 before rounding). Zero gives exactly zero, which the
    /// padding of the networks relies on, and no result is outside [-1, 1].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh(TVector x)
    {
        x = TSimd.Max(TSimd.Broadcast(-TanhHighest), TSimd.Min(TSimd.Broadcast(TanhHighest), x));
        TVector x2 = TSimd.Multiply(x, x);
        TVector p = TSimd.Broadcast(1.3352901939e-8f);
        TVector q = TSimd.Broadcast(7.77591294989e-7f);
        p = TSimd.MultiplyAdd(p, x2, TSimd.Broadcast(2.06080764886e-5f));
        q = TSimd.MultiplyAdd(q, x2, TSimd.Broadcast(0.000328554696707f));
        p = TSimd.MultiplyAdd(p, x2, TSimd.Broadcast(0.00349554046746f));
        q = TSimd.MultiplyAdd(q, x2, TSimd.Broadcast(0.0258768166188f));
        p = TSimd.MultiplyAdd(p, x2, TSimd.Broadcast(0.133809907263f));
        q = TSimd.MultiplyAdd(q, x2, TSimd.Broadcast(0.467143066104f));
        p = TSimd.MultiplyAdd(p, x2, TSimd.Broadcast(0.999999980082f));
        q = TSimd.MultiplyAdd(q, x2, TSimd.Broadcast(1f));
        TVector y = TSimd.Divide(TSimd.Multiply(x, p), q);
        return TSimd.Max(TSimd.Broadcast(-1f), TSimd.Min(TSimd.Broadcast(1f), y));
    }

    /// <summary>
    /// The logistic function within 3 units in the last place, 1 / (1 + e^−x); below −87.3 it stays at e^−87.3.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid(TVector x)
    {
        TVector one = TSimd.Broadcast(1f);
        return TSimd.Divide(one, TSimd.Add(one, Exp(TSimd.Subtract(TSimd.Zero, x))));
    }

    /// <summary>
    /// ln(1 + e^x) within 4 units in the last place: max(x, 0) + ln(1 + u) with u = e^−|x| in (0, 1], and
    /// ln(1 + u) = 2 artanh(u / (2 + u)) as its Taylor series up to the 15th power (remainder below 2e-9, relative), so that
    /// nothing cancels where u is small.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Softplus(TVector x)
    {
        TVector negative = TSimd.Subtract(TSimd.Zero, x);
        TVector u = Exp(TSimd.Min(negative, x));
        TVector t = TSimd.Divide(u, TSimd.Add(u, TSimd.Broadcast(2f)));
        TVector t2 = TSimd.Multiply(t, t);
        TVector p = TSimd.Broadcast(2f / 15);
        p = TSimd.MultiplyAdd(p, t2, TSimd.Broadcast(2f / 13));
        p = TSimd.MultiplyAdd(p, t2, TSimd.Broadcast(2f / 11));
        p = TSimd.MultiplyAdd(p, t2, TSimd.Broadcast(2f / 9));
        p = TSimd.MultiplyAdd(p, t2, TSimd.Broadcast(2f / 7));
        p = TSimd.MultiplyAdd(p, t2, TSimd.Broadcast(2f / 5));
        p = TSimd.MultiplyAdd(p, t2, TSimd.Broadcast(2f / 3));
        p = TSimd.MultiplyAdd(p, t2, TSimd.Broadcast(2f));
        return TSimd.MultiplyAdd(p, t, TSimd.Max(TSimd.Zero, x));
    }
}
