using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// Writes the bits of planes as rows of floats <c>[10, 10, C]</c>, and only those blocks of 16 floats that changed where
/// the row still holds what was written to it last: a few of up to 63. To write whole rows of many lanes would take
/// more memory bandwidth than a core has for ten million steps a second.
/// </summary>
internal sealed class ObservationRows
{
    private const int BlockSize = 16;
    private const int BlocksPerVector = 32;
    private const int WordsPerVector = 8;

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

    /// <summary>Writes a lane's row, whatever it holds.</summary>
    public void WriteAll(int lane, ReadOnlySpan<ulong> planes, Span<float> row)
    {
        _written.AsSpan(lane * WordsPerLane, WordsPerLane).Clear();
        row.Clear();
        WriteChanges(lane, planes, row);
    }

    /// <summary>Writes a lane's row, which holds what was written to it last.</summary>
    public void WriteChanges(int lane, ReadOnlySpan<ulong> planes, Span<float> row)
    {
        ref ulong written = ref MemoryMarshal.GetReference(_written.AsSpan(lane * WordsPerLane, planes.Length));
        ref ulong now = ref MemoryMarshal.GetReference(planes);
        ref float floats = ref MemoryMarshal.GetReference(row[..RowSize]);
        int lastStart = RowSize - BlockSize;
        ulong changed = 0;
        for (int word = 0; word < planes.Length; word += WordsPerVector)
        {
            Vector512<ushort> before = Vector512.LoadUnsafe(ref written, (nuint)word).AsUInt16();
            Vector512<ushort> after = Vector512.LoadUnsafe(ref now, (nuint)word).AsUInt16();
            after.AsUInt64().StoreUnsafe(ref written, (nuint)word);
            changed |= (ulong)~(uint)Vector512.Equals(before, after).ExtractMostSignificantBits() << (word / WordsPerVector * BlocksPerVector);
        }

        for (; changed != 0; changed &= changed - 1)
        {
            // The last block overlaps the one before it where 16 does not divide the row: the next row is another lane's.
            int start = Math.Min(BitOperations.TrailingZeroCount(changed) * BlockSize, lastStart);
            uint bits = (uint)(Unsafe.Add(ref now, start >> 6) >> (start & 63));
            Expand(bits).StoreUnsafe(ref floats, (nuint)start);
        }
    }

    // 1 where the bit of its index is set, else 0.
    private static Vector512<float> Expand(uint bits)
    {
        Vector512<uint> each = Vector512.Create(
            1u, 1u << 1, 1u << 2, 1u << 3, 1u << 4, 1u << 5, 1u << 6, 1u << 7,
            1u << 8, 1u << 9, 1u << 10, 1u << 11, 1u << 12, 1u << 13, 1u << 14, 1u << 15);
        return Vector512.AndNot(Vector512.Create(1f), Vector512.Equals(Vector512.Create(bits) & each, Vector512<uint>.Zero).AsSingle());
    }
}
