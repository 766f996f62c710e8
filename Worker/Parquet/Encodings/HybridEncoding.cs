using System.Buffers;

namespace RlOrleans.Worker.Parquet.Encodings;

/// <summary>
/// Parquet's hybrid of run-length encoding and bit packing, for levels and dictionary indices: runs of at least eight
/// equal values as (count, value), everything else as groups of eight packed values, lowest bit first.
/// </summary>
internal static class HybridEncoding
{
    private const int GroupSize = 8;

    /// <summary>How many bits it takes to tell 0 … <paramref name="maxValue"/> apart; at least 1.</summary>
    public static int BitWidth(int maxValue) => Math.Max(1, 32 - int.LeadingZeroCount(maxValue));

    public static void Write(ReadOnlySpan<int> values, int bitWidth, IBufferWriter<byte> destination)
    {
        int packedFrom = 0;
        for (int i = 0; i < values.Length;)
        {
            int run = RunLength(values[i..]);
            int beyondGroup = (i - packedFrom) % GroupSize;
            if (beyondGroup != 0)
            {
                // Packed values come in whole groups: a run can only begin where one ends.
                i += Math.Min(run, GroupSize - beyondGroup);
            }
            else if (run >= GroupSize)
            {
                WritePacked(values[packedFrom..i], bitWidth, destination);
                WriteRun(run, values[i], bitWidth, destination);
                i += run;
                packedFrom = i;
            }
            else
            {
                i += run;
            }
        }

        WritePacked(values[packedFrom..], bitWidth, destination);
    }

    public static void WriteRun(int count, int value, int bitWidth, IBufferWriter<byte> destination)
    {
        WriteVarint((uint)count << 1, destination);
        for (int bits = 0; bits < bitWidth; bits += 8)
            destination.Write([(byte)(value >> bits)]);
    }

    /// <summary>Writes the header of packed values and returns the room for them, which has to be filled, then advanced over.</summary>
    public static Span<byte> BeginPacked(int count, int bitWidth, IBufferWriter<byte> destination)
    {
        int groups = (count + GroupSize - 1) / GroupSize;
        WriteVarint(((uint)groups << 1) | 1, destination);
        return destination.GetSpan(groups * bitWidth)[..(groups * bitWidth)];
    }

    /// <summary>
    /// Reads as many values as there is room for, and returns how many bytes they took. Throws
    /// <see cref="InvalidDataException"/> where bytes are missing or a value is above <paramref name="maxValue"/>.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> source, int bitWidth, int maxValue, Span<int> values)
    {
        int position = 0;
        for (int i = 0; i < values.Length;)
        {
            uint header = ReadVarint(source, ref position);
            long count = header >> 1;
            if (count == 0)
                throw new InvalidDataException("An encoded run is empty.");
            if ((header & 1) == 0)
            {
                int length = (bitWidth + 7) / 8;
                int value = 0;
                for (int b = 0; b < length; b++)
                    value |= ByteAt(source, position++) << (8 * b);
                int take = (int)Math.Min(count, values.Length - i);
                values.Slice(i, take).Fill(Checked(value, maxValue));
                i += take;
            }
            else
            {
                int take = (int)Math.Min(count * GroupSize, values.Length - i);
                ReadPacked(source[position..], bitWidth, maxValue, values.Slice(i, take));
                i += take;

                // The last group is there whole, whatever of it is used.
                position = (int)Math.Min(position + count * bitWidth, source.Length);
            }
        }

        return position;
    }

    private static int RunLength(ReadOnlySpan<int> values)
    {
        // Most runs are short, and for those a vectorised search costs more than it finds.
        int length = 1;
        while (length < GroupSize && length < values.Length && values[length] == values[0])
            length++;
        if (length < GroupSize)
            return length;
        int differs = values.IndexOfAnyExcept(values[0]);
        return differs < 0 ? values.Length : differs;
    }

    private static void WritePacked(ReadOnlySpan<int> values, int bitWidth, IBufferWriter<byte> destination)
    {
        if (values.IsEmpty)
            return;
        Span<byte> bytes = BeginPacked(values.Length, bitWidth, destination);
        bytes.Clear();
        ulong bits = 0;
        int bitCount = 0, position = 0;
        foreach (int value in values)
        {
            bits |= (ulong)(uint)value << bitCount;
            bitCount += bitWidth;
            for (; bitCount >= 8; bitCount -= 8, bits >>= 8)
                bytes[position++] = (byte)bits;
        }

        if (bitCount > 0)
            bytes[position] = (byte)bits;
        destination.Advance(bytes.Length);
    }

    private static void ReadPacked(ReadOnlySpan<byte> source, int bitWidth, int maxValue, Span<int> values)
    {
        ulong bits = 0, mask = (1UL << bitWidth) - 1;
        int bitCount = 0, position = 0;
        for (int i = 0; i < values.Length; i++)
        {
            for (; bitCount < bitWidth; bitCount += 8)
                bits |= (ulong)ByteAt(source, position++) << bitCount;
            values[i] = Checked((int)(bits & mask), maxValue);
            bits >>= bitWidth;
            bitCount -= bitWidth;
        }
    }

    private static void WriteVarint(uint value, IBufferWriter<byte> destination)
    {
        for (; value >= 0x80; value >>= 7)
            destination.Write([(byte)(value | 0x80)]);
        destination.Write([(byte)value]);
    }

    private static uint ReadVarint(ReadOnlySpan<byte> source, ref int position)
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = ByteAt(source, position++);
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("A run's length does not end.");
    }

    private static byte ByteAt(ReadOnlySpan<byte> source, int position) =>
        position < source.Length ? source[position] : throw new InvalidDataException("Encoded levels or indices end too early.");

    private static int Checked(int value, int maxValue) =>
        (uint)value <= (uint)maxValue ? value : throw new InvalidDataException($"A level or index of {value} is above {maxValue}.");
}
