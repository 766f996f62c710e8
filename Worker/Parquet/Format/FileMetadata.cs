using System.Collections.Immutable;

namespace RlOrleans.Worker.Parquet.Format;

// The structs of parquet.thrift (Apache Parquet format 2.10), as far as files of ours have them.

internal enum PhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Float = 4,
    Double = 5,
    ByteArray = 6,
}

internal enum Repetition
{
    Required = 0,
    Optional = 1,
    Repeated = 2,
}

internal enum ConvertedType
{
    None = -1,
    Utf8 = 0,
    List = 3,
    UInt64 = 14,
}

internal enum ParquetEncoding
{
    Plain = 0,
    Rle = 3,
    RleDictionary = 8,
}

internal enum PageType
{
    Data = 0,
    Dictionary = 2,
}

internal enum CompressionCodec
{
    Uncompressed = 0,
    Gzip = 2,
    Zstd = 6,
}

/// <summary>A node of the schema tree; a group has children and no type.</summary>
internal sealed record SchemaElement(
    string Name, PhysicalType? Type, Repetition? Repetition, int ChildCount, ConvertedType Converted);

/// <summary>Minimum and maximum are null where they are unknown.</summary>
internal sealed record ColumnStatistics(long NullCount, byte[]? Minimum, byte[]? Maximum);

internal sealed record ColumnChunk(
    PhysicalType Type,
    ImmutableArray<string> Path,
    ImmutableArray<ParquetEncoding> Encodings,
    CompressionCodec Codec,
    long LevelCount,
    long UncompressedBytes,
    long CompressedBytes,
    long DataPageOffset,
    long? DictionaryPageOffset,
    ColumnStatistics? Statistics)
{
    public long FirstPageOffset => DictionaryPageOffset ?? DataPageOffset;
}

internal sealed record RowGroup(ImmutableArray<ColumnChunk> Columns, long RowCount);

internal sealed record FileMetadata(
    ImmutableArray<SchemaElement> Schema,
    long RowCount,
    ImmutableArray<RowGroup> RowGroups,
    ImmutableSortedDictionary<string, string> Properties,
    string CreatedBy);

/// <summary>What precedes every page.</summary>
internal sealed record PageHeader(
    PageType Type, int UncompressedBytes, int CompressedBytes, uint? Crc, int LevelCount, ParquetEncoding Encoding);
