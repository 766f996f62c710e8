using System.Runtime.CompilerServices;

namespace RlOrleans.Environments.Simd;

/// <summary>Sines, cosines and wrapped angles of float64 lanes, with the same bits at every width.</summary>
internal static class LaneMath
{
    // 1.5 · 2^52: a number of moderate size that is added to it loses its fraction, and is found in the low bits.
    private const double IntegerBias = 6755399441055744;

    // π/2 in two parts (W. J. Cody and W. Waite, "Software Manual for the Elementary Functions", 1980). The head has
    // 33 bits, so that its product with a small integer is exact; what both leave out is below 1e-26.
    private const double HalfPiHead = 1.57079632673412561417;
    private const double HalfPiTail = 6.07710050650619224932e-11;

    /// <summary>Sine and cosine of angles within ±10^5 radians, to 3e-14.</summary>
    /// <remarks>
    /// The angle is taken to the nearest multiple of π/2, and Taylor polynomials do the rest: within ±π/4 what they
    /// leave out (r^15/15! and r^16/16!) is below 3e-14 and 2e-15.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TVector Sine, TVector Cosine) SinCos<TVector>(TVector angle)
        where TVector : struct, IDoubleLanes<TVector>
    {
        TVector one = TVector.Broadcast(1);
        TVector biased = angle * TVector.Broadcast(2 / Math.PI) + TVector.Broadcast(IntegerBias);
        TVector quarters = biased - TVector.Broadcast(IntegerBias);
        TVector rest = angle - quarters * TVector.Broadcast(HalfPiHead) - quarters * TVector.Broadcast(HalfPiTail);
        TVector squared = rest * rest;

        // Coefficients in pairs (Estrin's scheme): half as long a chain of dependent operations as Horner's.
        TVector fourth = squared * squared;
        TVector sine = Pair(squared, -1.0 / 39_916_800, 1.0 / 6_227_020_800);
        sine = Pair(squared, -1.0 / 5040, 1.0 / 362_880) + fourth * sine;
        sine = Pair(squared, -1.0 / 6, 1.0 / 120) + fourth * sine;
        sine = rest + rest * squared * sine;
        TVector cosine = Pair(squared, -1.0 / 3_628_800, 1.0 / 479_001_600) + fourth * TVector.Broadcast(-1.0 / 87_178_291_200);
        cosine = Pair(squared, -1.0 / 720, 1.0 / 40_320) + fourth * cosine;
        cosine = Pair(squared, -1.0 / 2, 1.0 / 24) + fourth * cosine;
        cosine = one + squared * cosine;

        // An odd number of quarter turns swaps the two; its second bit is the sign of the sine, and of the cosine
        // one quarter turn later.
        TVector odd = TVector.GreaterThan(TVector.Broadcast(0), TVector.ShiftBitsLeft(biased, 63) | one);
        TVector sign = TVector.Broadcast(-0.0);
        return (
            TVector.Select(odd, cosine, sine) ^ (TVector.ShiftBitsLeft(biased, 62) & sign),
            TVector.Select(odd, sine, cosine) ^ (TVector.ShiftBitsLeft(biased + one, 62) & sign));
    }

    /// <summary>The same angle within ±π; an angle that lies there is left as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector WrapAngle<TVector>(TVector angle)
        where TVector : struct, IDoubleLanes<TVector>
    {
        TVector turns = angle * TVector.Broadcast(1 / Math.Tau) + TVector.Broadcast(IntegerBias) - TVector.Broadcast(IntegerBias);
        return angle - turns * TVector.Broadcast(Math.Tau);
    }

    /// <summary>The number, or the bound that it exceeds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Clamp<TVector>(TVector value, double low, double high)
        where TVector : struct, IDoubleLanes<TVector>
    {
        TVector lowest = TVector.Broadcast(low), highest = TVector.Broadcast(high);
        value = TVector.Select(TVector.GreaterThan(value, highest), highest, value);
        return TVector.Select(TVector.GreaterThan(lowest, value), lowest, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Pair<TVector>(TVector x, double constant, double linear)
        where TVector : struct, IDoubleLanes<TVector> =>
        TVector.Broadcast(constant) + TVector.Broadcast(linear) * x;
}
