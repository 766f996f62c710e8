namespace RlOrleans.Learning;

/// <summary>
/// Floats on the pinned heap, zeroed, aligned to a cache line and rounded up to whole lines, so that every kernel may
/// load and store full vectors of any width. The pointer is valid for as long as the buffer is reachable.
/// </summary>
internal sealed unsafe class FloatBuffer
{
    /// <summary>Floats in a cache line, and in the widest vector. Row strides and sub-buffers are multiples of it.</summary>
    public const int Line = 16;

    // Kept so that the array lives as long as the buffer.
    private readonly float[] _array;

    public FloatBuffer(int length)
    {
        Length = RoundUp(length);
        _array = GC.AllocateArray<float>(Length + Line, pinned: true);
        fixed (float* start = _array)
            Pointer = Align(start);
    }

    public int Length { get; }

    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Length);

    /// <summary>The first start of a line that is not before the given place.</summary>
    public static float* Align(float* start) => (float*)(((nuint)start + (Line * sizeof(float) - 1)) & ~(nuint)(Line * sizeof(float) - 1));

    public static int RoundUp(int length) => (length + Line - 1) & ~(Line - 1);
}
