using System.Buffers;
using RlOrleans.Worker.Compression;
using RlOrleans.Worker.Parquet.Encodings;
using RlOrleans.Worker.Parquet.Format;

namespace RlOrleans.Worker.Parquet;

/// <summary>Writes the pages of one column of one row group.</summary>
internal sealed class ColumnChunkWriter(Stream stream, PageCompressor compressor, int pageBytes) : IDisposable
{
    // Beyond this size a dictionary stops paying: readers keep it in memory, and zstd finds repetitions without it.
    private const int MaxDictionaryBytes = 1 << 20;

    // Numbers are plain sooner: they are short, and looking each of them up takes longer than writing it.
    private const int MaxNumbersInDictionary = 1 << 10;

    // Texts of which most of the first differ, differ further on too: names and hashes of episodes.
    private const int SampleValues = 1 << 12;
    private const int LeastDistinct = 1 << 8;

    private readonly ArrayBufferWriter<byte> _page = new();
    private readonly ArrayBufferWriter<byte> _header = new();
    private readonly ColumnBuffer<int> _indices = new();
    private long _position;
    private long _uncompressed;
    private bool _isCompressed;

    public ColumnChunk Write(ParquetColumn column, long position) => column switch
    {
        ParquetColumn<bool> booleans => Write(booleans, position),
        ParquetColumn<int> integers => Write(integers, position),
        ParquetColumn<long> integers => Write(integers, position),
        ParquetColumn<ulong> integers => Write(integers, position),
        ParquetColumn<float> numbers => Write(numbers, position),
        ParquetColumn<double> numbers => Write(numbers, position),
        ParquetColumn<string> strings => Write(strings, position),
        ParquetColumn<byte[]> bytes => Write(bytes, position),
        _ => throw new NotSupportedException($"Column '{column.Field.Name}' is of an unknown type."),
    };

    public void Dispose() => _indices.Release();

    private ColumnChunk Write<T>(ParquetColumn<T> column, long position)
        where T : notnull
    {
        _position = position;
        _uncompressed = 0;
        _isCompressed = column.Field.Kind != ParquetKind.Binary;
        T[]? dictionary = Pays(column.Field) ? MakeDictionary(column) : null;
        if (dictionary is not null)
        {
            _page.ResetWrittenCount();
            PlainEncoding<T>.Instance.Write(dictionary, _page);
            WritePage(PageType.Dictionary, dictionary.Length, ParquetEncoding.Plain);
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
            if (dictionary is null)
            {
                PlainEncoding<T>.Instance.Write(column.Values[firstValue..lastValue], _page);
            }
            else
            {
                int bitWidth = HybridEncoding.BitWidth(dictionary.Length - 1);
                _page.Write([(byte)bitWidth]);
                HybridEncoding.Write(_indices.Items[firstValue..lastValue], bitWidth, _page);
            }

            WritePage(PageType.Data, count, dictionary is null ? ParquetEncoding.Plain : ParquetEncoding.RleDictionary);
            levelCount += count;
            if (lastRow == column.RowCount)
                break;
        }

        return new ColumnChunk(
            SchemaTree.PhysicalTypeOf(column.Field.Kind),
            column.Field.Path,
            dictionary is null ? [ParquetEncoding.Plain, ParquetEncoding.Rle] : [ParquetEncoding.Plain, ParquetEncoding.Rle, ParquetEncoding.RleDictionary],
            _isCompressed ? compressor.Codec : CompressionCodec.Uncompressed,
            levelCount,
            _uncompressed,
            _position - position,
            dataOffset,
            dictionary is null ? null : position,
            column.Field.Kind == ParquetKind.Binary
                ? new ColumnStatistics(column.NullCount, null, null)
                : StatisticsMaker.Of(column, dictionary is null ? column.Values : dictionary));
    }

    // What repeats in a record of episodes: names, seeds, versions, steps.
    // Real numbers are compared by value in a dictionary, and -0 would come back as 0: they are always plain.
    private static bool Pays(ParquetField field) => field.Kind is ParquetKind.String or ParquetKind.Int32 or ParquetKind.Int64 or ParquetKind.UInt64;

    // The distinct values, with the index of each value in _indices; null where plain values are better.
    private T[]? MakeDictionary<T>(ParquetColumn<T> column)
        where T : notnull
    {
        var known = new Dictionary<T, int>();
        _indices.Clear();
        Span<int> indices = _indices.Extend(column.ValueCount);
        long bytes = 0;
        ReadOnlySpan<T> values = column.Values;
        int most = typeof(T) == typeof(string) ? 8 + (values.Length / 2) : Math.Min(MaxNumbersInDictionary, 8 + (values.Length / 8));
        EqualityComparer<T> equality = EqualityComparer<T>.Default;
        int index = 0;
        for (int i = 0; i < values.Length; i++)
        {
            // Most values are that of the row before.
            if ((i == 0 || !equality.Equals(values[i], values[i - 1])) && !known.TryGetValue(values[i], out index))
            {
                index = known.Count;
                known.Add(values[i], index);
                bytes += sizeof(int) + (values[i] is string text ? text.Length : PlainEncoding<T>.Instance.FixedSize);
                if (bytes > MaxDictionaryBytes || known.Count > most || (typeof(T) == typeof(string) && i < SampleValues && known.Count > LeastDistinct + (i / 2)))
                    return null;
            }

            indices[i] = index;
        }

        return values.IsEmpty ? null : [.. known.Keys];
    }

    private void WritePage(PageType type, int levelCount, ParquetEncoding encoding)
    {
        ReadOnlySpan<byte> compressed = _isCompressed ? compressor.Compress(_page.WrittenSpan) : _page.WrittenSpan;
        _header.ResetWrittenCount();
        MetadataWriter.Write(
            new PageHeader(type, _page.WrittenCount, compressed.Length, Crc32.Compute(compressed), levelCount, encoding), _header);
        stream.Write(_header.WrittenSpan);
        stream.Write(compressed);
        _position += _header.WrittenCount + compressed.Length;
        _uncompressed += _header.WrittenCount + _page.WrittenCount;
    }
}
