using System.Buffers;
using RlOrleans.Worker.Compression;
using RlOrleans.Worker.Parquet.Encodings;
using RlOrleans.Worker.Parquet.Format;

namespace RlOrleans.Worker.Parquet;

/// <summary>Writes the pages of one column of one row group.</summary>
internal sealed class ColumnChunkWriter(Stream stream, PageCompressor compressor, int pageBytes)
{
    // Beyond this size a dictionary stops paying: readers keep it in memory, and zstd finds repetitions without it.
    private const int MaxDictionaryBytes = 1 << 20;

    private readonly ArrayBufferWriter<byte> _page = new();
    private readonly ArrayBufferWriter<byte> _header = new();
    private long _position;
    private long _uncompressed;

    public ColumnChunk Write(ParquetColumn column, long position) => column switch
    {
        ParquetColumn<bool> booleans => Write(booleans, position),
        ParquetColumn<int> integers => Write(integers, position),
        ParquetColumn<long> integers => Write(integers, position),
        ParquetColumn<ulong> integers => Write(integers, position),
        ParquetColumn<float> numbers => Write(numbers, position),
        ParquetColumn<double> numbers => Write(numbers, position),
        ParquetColumn<string> strings => Write(strings, position),
        _ => throw new NotSupportedException($"Column '{column.Field.Name}' is of an unknown type."),
    };

    private ColumnChunk Write<T>(ParquetColumn<T> column, long position)
        where T : notnull
    {
        _position = position;
        _uncompressed = 0;
        (T[] Dictionary, int[] Indices)? coded = column.Field.Kind == ParquetKind.String ? MakeDictionary(column) : null;
        if (coded is not null)
        {
            _page.ResetWrittenCount();
            PlainEncoding<T>.Instance.Write(coded.Value.Dictionary, _page);
            WritePage(PageType.Dictionary, coded.Value.Dictionary.Length, ParquetEncoding.Plain);
        }

        long dataOffset = _position;
        long levelCount = 0;
        int rowsPerPage = (int)Math.Clamp(column.RowCount * (long)pageBytes / Math.Max(1, column.SizeBytes), 1, int.MaxValue);
        for (int row = 0; row < column.RowCount; row += rowsPerPage)
        {
            int lastRow = (int)Math.Min((long)row + rowsPerPage, column.RowCount);
            int count = Levels.Count(column, row, lastRow);
            _page.ResetWrittenCount();
            Levels.Write(column, row, lastRow, count, _page);
            int firstValue = column.FirstValueOf(row), lastValue = column.FirstValueOf(lastRow);
            if (coded is null)
            {
                PlainEncoding<T>.Instance.Write(column.Values[firstValue..lastValue], _page);
            }
            else
            {
                int bitWidth = HybridEncoding.BitWidth(coded.Value.Dictionary.Length - 1);
                _page.Write([(byte)bitWidth]);
                HybridEncoding.Write(coded.Value.Indices.AsSpan(firstValue, lastValue - firstValue), bitWidth, _page);
            }

            WritePage(PageType.Data, count, coded is null ? ParquetEncoding.Plain : ParquetEncoding.RleDictionary);
            levelCount += count;
            if (lastRow == column.RowCount)
                break;
        }

        return new ColumnChunk(
            SchemaTree.PhysicalTypeOf(column.Field.Kind),
            column.Field.Path,
            coded is null ? [ParquetEncoding.Plain, ParquetEncoding.Rle] : [ParquetEncoding.Plain, ParquetEncoding.Rle, ParquetEncoding.RleDictionary],
            compressor.Codec,
            levelCount,
            _uncompressed,
            _position - position,
            dataOffset,
            coded is null ? null : position,
            StatisticsMaker.Of(column));
    }

    private static (T[] Dictionary, int[] Indices)? MakeDictionary<T>(ParquetColumn<T> column)
        where T : notnull
    {
        var known = new Dictionary<T, int>();
        var indices = new int[column.ValueCount];
        long bytes = 0;
        ReadOnlySpan<T> values = column.Values;
        for (int i = 0; i < values.Length; i++)
        {
            if (!known.TryGetValue(values[i], out int index))
            {
                index = known.Count;
                known.Add(values[i], index);
                bytes += sizeof(int) + (values[i] is string text ? text.Length : PlainEncoding<T>.Instance.FixedSize);
                if (bytes > MaxDictionaryBytes || known.Count > 8 + values.Length / 2)
                    return null;
            }

            indices[i] = index;
        }

        return values.IsEmpty ? null : ([.. known.Keys], indices);
    }

    private void WritePage(PageType type, int levelCount, ParquetEncoding encoding)
    {
        ReadOnlySpan<byte> compressed = compressor.Compress(_page.WrittenSpan);
        _header.ResetWrittenCount();
        MetadataWriter.Write(
            new PageHeader(type, _page.WrittenCount, compressed.Length, Crc32.Compute(compressed), levelCount, encoding), _header);
        stream.Write(_header.WrittenSpan);
        stream.Write(compressed);
        _position += _header.WrittenCount + compressed.Length;
        _uncompressed += _header.WrittenCount + _page.WrittenCount;
    }
}
