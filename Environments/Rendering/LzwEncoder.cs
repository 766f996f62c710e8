namespace RlOrleans.Environments.Rendering;

/// <summary>
/// The variable-length codes of GIF (Welch, "A technique for high-performance data compression", 1984): strings of bytes that
/// occurred before become one code of 9 to 12 bits.
/// </summary>
internal static class LzwEncoder
{
    private const int MaxCodeBits = 12;
    private const int MaxBlock = 255;

    /// <summary>Writes bytes as sub-blocks of codes, the empty one at the end included.</summary>
    /// <param name="stream">Receives them.</param>
    /// <param name="bytes">Each below 2 to the power of <paramref name="bits"/>; at least one.</param>
    /// <param name="bits">Bits of a byte that are used.</param>
    public static void Write(Stream stream, ReadOnlySpan<byte> bytes, int bits)
    {
        int clear = 1 << bits, end = clear + 1;
        var output = new BitBlocks(stream);

        // The code of a string that is one byte longer than another one: (code of the shorter, byte) → code.
        var codes = new Dictionary<int, int>();
        int codeBits = bits + 1, nextCode = end + 1;
        output.Write(clear, codeBits);
        int prefix = bytes[0];
        foreach (byte value in bytes[1..])
        {
            int longer = prefix << 8 | value;
            if (codes.TryGetValue(longer, out int code))
            {
                prefix = code;
                continue;
            }

            output.Write(prefix, codeBits);
            prefix = value;
            if (nextCode < 1 << MaxCodeBits)
            {
                // Codes grow once the next one to be written may not fit.
                if (nextCode == 1 << codeBits)
                    codeBits++;
                codes.Add(longer, nextCode++);
                continue;
            }

            output.Write(clear, codeBits);
            codes.Clear();
            (codeBits, nextCode) = (bits + 1, end + 1);
        }

        output.Write(prefix, codeBits);
        if (nextCode == 1 << codeBits && codeBits < MaxCodeBits)
            codeBits++;
        output.Write(end, codeBits);
        output.Finish();
    }

    // Codes bit by bit, the lowest first, in blocks that say how long they are.
    private sealed class BitBlocks(Stream stream)
    {
        private readonly byte[] _block = new byte[MaxBlock];
        private int _length;
        private uint _bits;
        private int _bitCount;

        public void Write(int code, int bits)
        {
            _bits |= (uint)code << _bitCount;
            _bitCount += bits;
            for (; _bitCount >= 8; _bitCount -= 8, _bits >>= 8)
                Append((byte)_bits);
        }

        public void Finish()
        {
            if (_bitCount > 0)
                Append((byte)_bits);
            Flush();
            stream.WriteByte(0);
        }

        private void Append(byte value)
        {
            _block[_length++] = value;
            if (_length == MaxBlock)
                Flush();
        }

        private void Flush()
        {
            if (_length == 0)
                return;
            stream.WriteByte((byte)_length);
            stream.Write(_block, 0, _length);
            _length = 0;
        }
    }
}
