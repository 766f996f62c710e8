using System.Numerics;

namespace RlOrleans.Environments.PacMan;

/// <summary>Pixels of a frame: bit x of row y.</summary>
internal sealed class FrameRegion
{
    private readonly UInt128[] _rows = new UInt128[FrameLayout.Side];

    /// <summary>Takes all pixels out.</summary>
    public void Clear() => Array.Clear(_rows);

    /// <summary>Adds a rectangle, as far as it lies in the frame.</summary>
    public void Add((int Left, int Top, int Right, int Bottom) box)
    {
        int left = Math.Max(box.Left, 0), right = Math.Min(box.Right, FrameLayout.Side);
        if (left >= right)
            return;
        UInt128 bits = ((UInt128.One << (right - left)) - 1) << left;
        foreach (ref UInt128 row in _rows.AsSpan(Math.Max(box.Top, 0)..Math.Clamp(box.Bottom, 0, FrameLayout.Side)))
            row |= bits;
    }

    /// <summary>Writes the indices of the pixels in ascending order, and returns how many there are.</summary>
    public int CopyTo(Span<ushort> pixels)
    {
        int count = 0;
        for (int y = 0; y < _rows.Length; y++)
        {
            UInt128 row = _rows[y];
            if (row == UInt128.Zero)
                continue;
            count = Append(pixels, count, (ulong)row, y * FrameLayout.Side);
            count = Append(pixels, count, (ulong)(row >> 64), y * FrameLayout.Side + 64);
        }

        return count;
    }

    private static int Append(Span<ushort> pixels, int count, ulong bits, int first)
    {
        for (; bits != 0; bits &= bits - 1)
            pixels[count++] = (ushort)(first + BitOperations.TrailingZeroCount(bits));
        return count;
    }
}
