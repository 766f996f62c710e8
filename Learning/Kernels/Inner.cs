using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>How a product runs along its inner dimension.</summary>
internal unsafe interface IInner
{
    /// <summary>Whether the places are listed; where they are not, the kernel reads no list.</summary>
    static abstract bool IsListed { get; }

    /// <summary>The offset of the first place.</summary>
    /// <param name="start">Of the operand.</param>
    /// <param name="stride">Distance between neighbours of the inner dimension.</param>
    /// <param name="place">The first of the list.</param>
    static abstract nint First(nint start, nint stride, int* place);

    /// <summary>The offset of the place after the current one.</summary>
    /// <param name="current">Its offset.</param>
    /// <param name="start">Of the operand.</param>
    /// <param name="stride">Distance between neighbours of the inner dimension.</param>
    /// <param name="place">The next of the list.</param>
    static abstract nint Next(nint current, nint start, nint stride, int* place);

    /// <inheritdoc cref="First(nint, nint, int*)"/>
    static abstract float* First(float* start, nint stride, int* place);

    /// <inheritdoc cref="Next(nint, nint, nint, int*)"/>
    static abstract float* Next(float* current, float* start, nint stride, int* place);
}

/// <summary>Over all places, one after the other.</summary>
internal readonly unsafe struct WholeInner : IInner
{
    public static bool IsListed => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint First(nint start, nint stride, int* place) => start;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Next(nint current, nint start, nint stride, int* place) => current + stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* First(float* start, nint stride, int* place) => start;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Next(float* current, float* start, nint stride, int* place) => current + stride;
}

/// <summary>Over some places, in the order of a list.</summary>
internal readonly unsafe struct ListedInner : IInner
{
    public static bool IsListed => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint First(nint start, nint stride, int* place) => start + *place * stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Next(nint current, nint start, nint stride, int* place) => start + *place * stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* First(float* start, nint stride, int* place) => start + *place * stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Next(float* current, float* start, nint stride, int* place) => start + *place * stride;
}
