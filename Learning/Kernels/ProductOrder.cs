using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>
/// Where a product A · B finds the elements of A and the rows of B: by distances, or by lists of places. Of the lists one
/// place more is read than there is, but nothing that it points to.
/// </summary>
internal unsafe interface IProductOrder
{
    /// <summary>Whether the columns of A are listed.</summary>
    static abstract bool ListsColumns { get; }

    /// <summary>Whether the rows of B are listed.</summary>
    static abstract bool ListsInner { get; }

    /// <summary>Row i of A.</summary>
    /// <param name="a">A.</param>
    /// <param name="i">Its number.</param>
    /// <param name="stride">Distance between rows.</param>
    /// <param name="rows">The list of rows.</param>
    static abstract float* Row(float* a, nint i, nint stride, int* rows);

    /// <summary>The place of the first column within a row of A.</summary>
    /// <param name="stride">Distance between columns.</param>
    /// <param name="place">The first of the list.</param>
    static abstract nint First(nint stride, int* place);

    /// <summary>The place of the column after the current one.</summary>
    /// <param name="current">Its place.</param>
    /// <param name="stride">Distance between columns.</param>
    /// <param name="place">The next of the list.</param>
    static abstract nint Next(nint current, nint stride, int* place);

    /// <summary>The first row of B.</summary>
    /// <param name="b">B.</param>
    /// <param name="stride">Distance between rows.</param>
    /// <param name="place">The first of the list.</param>
    static abstract float* FirstRow(float* b, nint stride, int* place);

    /// <summary>The row of B after the current one.</summary>
    /// <param name="current">It.</param>
    /// <param name="b">B.</param>
    /// <param name="stride">Distance between rows.</param>
    /// <param name="place">The next of the list.</param>
    static abstract float* NextRow(float* current, float* b, nint stride, int* place);
}

/// <summary>Everything, in order.</summary>
internal readonly unsafe struct WholeOrder : IProductOrder
{
    public static bool ListsColumns => false;

    public static bool ListsInner => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Row(float* a, nint i, nint stride, int* rows) => a + i * stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint First(nint stride, int* place) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Next(nint current, nint stride, int* place) => current + stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* FirstRow(float* b, nint stride, int* place) => b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* NextRow(float* current, float* b, nint stride, int* place) => current + stride;
}

/// <summary>Some of the inner dimension: columns of A, and the same rows of B.</summary>
internal readonly unsafe struct SparseOrder : IProductOrder
{
    public static bool ListsColumns => true;

    public static bool ListsInner => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Row(float* a, nint i, nint stride, int* rows) => a + i * stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint First(nint stride, int* place) => *place * stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Next(nint current, nint stride, int* place) => *place * stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* FirstRow(float* b, nint stride, int* place) => b + *place * stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* NextRow(float* current, float* b, nint stride, int* place) => b + *place * stride;
}

/// <summary>An A whose element (i, p) lies at <c>rows[i] + columns[p]</c>, such as the windows of a convolution.</summary>
internal readonly unsafe struct WindowOrder : IProductOrder
{
    public static bool ListsColumns => true;

    public static bool ListsInner => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Row(float* a, nint i, nint stride, int* rows) => a + rows[i];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint First(nint stride, int* place) => *place;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Next(nint current, nint stride, int* place) => *place;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* FirstRow(float* b, nint stride, int* place) => b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* NextRow(float* current, float* b, nint stride, int* place) => current + stride;
}
