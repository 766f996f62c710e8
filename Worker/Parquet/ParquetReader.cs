using System.Buffers.Binary;
using System.Collections.Immutable;
using RlOrleans.Worker.Parquet.Format;

namespace RlOrleans.Worker.Parquet;

/// <summary>
/// Reads the Parquet files that <see cref="ParquetWriter"/> writes. Every length, offset, level and checksum is checked:
/// a damaged or foreign file throws <see cref="InvalidDataException"/>, which names what is wrong. Not safe for
/// concurrent use.
/// </summary>
public sealed class ParquetReader : IDisposable
{
    private readonly Stream _stream;
    private readonly FileMetadata _metadata;
    private readonly long _dataEnd;

    /// <summary>Opens a file.</summary>
    /// <param name="stream">The file; has to seek, and is closed with the reader.</param>
    /// <exception cref="InvalidDataException">It is no Parquet file, or a damaged one, or one of kinds that are not read here.</exception>
    public ParquetReader(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        (_metadata, _dataEnd) = ReadMetadata(stream);
        Schema = SchemaTree.FromElements(_metadata.Schema);
        RowGroupRowCounts = [.. _metadata.RowGroups.Select(group => CheckedRowCount(group.RowCount))];
        if (RowGroupRowCounts.Sum(count => (long)count) != _metadata.RowCount)
            throw new InvalidDataException($"The file says {_metadata.RowCount} rows, and its row groups have others.");
        foreach (RowGroup group in _metadata.RowGroups)
            CheckColumns(group);
    }

    /// <summary>The columns.</summary>
    public ParquetSchema Schema { get; }

    /// <summary>How many rows the file has.</summary>
    public long RowCount => _metadata.RowCount;

    /// <summary>About how many bytes the values take, not compressed.</summary>
    public long ValueBytes => _metadata.RowGroups.Sum(group => group.Columns.Sum(chunk => chunk.UncompressedBytes));

    /// <summary>How many rows each row group has.</summary>
    public ImmutableArray<int> RowGroupRowCounts { get; }

    /// <summary>The properties of the footer.</summary>
    public IReadOnlyDictionary<string, string> Properties => _metadata.Properties;

    /// <summary>The metadata of a column of a row group.</summary>
    internal ColumnChunk Chunk(int rowGroup, string name) => _metadata.RowGroups[rowGroup].Columns[Schema.IndexOf(name)];

    /// <summary>Opens a file by its path.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="InvalidDataException">See the constructor; the message begins with the path.</exception>
    public static ParquetReader Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return new ParquetReader(stream);
        }
        catch (InvalidDataException error)
        {
            stream.Dispose();
            throw new InvalidDataException($"'{path}': {error.Message}", error);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a column of a row group.</summary>
    /// <typeparam name="T">The type that belongs to its kind; see <see cref="ParquetKind"/>.</typeparam>
    /// <exception cref="InvalidDataException">The file has no such column, has it as another kind, or is damaged.</exception>
    public ParquetColumn<T> Read<T>(int rowGroup, string name)
        where T : notnull
    {
        int index = Schema.IndexOf(name);
        if (index < 0)
            throw new InvalidDataException($"The file has no column '{name}'.");
        if (ParquetColumn.Create(Schema.Fields[index]) is not ParquetColumn<T> column)
            throw new InvalidDataException($"Column '{name}' is of kind {Schema.Fields[index].Kind}, not of {typeof(T).Name}.");

        ColumnChunk chunk = _metadata.RowGroups[rowGroup].Columns[index];
        var bytes = new byte[(int)chunk.CompressedBytes];
        _stream.Position = chunk.FirstPageOffset;
        _stream.ReadExactly(bytes);
        new ColumnChunkReader<T>(chunk, column).Read(bytes, RowGroupRowCounts[rowGroup]);
        return column;
    }

    /// <summary>Reads every column of every row group, and with that compares every checksum.</summary>
    /// <exception cref="InvalidDataException">One of them is damaged; the message names it.</exception>
    public void CheckAll()
    {
        for (int group = 0; group < RowGroupRowCounts.Length; group++)
        {
            foreach (ParquetField field in Schema.Fields)
                _ = ReadAny(group, field);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private ParquetColumn ReadAny(int group, ParquetField field) => field.Kind switch
    {
        ParquetKind.Boolean => Read<bool>(group, field.Name),
        ParquetKind.Int32 => Read<int>(group, field.Name),
        ParquetKind.Int64 => Read<long>(group, field.Name),
        ParquetKind.UInt64 => Read<ulong>(group, field.Name),
        ParquetKind.Float or ParquetKind.FloatList => Read<float>(group, field.Name),
        ParquetKind.Double => Read<double>(group, field.Name),
        ParquetKind.Binary => Read<byte[]>(group, field.Name),
        _ => Read<string>(group, field.Name),
    };

    private static (FileMetadata Metadata, long DataEnd) ReadMetadata(Stream stream)
    {
        if (stream.Length < ParquetFormat.Magic.Length + ParquetFormat.TailLength)
            throw new InvalidDataException("This is no Parquet file: it is too short.");
        Span<byte> tail = stackalloc byte[ParquetFormat.TailLength];
        stream.Position = 0;
        stream.ReadExactly(tail[..ParquetFormat.Magic.Length]);
        if (!tail[..ParquetFormat.Magic.Length].SequenceEqual(ParquetFormat.Magic))
            throw new InvalidDataException("This is no Parquet file: it does not begin with PAR1.");
        stream.Position = stream.Length - ParquetFormat.TailLength;
        stream.ReadExactly(tail);
        if (!tail[sizeof(int)..].SequenceEqual(ParquetFormat.Magic))
            throw new InvalidDataException("The Parquet file is cut off: it does not end with PAR1.");
        int length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        long start = stream.Length - ParquetFormat.TailLength - length;
        if (length <= 0 || start < ParquetFormat.Magic.Length)
            throw new InvalidDataException($"The Parquet file is damaged: a footer of {length} bytes does not fit it.");
        var footer = new byte[length];
        stream.Position = start;
        stream.ReadExactly(footer);
        return (MetadataReader.ReadFile(footer), start);
    }

    private static int CheckedRowCount(long count) => count is > 0 and <= int.MaxValue
        ? (int)count
        : throw new InvalidDataException($"The Parquet file is damaged: a row group of {count} rows cannot be.");

    private void CheckColumns(RowGroup group)
    {
        if (group.Columns.Length != Schema.Fields.Length)
            throw new InvalidDataException($"The Parquet file is damaged: a row group has {group.Columns.Length} of {Schema.Fields.Length} columns.");
        for (int i = 0; i < group.Columns.Length; i++)
        {
            ColumnChunk chunk = group.Columns[i];
            ParquetField field = Schema.Fields[i];
            if (chunk.Type != SchemaTree.PhysicalTypeOf(field.Kind) || !chunk.Path.SequenceEqual(field.Path))
                throw new InvalidDataException($"The Parquet file is damaged: column '{field.Name}' is not where it should be.");
            if (chunk.FirstPageOffset < ParquetFormat.Magic.Length || chunk.CompressedBytes is < 0 or > int.MaxValue
                || chunk.FirstPageOffset > _dataEnd - chunk.CompressedBytes)
                throw new InvalidDataException($"The Parquet file is damaged: column '{field.Name}' does not lie within it.");
        }
    }
}
