using System.Collections.Immutable;

namespace RlOrleans.Worker.Parquet.Format;

/// <summary>Reads footers and page headers. The numbers are the field ids of parquet.thrift; fields of no interest are passed over.</summary>
internal static class MetadataReader
{
    public static FileMetadata ReadFile(ReadOnlySpan<byte> source)
    {
        var reader = new ThriftCompactReader(source);
        var schema = ImmutableArray.CreateBuilder<SchemaElement>();
        var rowGroups = ImmutableArray.CreateBuilder<RowGroup>();
        var properties = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        long rowCount = -1;
        string createdBy = "";
        int outer = reader.BeginStruct();
        while (reader.NextField(out int field, out ThriftType type))
        {
            switch (field)
            {
                case 2:
                    for (int count = reader.BeginList(type, out _); count > 0; count--)
                        schema.Add(ReadSchemaElement(ref reader));
                    break;
                case 3:
                    rowCount = reader.ReadInt64(type);
                    break;
                case 4:
                    for (int count = reader.BeginList(type, out _); count > 0; count--)
                        rowGroups.Add(ReadRowGroup(ref reader));
                    break;
                case 5:
                    for (int count = reader.BeginList(type, out _); count > 0; count--)
                    {
                        (string key, string value) = ReadProperty(ref reader);
                        properties[key] = value;
                    }

                    break;
                case 6:
                    createdBy = reader.ReadString(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        reader.EndStruct(outer);
        return new FileMetadata(schema.ToImmutable(), rowCount, rowGroups.ToImmutable(), properties.ToImmutable(), createdBy);
    }

    public static PageHeader ReadPage(ReadOnlySpan<byte> source, out int length)
    {
        var reader = new ThriftCompactReader(source);
        int pageType = -1, uncompressed = -1, compressed = -1, levels = -1, encoding = -1;
        uint? crc = null;
        int outer = reader.BeginStruct();
        while (reader.NextField(out int field, out ThriftType type))
        {
            switch (field)
            {
                case 1:
                    pageType = reader.ReadInt32(type);
                    break;
                case 2:
                    uncompressed = reader.ReadInt32(type);
                    break;
                case 3:
                    compressed = reader.ReadInt32(type);
                    break;
                case 4:
                    crc = (uint)reader.ReadInt32(type);
                    break;
                case 5 or 7 when type == ThriftType.Struct:
                    int inner = reader.BeginStruct();
                    while (reader.NextField(out int innerField, out ThriftType innerType))
                    {
                        if (innerField == 1)
                            levels = reader.ReadInt32(innerType);
                        else if (innerField == 2)
                            encoding = reader.ReadInt32(innerType);
                        else
                            reader.Skip(innerType);
                    }

                    reader.EndStruct(inner);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        reader.EndStruct(outer);
        length = reader.Position;
        if (uncompressed < 0 || compressed < 0 || levels < 0)
            throw new InvalidDataException("A page's header lacks its sizes.");
        return new PageHeader((PageType)pageType, uncompressed, compressed, crc, levels, (ParquetEncoding)encoding);
    }

    private static SchemaElement ReadSchemaElement(ref ThriftCompactReader reader)
    {
        PhysicalType? physicalType = null;
        Repetition? repetition = null;
        string name = "";
        int children = 0;
        var converted = ConvertedType.None;
        int outer = reader.BeginStruct();
        while (reader.NextField(out int field, out ThriftType type))
        {
            switch (field)
            {
                case 1:
                    physicalType = (PhysicalType)reader.ReadInt32(type);
                    break;
                case 3:
                    repetition = (Repetition)reader.ReadInt32(type);
                    break;
                case 4:
                    name = reader.ReadString(type);
                    break;
                case 5:
                    children = reader.ReadInt32(type);
                    break;
                case 6:
                    converted = (ConvertedType)reader.ReadInt32(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        reader.EndStruct(outer);
        return new SchemaElement(name, physicalType, repetition, children, converted);
    }

    private static (string Key, string Value) ReadProperty(ref ThriftCompactReader reader)
    {
        string key = "", value = "";
        int outer = reader.BeginStruct();
        while (reader.NextField(out int field, out ThriftType type))
        {
            if (field == 1)
                key = reader.ReadString(type);
            else if (field == 2)
                value = reader.ReadString(type);
            else
                reader.Skip(type);
        }

        reader.EndStruct(outer);
        return (key, value);
    }

    private static RowGroup ReadRowGroup(ref ThriftCompactReader reader)
    {
        var columns = ImmutableArray.CreateBuilder<ColumnChunk>();
        long rowCount = -1;
        int outer = reader.BeginStruct();
        while (reader.NextField(out int field, out ThriftType type))
        {
            if (field == 1)
            {
                for (int count = reader.BeginList(type, out _); count > 0; count--)
                    columns.Add(ReadColumnChunk(ref reader));
            }
            else if (field == 3)
            {
                rowCount = reader.ReadInt64(type);
            }
            else
            {
                reader.Skip(type);
            }
        }

        reader.EndStruct(outer);
        return new RowGroup(columns.ToImmutable(), rowCount);
    }

    private static ColumnChunk ReadColumnChunk(ref ThriftCompactReader reader)
    {
        ColumnChunk? chunk = null;
        int outer = reader.BeginStruct();
        while (reader.NextField(out int field, out ThriftType type))
        {
            if (field == 3 && type == ThriftType.Struct)
                chunk = ReadColumnMetadata(ref reader);
            else
                reader.Skip(type);
        }

        reader.EndStruct(outer);
        return chunk ?? throw new InvalidDataException("A column has no metadata.");
    }

    private static ColumnChunk ReadColumnMetadata(ref ThriftCompactReader reader)
    {
        var path = ImmutableArray.CreateBuilder<string>();
        var encodings = ImmutableArray.CreateBuilder<ParquetEncoding>();
        int physicalType = -1, codec = -1;
        long levels = -1, uncompressed = -1, compressed = -1, data = -1;
        long? dictionary = null;
        ColumnStatistics? statistics = null;
        int outer = reader.BeginStruct();
        while (reader.NextField(out int field, out ThriftType type))
        {
            switch (field)
            {
                case 1:
                    physicalType = reader.ReadInt32(type);
                    break;
                case 2:
                    for (int count = reader.BeginList(type, out ThriftType elements); count > 0; count--)
                        encodings.Add((ParquetEncoding)reader.ReadInt32(elements));
                    break;
                case 3:
                    for (int count = reader.BeginList(type, out ThriftType elements); count > 0; count--)
                        path.Add(reader.ReadString(elements));
                    break;
                case 4:
                    codec = reader.ReadInt32(type);
                    break;
                case 5:
                    levels = reader.ReadInt64(type);
                    break;
                case 6:
                    uncompressed = reader.ReadInt64(type);
                    break;
                case 7:
                    compressed = reader.ReadInt64(type);
                    break;
                case 9:
                    data = reader.ReadInt64(type);
                    break;
                case 11:
                    dictionary = reader.ReadInt64(type);
                    break;
                case 12 when type == ThriftType.Struct:
                    statistics = ReadStatistics(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        reader.EndStruct(outer);
        return new ColumnChunk(
            (PhysicalType)physicalType, path.ToImmutable(), encodings.ToImmutable(), (CompressionCodec)codec,
            levels, uncompressed, compressed, data, dictionary, statistics);
    }

    private static ColumnStatistics ReadStatistics(ref ThriftCompactReader reader)
    {
        long nulls = 0;
        byte[]? minimum = null, maximum = null;
        int outer = reader.BeginStruct();
        while (reader.NextField(out int field, out ThriftType type))
        {
            switch (field)
            {
                case 3:
                    nulls = reader.ReadInt64(type);
                    break;
                case 5:
                    maximum = reader.ReadBinary(type).ToArray();
                    break;
                case 6:
                    minimum = reader.ReadBinary(type).ToArray();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        reader.EndStruct(outer);
        return new ColumnStatistics(nulls, minimum, maximum);
    }
}
