using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// Writes the bits of planes as rows of floats <c>[10, 10, C]</c>, and only those blocks of eight floats that changed where
/// the row still holds what was written to it last: a few of up to 125. To write whole rows of many lanes would take
/// more memory bandwidth than a core has for ten million steps a second.
/// </summary>
internal sealed class ObservationRows
{
    private const int BlockSize = 8;
    private const int WordsPerVector = 8;
    private const int UsualChanges = 3;

    private readonly ulong[] _written;

    public ObservationRows(int lanes, int channels)
    {
        RowSize = Board.CellCount * channels;
        WordsPerLane = (RowSize + WordsPerVector * 64 - 1) / (WordsPerVector * 64) * WordsPerVector;
        _written = new ulong[lanes * WordsPerLane];
    }

    /// <summary>How many words the planes of one lane take, the unused ones at the end included.</summary>
    public int WordsPerLane { get; }

    /// <summary>How many floats a row has.</summary>
    public int RowSize { get; }

    /// <summary>Writes a row.</summary>
    public static void Write(ReadOnlySpan<ulong> planes, Span<float> row)
    {
        ref ulong now = ref MemoryMarshal.GetReference(planes);
        ref float floats = ref MemoryMarshal.GetReference(row);
        int lastStart = row.Length - BlockSize;
        for (int start = 0; start < row.Length; start += BlockSize)
            WriteBlock(ref now, ref floats, Math.Min(start, lastStart));
    }

    /// <summary>Writes a lane's row, whatever it holds.</summary>
    public void WriteAll(int lane, ReadOnlySpan<ulong> planes, Span<float> row)
    {
        planes.CopyTo(_written.AsSpan(lane * WordsPerLane));
        Write(planes, row);
    }

    /// <summary>Writes a lane's row, which holds what was written to it last.</summary>
    public void WriteChanges(int lane, ReadOnlySpan<ulong> planes, Span<float> row)
    {
        ref ulong written = ref MemoryMarshal.GetReference(_written.AsSpan(lane * WordsPerLane, planes.Length));
        ref ulong now = ref MemoryMarshal.GetReference(planes);
        ref float floats = ref MemoryMarshal.GetReference(row[..RowSize]);
        int lastStart = RowSize - BlockSize;
        for (int word = 0; word < planes.Length; word += WordsPerVector)
        {
            Vector512<byte> before = Vector512.LoadUnsafe(ref written, (nuint)word).AsByte();
            Vector512<byte> after = Vector512.LoadUnsafe(ref now, (nuint)word).AsByte();
            after.AsUInt64().StoreUnsafe(ref written, (nuint)word);

            // A byte of the planes is a block of the row. A few are written in any case, because how many there are is what no
            // branch predictor can know: with none left it is the first block after the vector, or the last, as it is now.
            ulong changed = ~Vector512.Equals(before, after).ExtractMostSignificantBits();
            for (int i = 0; i < UsualChanges || changed != 0; i++, changed &= changed - 1)
                WriteBlock(ref now, ref floats, Math.Min(word * 64 + BitOperations.TrailingZeroCount(changed) * BlockSize, lastStart));
        }
    }

    // The last block overlaps the one before it where eight does not divide the row, because the next row is another
    // lane's. Like all others, it then lies within one word: Freeway's 692 to 699 are the only such block.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteBlock(ref ulong planes, ref float row, int start)
    {
        uint bits = (uint)(Unsafe.Add(ref planes, start >> 6) >> (start & 63));
        Expand(bits).StoreUnsafe(ref row, (nuint)start);
    }

    // 1 where the bit of its index is set, else 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Expand(uint bits)
    {
        Vector256<uint> each = Vector256.Create(1u, 2u, 4u, 8u, 16u, 32u, 64u, 128u);
        return Vector256.AndNot(Vector256.Create(1f), Vector256.Equals(Vector256.Create(bits) & each, Vector256<uint>.Zero).AsSingle());
    }
}
