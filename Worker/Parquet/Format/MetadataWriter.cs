using System.Buffers;

namespace RlOrleans.Worker.Parquet.Format;

/// <summary>Puts footers and page headers into bytes. The numbers are the field ids of parquet.thrift.</summary>
internal static class MetadataWriter
{
    private const int FormatVersion = 2;

    public static void Write(FileMetadata metadata, IBufferWriter<byte> destination)
    {
        var writer = new ThriftCompactWriter(destination);
        writer.BeginStruct();
        writer.WriteInt32(1, FormatVersion);
        writer.BeginList(2, ThriftType.Struct, metadata.Schema.Length);
        foreach (SchemaElement element in metadata.Schema)
            Write(element, writer);
        writer.WriteInt64(3, metadata.RowCount);
        writer.BeginList(4, ThriftType.Struct, metadata.RowGroups.Length);
        for (int i = 0; i < metadata.RowGroups.Length; i++)
            Write(metadata.RowGroups[i], writer);
        if (metadata.Properties.Count > 0)
        {
            writer.BeginList(5, ThriftType.Struct, metadata.Properties.Count);
            foreach ((string key, string value) in metadata.Properties)
            {
                writer.BeginStruct();
                writer.WriteString(1, key);
                writer.WriteString(2, value);
                writer.EndStruct();
            }
        }

        writer.WriteString(6, metadata.CreatedBy);

        // Without the order of its type, a reader has to ignore a column's minimum and maximum.
        int columns = metadata.Schema.Count(element => element.Type is not null);
        writer.BeginList(7, ThriftType.Struct, columns);
        for (int i = 0; i < columns; i++)
        {
            writer.BeginStruct();
            WriteEmptyStruct(1, writer);
            writer.EndStruct();
        }

        writer.EndStruct();
    }

    public static void Write(PageHeader header, IBufferWriter<byte> destination)
    {
        var writer = new ThriftCompactWriter(destination);
        writer.BeginStruct();
        writer.WriteInt32(1, (int)header.Type);
        writer.WriteInt32(2, header.UncompressedBytes);
        writer.WriteInt32(3, header.CompressedBytes);
        if (header.Crc is uint crc)
            writer.WriteInt32(4, (int)crc);
        writer.BeginStruct(header.Type == PageType.Data ? 5 : 7);
        writer.WriteInt32(1, header.LevelCount);
        writer.WriteInt32(2, (int)header.Encoding);
        if (header.Type == PageType.Data)
        {
            writer.WriteInt32(3, (int)ParquetEncoding.Rle);
            writer.WriteInt32(4, (int)ParquetEncoding.Rle);
        }

        writer.EndStruct();
        writer.EndStruct();
    }

    private static void Write(SchemaElement element, ThriftCompactWriter writer)
    {
        writer.BeginStruct();
        if (element.Type is PhysicalType type)
            writer.WriteInt32(1, (int)type);
        if (element.Repetition is Repetition repetition)
            writer.WriteInt32(3, (int)repetition);
        writer.WriteString(4, element.Name);
        if (element.ChildCount > 0)
            writer.WriteInt32(5, element.ChildCount);
        if (element.Converted != ConvertedType.None)
        {
            writer.WriteInt32(6, (int)element.Converted);
            writer.BeginStruct(10);
            switch (element.Converted)
            {
                case ConvertedType.Utf8:
                    WriteEmptyStruct(1, writer);
                    break;
                case ConvertedType.List:
                    WriteEmptyStruct(3, writer);
                    break;
                case ConvertedType.UInt64:
                    writer.BeginStruct(10);
                    writer.WriteInt8(1, 64);
                    writer.WriteBoolean(2, false);
                    writer.EndStruct();
                    break;
            }

            writer.EndStruct();
        }

        writer.EndStruct();
    }

    private static void Write(RowGroup group, ThriftCompactWriter writer)
    {
        writer.BeginStruct();
        writer.BeginList(1, ThriftType.Struct, group.Columns.Length);
        foreach (ColumnChunk chunk in group.Columns)
            Write(chunk, writer);
        writer.WriteInt64(2, group.Columns.Sum(chunk => chunk.UncompressedBytes));
        writer.WriteInt64(3, group.RowCount);
        writer.WriteInt64(5, group.Columns[0].FirstPageOffset);
        writer.WriteInt64(6, group.Columns.Sum(chunk => chunk.CompressedBytes));
        writer.EndStruct();
    }

    private static void Write(ColumnChunk chunk, ThriftCompactWriter writer)
    {
        writer.BeginStruct();
        writer.WriteInt64(2, chunk.FirstPageOffset);
        writer.BeginStruct(3);
        writer.WriteInt32(1, (int)chunk.Type);
        writer.BeginList(2, ThriftType.Int32, chunk.Encodings.Length);
        foreach (ParquetEncoding encoding in chunk.Encodings)
            writer.WriteInt32((int)encoding);
        writer.BeginList(3, ThriftType.Binary, chunk.Path.Length);
        foreach (string name in chunk.Path)
            writer.WriteString(name);
        writer.WriteInt32(4, (int)chunk.Codec);
        writer.WriteInt64(5, chunk.LevelCount);
        writer.WriteInt64(6, chunk.UncompressedBytes);
        writer.WriteInt64(7, chunk.CompressedBytes);
        writer.WriteInt64(9, chunk.DataPageOffset);
        if (chunk.DictionaryPageOffset is long dictionary)
            writer.WriteInt64(11, dictionary);
        if (chunk.Statistics is ColumnStatistics statistics)
        {
            writer.BeginStruct(12);
            writer.WriteInt64(3, statistics.NullCount);
            if (statistics is { Minimum: not null, Maximum: not null })
            {
                writer.WriteBinary(5, statistics.Maximum);
                writer.WriteBinary(6, statistics.Minimum);
            }

            writer.EndStruct();
        }

        writer.EndStruct();
        writer.EndStruct();
    }

    private static void WriteEmptyStruct(int field, ThriftCompactWriter writer)
    {
        writer.BeginStruct(field);
        writer.EndStruct();
    }
}
