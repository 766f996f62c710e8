using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using RlOrleans.Worker.Parquet.Format;

namespace RlOrleans.Worker.Parquet;

/// <summary>
/// Writes a Parquet file, front to back, to any stream: data pages of version 1 with checksums, strings by dictionary
/// where they repeat, everything else plain, and statistics for every column. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// Give each column of a row its value, call <see cref="EndRow"/>, and at the very end <see cref="Complete"/>; without
/// it there is no footer, and no reader takes the file for one.
/// </remarks>
public sealed class ParquetWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly ParquetWriterOptions _options;
    private readonly PageCompressor _compressor;
    private readonly ColumnChunkWriter _chunkWriter;
    private readonly ParquetColumn[] _columns;
    private readonly List<RowGroup> _rowGroups = [];
    private readonly SortedDictionary<string, string> _properties = new(StringComparer.Ordinal);
    private long _position;
    private int _rowsInGroup;
    private bool _completed;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where it goes; needs not seek, and stays open.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="options">The defaults where null.</param>
    public ParquetWriter(Stream stream, ParquetSchema schema, ParquetWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        _options = options ?? new ParquetWriterOptions();
        _options.Validate();
        _stream = stream;
        Schema = schema;
        _columns = [.. schema.Fields.Select(ParquetColumn.Create)];
        _compressor = new PageCompressor(_options.Compression);
        _chunkWriter = new ColumnChunkWriter(stream, _compressor, _options.PageBytes);
        _stream.Write(ParquetFormat.Magic);
        _position = ParquetFormat.Magic.Length;
    }

    /// <summary>The columns.</summary>
    public ParquetSchema Schema { get; }

    /// <summary>How many rows have been ended.</summary>
    public long RowCount { get; private set; }

    /// <summary>A column to give values to.</summary>
    /// <typeparam name="T">The type that belongs to its kind; see <see cref="ParquetKind"/>.</typeparam>
    /// <exception cref="ArgumentException">There is no such column, or it is of another type.</exception>
    public ParquetColumn<T> Column<T>(string name)
        where T : notnull
    {
        int index = Schema.IndexOf(name);
        if (index < 0)
            throw new ArgumentException($"There is no column '{name}'.", nameof(name));
        return _columns[index] as ParquetColumn<T>
            ?? throw new ArgumentException($"Column '{name}' is of kind {Schema.Fields[index].Kind}, not of {typeof(T).Name}.", nameof(name));
    }

    /// <summary>Adds a property to the footer; one of the same name is replaced.</summary>
    public void SetProperty(string key, string value) => _properties[key] = value;

    /// <summary>Ends a row, and writes a row group when enough have gathered.</summary>
    /// <exception cref="InvalidOperationException">A column has not got exactly one value.</exception>
    public void EndRow() => EndRows(1);

    /// <summary>Ends as many rows, and writes a row group when enough have gathered; a group is never split within a call.</summary>
    /// <param name="count">How many rows every column has got.</param>
    /// <exception cref="InvalidOperationException">A column has not got exactly so many values.</exception>
    public void EndRows(int count)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        _rowsInGroup += count;
        long bytes = 0;
        foreach (ParquetColumn column in _columns)
        {
            if (column.RowCount != _rowsInGroup)
                throw new InvalidOperationException($"Column '{column.Field.Name}' has {column.RowCount} values in row {_rowsInGroup} of the row group.");
            bytes += column.SizeBytes;
        }

        RowCount += count;
        if (bytes >= _options.RowGroupBytes)
            WriteRowGroup();
    }

    /// <summary>Writes what is left, and the footer. The stream is not flushed.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        if (_rowsInGroup > 0)
            WriteRowGroup();
        _completed = true;

        var footer = new ArrayBufferWriter<byte>();
        MetadataWriter.Write(
            new FileMetadata(
                SchemaTree.ToElements(Schema), RowCount, [.. _rowGroups], _properties.ToImmutableSortedDictionary(StringComparer.Ordinal), ParquetFormat.CreatedBy),
            footer);
        int length = footer.WrittenCount;
        BinaryPrimitives.WriteInt32LittleEndian(footer.GetSpan(sizeof(int)), length);
        footer.Advance(sizeof(int));
        footer.Write(ParquetFormat.Magic);
        _stream.Write(footer.WrittenSpan);
    }

    /// <summary>Lets go of the compressor, and of the memory of the columns, which are empty then. The stream stays open.</summary>
    public void Dispose()
    {
        _compressor.Dispose();
        _chunkWriter.Dispose();
        foreach (ParquetColumn column in _columns)
            column.Release();
    }

    private void WriteRowGroup()
    {
        var chunks = ImmutableArray.CreateBuilder<ColumnChunk>(_columns.Length);
        foreach (ParquetColumn column in _columns)
        {
            ColumnChunk chunk = _chunkWriter.Write(column, _position);
            _position += chunk.CompressedBytes;
            chunks.Add(chunk);
            column.Clear();
        }

        _rowGroups.Add(new RowGroup(chunks.MoveToImmutable(), _rowsInGroup));
        _rowsInGroup = 0;
    }
}
