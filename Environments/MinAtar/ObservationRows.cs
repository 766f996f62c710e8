using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// Writes the bits of planes as rows of floats <c>[10, 10, C]</c>, and only those blocks of sixteen floats that changed where
/// the row still holds what was written to it last: a few of up to 63. To write whole rows of many lanes would take
/// more memory bandwidth than a core has for ten million steps a second.
/// </summary>
internal sealed class ObservationRows
{
    private const int BlockSize = 16;
    private const int BlocksPerWord = 64 / BlockSize;
    private const int WordsPerVector = 8;
    private const int MaxBlocks = 64;
    private const int UsualChanges = 4;

    private readonly ulong[] _written;

    // For each lane, the blocks of which it is not known what they hold: all of them or none.
    private readonly ulong[] _unknown;

    // Where each block starts. Those after the last, which stand for none, are the last.
    private readonly ushort[] _starts;

    public ObservationRows(int lanes, int channels)
    {
        RowSize = Board.CellCount * channels;
        WordsPerLane = (RowSize + WordsPerVector * 64 - 1) / (WordsPerVector * 64) * WordsPerVector;
        _written = new ulong[lanes * WordsPerLane];
        _unknown = new ulong[lanes];
        _starts = [.. Enumerable.Range(0, MaxBlocks + 1).Select(block => (ushort)Math.Min(block * BlockSize, RowSize - BlockSize))];
        Forget();
    }

    /// <summary>How many words the planes of one lane take, the unused ones at the end included.</summary>
    public int WordsPerLane { get; }

    /// <summary>How many floats a row has.</summary>
    public int RowSize { get; }

    private ulong AllBlocks => ulong.MaxValue >> (MaxBlocks - (RowSize + BlockSize - 1) / BlockSize);

    /// <summary>Writes a row of which it is not known whose it is.</summary>
    public void Write(ReadOnlySpan<ulong> planes, Span<float> row) => WriteChanges(AllBlocks, planes, row);

    /// <summary>From now on the rows of all lanes may hold anything.</summary>
    public void Forget() => Array.Fill(_unknown, AllBlocks);

    /// <summary>From now on a lane's row may hold anything.</summary>
    public void Forget(int lane) => _unknown[lane] = AllBlocks;

    /// <summary>
    /// Finds the blocks in which a lane's planes differ from those that its row holds: a bit for each. The row's memory is
    /// asked for on the way, as it is in no cache when there are many lanes; so look for the changes of a few lanes, and then
    /// write each with <see cref="WriteChanges"/>.
    /// </summary>
    public ulong FindChanges(int lane, ReadOnlySpan<ulong> planes, ReadOnlySpan<float> row)
    {
        ref ulong written = ref MemoryMarshal.GetReference(_written.AsSpan(lane * WordsPerLane, planes.Length));
        ref ulong now = ref MemoryMarshal.GetReference(planes);
        ulong changed = _unknown[lane];
        _unknown[lane] = 0;
        for (int word = 0; word < planes.Length; word += WordsPerVector)
        {
            Vector512<ushort> before = Vector512.LoadUnsafe(ref written, (nuint)word).AsUInt16();
            Vector512<ushort> after = Vector512.LoadUnsafe(ref now, (nuint)word).AsUInt16();
            after.AsUInt64().StoreUnsafe(ref written, (nuint)word);
            uint same = (uint)Vector512.Equals(before, after).ExtractMostSignificantBits();
            changed |= (ulong)~same << (word * BlocksPerWord);
        }

        if (Sse.IsSupported)
            Prefetch(changed, row[..RowSize]);
        return changed;
    }

    /// <summary>Writes what <see cref="FindChanges"/> found.</summary>
    public void WriteChanges(ulong changed, ReadOnlySpan<ulong> planes, Span<float> row)
    {
        ref ulong now = ref MemoryMarshal.GetReference(planes);
        ref float floats = ref MemoryMarshal.GetReference(row[..RowSize]);
        ref ushort starts = ref MemoryMarshal.GetArrayDataReference(_starts);

        // A few are written in any case, because how many there are is what no branch predictor can know.
        for (int i = 0; i < UsualChanges || changed != 0; i++, changed &= changed - 1)
            WriteBlock(ref now, ref floats, Unsafe.Add(ref starts, BitOperations.TrailingZeroCount(changed)));
    }

    private unsafe void Prefetch(ulong changed, ReadOnlySpan<float> row)
    {
        ref ushort starts = ref MemoryMarshal.GetArrayDataReference(_starts);
        fixed (float* floats = row)
        {
            for (int i = 0; i < UsualChanges; i++, changed &= changed - 1)
            {
                float* block = floats + Unsafe.Add(ref starts, BitOperations.TrailingZeroCount(changed));
                Sse.Prefetch0(block);
                Sse.Prefetch0(block + BlockSize - 1);
            }
        }
    }

    // The last block overlaps the one before it where sixteen does not divide the row, because the next row is another
    // lane's. Like all others, it then lies within one word.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteBlock(ref ulong planes, ref float row, int start)
    {
        uint bits = (uint)(Unsafe.Add(ref planes, start >> 6) >> (start & 63));
        Expand(bits).StoreUnsafe(ref row, (nuint)start);
    }

    // 1 where the bit of its index is set, else 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Expand(uint bits)
    {
        Vector512<uint> each = Vector512.Create(
            1u << 0, 1u << 1, 1u << 2, 1u << 3, 1u << 4, 1u << 5, 1u << 6, 1u << 7, 1u << 8, 1u << 9, 1u << 10, 1u << 11, 1u << 12, 1u << 13, 1u << 14, 1u << 15);
        return Vector512.AndNot(Vector512.Create(1f), Vector512.Equals(Vector512.Create(bits) & each, Vector512<uint>.Zero).AsSingle());
    }
}
