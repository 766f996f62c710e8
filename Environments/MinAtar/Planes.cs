using System.Runtime.CompilerServices;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// The planes of one observation, a bit for each of its floats and in their order <c>[10, 10, C]</c>: channel c of cell
/// i is bit i · C + c.
/// </summary>
internal readonly ref struct Planes(Span<ulong> words, int channels)
{
    private readonly Span<ulong> _words = words;
    private readonly int _channels = channels;

    /// <summary>Sets channel c of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int channel, int cell) => SetBit(cell * _channels + channel);

    /// <summary>Sets channel c of the cell (x, y); an x beyond the board sets nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetWithin(int channel, int x, int y)
    {
        if ((uint)x < Board.Side)
            Set(channel, y * Board.Side + x);
    }

    /// <summary>Sets a bit by its index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetBit(int bit) => _words[bit >> 6] |= 1UL << bit;

    /// <summary>Sets bits from an index on, where they do not all have to lie in one word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetBits(int first, ulong bits)
    {
        int shift = first & 63;
        _words[first >> 6] |= bits << shift;

        // A shift by 64 would be one by 0.
        ulong upper = bits >> 1 >> (63 - shift);
        if (upper != 0)
            _words[(first >> 6) + 1] |= upper;
    }

    /// <summary>Sets the 64 bits from an index on, a multiple of 64, whatever they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetWord(int first, ulong bits) => _words[first >> 6] = bits;

    /// <summary>Copies the words that start at a bit, a multiple of 64.</summary>
    public void CopyTo(int first, Span<ulong> destination) => _words.Slice(first >> 6, destination.Length).CopyTo(destination);
}
