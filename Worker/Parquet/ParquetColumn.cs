using RlOrleans.Worker.Parquet.Encodings;

namespace RlOrleans.Worker.Parquet;

/// <summary>The values of one column for some rows.</summary>
public abstract class ParquetColumn
{
    private protected ParquetColumn(ParquetField field) => Field = field;

    /// <summary>Which column it is.</summary>
    public ParquetField Field { get; }

    /// <summary>How many rows it holds.</summary>
    public abstract int RowCount { get; }

    /// <summary>How many rows are null.</summary>
    public int NullCount { get; private protected set; }

    /// <summary>How many values it holds: fewer than rows where there are nulls, any number where rows are lists.</summary>
    public abstract int ValueCount { get; }

    /// <summary>About how many bytes the values take.</summary>
    internal abstract long SizeBytes { get; }

    /// <summary>Adds a row without a value.</summary>
    /// <exception cref="InvalidOperationException">The column is not nullable.</exception>
    public abstract void AppendNull();

    /// <summary>Whether a row has no value.</summary>
    public abstract bool IsNull(int row);

    internal abstract void Clear();

    /// <summary>Gives the memory back.</summary>
    internal abstract void Release();

    internal abstract int FirstValueOf(int row);

    /// <summary>Where the values of each row end; empty where each row has exactly one.</summary>
    internal abstract ReadOnlySpan<int> Ends { get; }

    internal abstract void AppendEmptyList();

    internal static ParquetColumn Create(ParquetField field) => field.Kind switch
    {
        ParquetKind.Boolean => new ParquetColumn<bool>(field),
        ParquetKind.Int32 => new ParquetColumn<int>(field),
        ParquetKind.Int64 => new ParquetColumn<long>(field),
        ParquetKind.UInt64 => new ParquetColumn<ulong>(field),
        ParquetKind.Float or ParquetKind.FloatList => new ParquetColumn<float>(field),
        ParquetKind.Double => new ParquetColumn<double>(field),
        ParquetKind.String => new ParquetColumn<string>(field),
        ParquetKind.Binary => new ParquetColumn<byte[]>(field),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Kind, "There is no such kind of column."),
    };
}

