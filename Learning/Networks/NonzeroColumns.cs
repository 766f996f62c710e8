namespace RlOrleans.Learning;

/// <summary>
/// The columns of a batch that are not zero in all of its rows, in memory of the caller's: rectified units that sleep are
/// most of a layer for one row, and often many for some dozen. A product over these places alone has the bits of the whole.
/// </summary>
internal readonly unsafe struct NonzeroColumns
{
    /// <summary>Of eight columns, how many may be left for a product to be faster without the others.</summary>
    private const int MostOfEight = 7;

    private readonly float* _memory;

    private NonzeroColumns(float* memory) => _memory = memory;

    /// <summary>How many.</summary>
    public int Count => *(int*)_memory;

    /// <summary>Their numbers, ascending, as products take them.</summary>
    public int* Places => (int*)(_memory + FloatBuffer.Line);

    public ReadOnlySpan<int> Numbers => new(Places, Count);

    /// <summary>Floats of memory for the columns of a matrix.</summary>
    public static int Length(int columns) => FloatBuffer.Line + FloatBuffer.RoundUp(columns);

    /// <param name="kernels">Arithmetic.</param>
    /// <param name="rows">B.</param>
    /// <param name="columns">C.</param>
    /// <param name="matrix">[B, stride(C)].</param>
    /// <param name="memory"><see cref="Length"/> floats, filled.</param>
    public static NonzeroColumns Find(Kernels kernels, int rows, int columns, float* matrix, float* memory)
    {
        int stride = FloatBuffer.RoundUp(columns);
        *(int*)memory = kernels.FindNonzeroColumns(rows, stride, matrix, stride, (int*)(memory + FloatBuffer.Line));
        return new(memory);
    }

    /// <summary>What <see cref="Find"/> left in the memory.</summary>
    public static NonzeroColumns At(float* memory) => new(memory);

    /// <summary>Whether a product over them is faster than over all.</summary>
    public bool AreFewOf(int columns) => 8 * Count <= MostOfEight * columns;
}
