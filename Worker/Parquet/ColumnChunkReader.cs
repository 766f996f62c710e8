using RlOrleans.Worker.Compression;
using RlOrleans.Worker.Parquet.Encodings;
using RlOrleans.Worker.Parquet.Format;

namespace RlOrleans.Worker.Parquet;

/// <summary>Reads the pages of one column of one row group.</summary>
internal sealed class ColumnChunkReader<T>(ColumnChunk chunk, ParquetColumn<T> column)
    where T : notnull
{
    // No page of a sane file is larger; a damaged header must not make us allocate what it says.
    private const int MaxPageBytes = 1 << 30;

    private readonly ParquetField _field = column.Field;
    private T[]? _dictionary;

    public void Read(ReadOnlySpan<byte> pages, int rowCount)
    {
        long levels = 0;
        while (!pages.IsEmpty)
        {
            PageHeader header = MetadataReader.ReadPage(pages, out int headerLength);
            pages = pages[headerLength..];
            byte[] page = Decompress(header, ref pages);
            switch (header.Type)
            {
                case PageType.Dictionary when _dictionary is null && levels == 0:
                    _dictionary = new T[CheckedCount(header.LevelCount, page.Length)];
                    PlainEncoding<T>.Instance.Read(page, _dictionary);
                    break;
                case PageType.Data:
                    ReadData(page, header);
                    levels += header.LevelCount;
                    break;
                default:
                    throw Damaged($"a page of type {(int)header.Type} does not belong there");
            }
        }

        if (levels != chunk.LevelCount || column.RowCount != rowCount)
            throw Damaged($"it has {column.RowCount} rows where its row group has {rowCount}");
    }

    private byte[] Decompress(PageHeader header, ref ReadOnlySpan<byte> pages)
    {
        if (header.CompressedBytes > pages.Length || header.UncompressedBytes > MaxPageBytes)
            throw Damaged($"a page of {header.CompressedBytes} bytes ({header.UncompressedBytes} decompressed) does not fit it");
        byte[] compressed = pages[..header.CompressedBytes].ToArray();
        pages = pages[header.CompressedBytes..];
        if (header.Crc is uint crc && crc != Crc32.Compute(compressed))
            throw Damaged("a page's checksum does not match");
        var page = new byte[header.UncompressedBytes];
        PageCompressor.Decompress(chunk.Codec, compressed, page);
        return page;
    }

    private void ReadData(ReadOnlySpan<byte> page, PageHeader header)
    {
        int count = header.LevelCount;
        int[]? repetition = null, definition = null;
        int valueCount = count;
        if (_field.MaxDefinitionLevel > 0)
        {
            // Each level takes at least its share of a run; what cannot be is refused before it is allocated.
            CheckedCount(count, (long)page.Length << 24);
            if (_field.IsList)
            {
                repetition = new int[count];
                page = page[Levels.Read(page, maxLevel: 1, repetition)..];
            }

            definition = new int[count];
            page = page[Levels.Read(page, _field.MaxDefinitionLevel, definition)..];
            valueCount = definition.AsSpan().Count(_field.MaxDefinitionLevel);
        }

        T[] values = ReadValues(page, header.Encoding, valueCount);
        if (definition is null)
        {
            column.AppendRows(values);
            return;
        }

        AppendByLevels(values, definition, repetition);
    }

    private T[] ReadValues(ReadOnlySpan<byte> page, ParquetEncoding encoding, int count)
    {
        switch (encoding)
        {
            case ParquetEncoding.Plain:
                var values = new T[CheckedCount(count, (long)page.Length * 8)];
                PlainEncoding<T>.Instance.Read(page, values);
                return values;
            case ParquetEncoding.RleDictionary when _dictionary is not null && !page.IsEmpty && page[0] is > 0 and < 31:
                var indices = new int[CheckedCount(count, (long)page.Length << 24)];
                HybridEncoding.Read(page[1..], page[0], _dictionary.Length - 1, indices);
                return Array.ConvertAll(indices, index => _dictionary[index]);
            default:
                throw Damaged($"a page of encoding {(int)encoding} cannot be read");
        }
    }

    private void AppendByLevels(T[] values, int[] definition, int[]? repetition)
    {
        int next = 0;
        for (int i = 0; i < definition.Length; i++)
        {
            bool present = definition[i] == _field.MaxDefinitionLevel;
            if (repetition is not null && repetition[i] > 0)
            {
                if (!present || column.RowCount == 0 || i == 0)
                    throw Damaged("a list goes on where none began");
                column.ExtendList(values[next++]);
            }
            else if (!present && _field.IsNullable && definition[i] == 0)
            {
                column.AppendNull();
            }
            else if (_field.IsList)
            {
                column.AppendEmptyList();
                if (present)
                    column.ExtendList(values[next++]);
            }
            else
            {
                column.Append(values[next++]);
            }
        }
    }

    private int CheckedCount(int count, long limit) =>
        count <= limit && count >= 0 ? count : throw Damaged($"a page cannot hold {count} values");

    private InvalidDataException Damaged(string what) => new($"Column '{_field.Name}' is damaged: {what}.");
}