/// <summary>The values of one column, of the type that belongs to its kind.</summary>
/// <typeparam name="T">See <see cref="ParquetKind"/>; of a list, the type of its elements.</typeparam>
public sealed class ParquetColumn<T> : ParquetColumn
    where T : notnull
{
    private readonly ColumnBuffer<T> _values = new();

    // Rows of a required column are its values. Otherwise: where the values of each row end, and which rows are null.
    private readonly ColumnBuffer<int>? _ends;
    private readonly ColumnBuffer<bool>? _isNull;
    private readonly int _fixedSize = PlainEncoding<T>.Instance.FixedSize;
    private long _textBytes;

    internal ParquetColumn(ParquetField field)
        : base(field)
    {
        if (field.IsNullable || field.IsList)
            _ends = new ColumnBuffer<int>();
        if (field.IsNullable)
            _isNull = new ColumnBuffer<bool>();
    }

    /// <inheritdoc/>
    public override int RowCount => _ends?.Count ?? _values.Count;

    /// <inheritdoc/>
    public override int ValueCount => _values.Count;

    /// <summary>The values of all rows, one after the other; nulls take no place.</summary>
    public ReadOnlySpan<T> Values => _values.Items;

    /// <inheritdoc/>
    internal override long SizeBytes => _textBytes + ((long)_values.Count * _fixedSize) + (RowCount / 8);

    /// <summary>The value of a row.</summary>
    /// <exception cref="InvalidOperationException">The row is null, or the column holds lists.</exception>
    public T this[int row] =>
        Field.IsList ? throw new InvalidOperationException($"Column '{Field.Name}' holds lists.")
        : IsNull(row) ? throw new InvalidOperationException($"Row {row} of column '{Field.Name}' is null.")
        : _values[FirstValueOf(row)];

    /// <summary>Adds a row with a value.</summary>
    public void Append(T value)
    {
        CheckSingle();
        _textBytes += TextBytes(value);
        _values.Add(value);
        EndRow(isNull: false);
    }

    /// <summary>Adds a row for each value.</summary>
    public void AppendRange(ReadOnlySpan<T> values)
    {
        CheckSingle();
        if (typeof(T) == typeof(string) || typeof(T) == typeof(byte[]))
        {
            foreach (T value in values)
                _textBytes += TextBytes(value);
        }

        int first = _values.Count;
        _values.AddRange(values);
        EndRows(first, listLength: 1, values.Length);
    }

    /// <summary>Adds rows that all have the same value.</summary>
    public void AppendRepeated(T value, int count)
    {
        CheckSingle();
        _textBytes += (long)TextBytes(value) * count;
        int first = _values.Count;
        _values.Extend(count).Fill(value);
        EndRows(first, listLength: 1, count);
    }

    /// <summary>Adds rows with lists of the same length, one after the other.</summary>
    public void AppendLists(ReadOnlySpan<T> values, int listLength)
    {
        if (!Field.IsList)
            throw new InvalidOperationException($"Column '{Field.Name}' takes single values.");
        int first = _values.Count;
        _values.AddRange(values);
        EndRows(first, listLength, values.Length / listLength);
    }

    /// <summary>Adds a row with a list.</summary>
    public void AppendList(ReadOnlySpan<T> list)
    {
        if (!Field.IsList)
            throw new InvalidOperationException($"Column '{Field.Name}' takes single values.");
        _values.AddRange(list);
        EndRow(isNull: false);
    }

    /// <inheritdoc/>
    public override void AppendNull()
    {
        if (!Field.IsNullable)
            throw new InvalidOperationException($"Column '{Field.Name}' takes no nulls.");
        EndRow(isNull: true);
    }

    /// <inheritdoc/>
    public override bool IsNull(int row) => _isNull is not null && _isNull[row];

    /// <summary>The list of a row; empty where the row is null.</summary>
    public ReadOnlySpan<T> List(int row) => Values[FirstValueOf(row)..FirstValueOf(row + 1)];

    internal override void Clear()
    {
        _values.Clear();
        _ends?.Clear();
        _isNull?.Clear();
        _textBytes = 0;
        NullCount = 0;
    }

    internal override void Release()
    {
        Clear();
        _values.Release();
        _ends?.Release();
        _isNull?.Release();
    }

    internal override ReadOnlySpan<int> Ends => _ends is null ? [] : _ends.Items;

    internal override int FirstValueOf(int row) => _ends is null ? row : row == 0 ? 0 : _ends[row - 1];

    internal override void AppendEmptyList() => EndRow(isNull: false);

    /// <summary>Adds a row for each value of a required column.</summary>
    internal void AppendRows(ReadOnlySpan<T> values) => _values.AddRange(values);

    /// <summary>Adds to the list of the row that was added last.</summary>
    internal void ExtendList(T value)
    {
        _values.Add(value);
        _ends![_ends.Count - 1]++;
    }

    private static int TextBytes(T value) => value switch
    {
        string text => text.Length + sizeof(int),
        byte[] bytes => bytes.Length + sizeof(int),
        _ => 0,
    };

    private void CheckSingle()
    {
        if (Field.IsList)
            throw new InvalidOperationException($"Column '{Field.Name}' takes lists.");
    }

    private void EndRows(int firstValue, int listLength, int count)
    {
        if (_ends is not null)
        {
            Span<int> ends = _ends.Extend(count);
            for (int i = 0; i < ends.Length; i++)
                ends[i] = firstValue + ((i + 1) * listLength);
        }

        _isNull?.Extend(count).Clear();
    }

    private void EndRow(bool isNull)
    {
        _ends?.Add(_values.Count);
        _isNull?.Add(isNull);
        NullCount += isNull ? 1 : 0;
    }
}
