using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>What a matrix product does to each vector of results before it stores it.</summary>
internal interface IEpilogue
{
    /// <param name="value">The product.</param>
    /// <param name="activated">The activated outputs at the same place; read by gradients only.</param>
    static abstract TVector Apply<TSimd, TVector>(TVector value, TVector activated)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary>Whether <c>activated</c> is read; where it is not, the kernel does not load it.</summary>
    static abstract bool ReadsActivated { get; }
}

internal readonly struct IdentityEpilogue : IEpilogue
{
    public static bool ReadsActivated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector value, TVector activated)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => value;
}

internal readonly struct TanhEpilogue : IEpilogue
{
    public static bool ReadsActivated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector value, TVector activated)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => VectorMath<TSimd, TVector>.Tanh(value);
}

internal readonly struct ReluEpilogue : IEpilogue
{
    public static bool ReadsActivated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector value, TVector activated)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Max(TSimd.Zero, value);
}

/// <summary>d tanh(x)/dx = 1 − tanh²(x), from the output y = tanh(x).</summary>
internal readonly struct TanhGradientEpilogue : IEpilogue
{
    public static bool ReadsActivated => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector value, TVector activated)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        TSimd.Subtract(value, TSimd.Multiply(value, TSimd.Multiply(activated, activated)));
}

/// <summary>1 where the output is positive, 0 elsewhere (0 at the kink, as the common frameworks have it).</summary>
internal readonly struct ReluGradientEpilogue : IEpilogue
{
    public static bool ReadsActivated => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector value, TVector activated)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Select(TSimd.Greater(activated, TSimd.Zero), value, TSimd.Zero);
}
