using System.Buffers;
using System.Buffers.Binary;

namespace RlOrleans.Worker.Parquet.Encodings;

/// <summary>
/// Repetition and definition levels (Melnik et al., "Dremel: interactive analysis of web-scale datasets", 2010) of
/// flat columns and of lists. A value starts a row at repetition 0 and continues a list at 1; it is there when its
/// definition is the column's highest, and below that the list is empty, or the row null.
/// </summary>
internal static class Levels
{
    /// <summary>How many levels some rows take: one a value, and one for each row without any.</summary>
    public static int Count(ParquetColumn column, int firstRow, int lastRow)
    {
        if (column.Field.MaxDefinitionLevel == 0)
            return lastRow - firstRow;
        int count = 0, begin = column.FirstValueOf(firstRow);
        foreach (int end in column.Ends[firstRow..lastRow])
        {
            count += Math.Max(1, end - begin);
            begin = end;
        }

        return count;
    }

    /// <summary>Writes the levels of some rows as a data page (version 1) has them: each kind after its length.</summary>
    public static void Write(ParquetColumn column, int firstRow, int lastRow, int count, ArrayBufferWriter<byte> destination)
    {
        ParquetField field = column.Field;
        if (field.MaxDefinitionLevel == 0)
            return;
        if (field.IsList)
            WriteRepetition(column, firstRow, lastRow, count, destination);
        int present = field.MaxDefinitionLevel;
        if (column.NullCount == 0 && count == column.FirstValueOf(lastRow) - column.FirstValueOf(firstRow))
        {
            WriteBlock(encoded => HybridEncoding.WriteRun(count, present, HybridEncoding.BitWidth(present), encoded), destination);
            return;
        }

        int[] levels = ArrayPool<int>.Shared.Rent(count);
        FillDefinition(column, firstRow, lastRow, levels.AsSpan(0, count));
        WriteBlock(encoded => HybridEncoding.Write(levels.AsSpan(0, count), HybridEncoding.BitWidth(present), encoded), destination);
        ArrayPool<int>.Shared.Return(levels);
    }

    /// <summary>Reads one block of levels and returns how many bytes it took.</summary>
    public static int Read(ReadOnlySpan<byte> source, int maxLevel, Span<int> levels)
    {
        if (source.Length < sizeof(int))
            throw new InvalidDataException("A page ends before its levels.");
        int length = BinaryPrimitives.ReadInt32LittleEndian(source);
        if (length < 0 || length > source.Length - sizeof(int))
            throw new InvalidDataException($"Levels of {length} bytes do not fit their page.");
        HybridEncoding.Read(source.Slice(sizeof(int), length), HybridEncoding.BitWidth(maxLevel), maxLevel, levels);
        return sizeof(int) + length;
    }

    // One bit a level, all set but those at which a row begins: packed straight away, without the levels in between.
    private static void WriteRepetition(ParquetColumn column, int firstRow, int lastRow, int count, ArrayBufferWriter<byte> destination) =>
        WriteBlock(
            encoded =>
            {
                Span<byte> bits = HybridEncoding.BeginPacked(count, bitWidth: 1, encoded);
                bits.Fill(byte.MaxValue);
                int position = 0, begin = column.FirstValueOf(firstRow);
                foreach (int end in column.Ends[firstRow..lastRow])
                {
                    bits[position >> 3] &= (byte)~(1 << (position & 7));
                    position += Math.Max(1, end - begin);
                    begin = end;
                }

                for (; position < bits.Length * 8; position++)
                    bits[position >> 3] &= (byte)~(1 << (position & 7));
                encoded.Advance(bits.Length);
            },
            destination);

    private static void FillDefinition(ParquetColumn column, int firstRow, int lastRow, Span<int> levels)
    {
        int present = column.Field.MaxDefinitionLevel;
        levels.Fill(present);
        ReadOnlySpan<int> ends = column.Ends;
        int position = 0, begin = column.FirstValueOf(firstRow);
        for (int row = firstRow; row < lastRow; row++)
        {
            int values = ends[row] - begin;
            if (values == 0)
                levels[position] = column.IsNull(row) ? 0 : present - 1;
            position += Math.Max(1, values);
            begin = ends[row];
        }
    }

    private static void WriteBlock(Action<ArrayBufferWriter<byte>> write, ArrayBufferWriter<byte> destination)
    {
        // The length is known afterwards; levels are small beside values, so they are encoded apart and copied.
        var encoded = new ArrayBufferWriter<byte>();
        write(encoded);
        BinaryPrimitives.WriteInt32LittleEndian(destination.GetSpan(sizeof(int)), encoded.WrittenCount);
        destination.Advance(sizeof(int));
        destination.Write(encoded.WrittenSpan);
    }
}
