using System.Buffers;
using System.Runtime.CompilerServices;

namespace RlOrleans.Worker.Parquet;

/// <summary>
/// A list in pooled memory. A file's columns take as much memory as a row group, one file after the other: taken from the
/// heap each time, it costs more than the encoding. A buffer that is not released is the garbage collector's.
/// </summary>
internal sealed class ColumnBuffer<T>
{
    private const int LeastCapacity = 256;

    private T[] _items = [];

    public int Count { get; private set; }

    public ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    public ref T this[int index] => ref _items.AsSpan(0, Count)[index];

    public void Add(T item)
    {
        if (Count == _items.Length)
            Grow(1);
        _items[Count++] = item;
    }

    public void AddRange(ReadOnlySpan<T> items) => items.CopyTo(Extend(items.Length));

    /// <summary>Adds room for more items, which has to be filled.</summary>
    public Span<T> Extend(int count)
    {
        if (_items.Length - Count < count)
            Grow(count);
        Count += count;
        return _items.AsSpan(Count - count, count);
    }

    /// <summary>Empties the buffer; what it referred to can be collected.</summary>
    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            _items.AsSpan(0, Count).Clear();
        Count = 0;
    }

    /// <summary>Gives the memory back; the buffer is empty then.</summary>
    public void Release()
    {
        Clear();
        Return();
        _items = [];
    }

    private void Grow(int count)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(Math.Max(LeastCapacity, Math.Max(Count + count, checked(Count * 2))));
        int held = Count;
        Items.CopyTo(larger);
        Clear();
        Return();
        (_items, Count) = (larger, held);
    }

    private void Return()
    {
        if (_items.Length > 0)
            ArrayPool<T>.Shared.Return(_items);
    }
}
