using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Codecs;

internal sealed class DictionaryCodec<TKey, TValue> : MutableCollectionCodec<Dictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    protected override int Count(Dictionary<TKey, TValue> collection) => collection.Count;

    protected override void WriteComparer(ref Writer writer, Dictionary<TKey, TValue> collection) =>
        Comparers.Write(ref writer, collection.Comparer, Type);

    protected override Dictionary<TKey, TValue> ReadEmpty(ref Reader reader, out int count)
    {
        IEqualityComparer<TKey>? comparer = Comparers.Read<TKey>(ref reader);
        count = reader.ReadCount(smallestElement: 2);
        return new Dictionary<TKey, TValue>(count, comparer);
    }

    protected override Dictionary<TKey, TValue> CreateLike(Dictionary<TKey, TValue> source) => new(source.Count, source.Comparer);

    protected override void Add(Dictionary<TKey, TValue> collection, KeyValuePair<TKey, TValue> element) => collection.Add(element.Key, element.Value);
}

internal sealed class HashSetCodec<T> : MutableCollectionCodec<HashSet<T>, T>
{
    protected override int Count(HashSet<T> collection) => collection.Count;

    protected override void WriteComparer(ref Writer writer, HashSet<T> collection) => Comparers.Write(ref writer, collection.Comparer, Type);

    protected override HashSet<T> ReadEmpty(ref Reader reader, out int count)
    {
        IEqualityComparer<T>? comparer = Comparers.Read<T>(ref reader);
        count = reader.ReadCount();
        return new HashSet<T>(count, comparer);
    }

    protected override HashSet<T> CreateLike(HashSet<T> source) => new(source.Count, source.Comparer);

    protected override void Add(HashSet<T> collection, T element) => collection.Add(element);
}

internal sealed class SortedDictionaryCodec<TKey, TValue> : MutableCollectionCodec<SortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    protected override int Count(SortedDictionary<TKey, TValue> collection) => collection.Count;

    protected override void WriteComparer(ref Writer writer, SortedDictionary<TKey, TValue> collection) => Comparers.RequireDefault(collection.Comparer, Type);

    protected override SortedDictionary<TKey, TValue> ReadEmpty(ref Reader reader, out int count)
    {
        count = reader.ReadCount(smallestElement: 2);
        return [];
    }

    protected override SortedDictionary<TKey, TValue> CreateLike(SortedDictionary<TKey, TValue> source) => new(source.Comparer);

    protected override void Add(SortedDictionary<TKey, TValue> collection, KeyValuePair<TKey, TValue> element) => collection.Add(element.Key, element.Value);
}

internal sealed class SortedSetCodec<T> : MutableCollectionCodec<SortedSet<T>, T>
{
    protected override int Count(SortedSet<T> collection) => collection.Count;

    protected override void WriteComparer(ref Writer writer, SortedSet<T> collection) => Comparers.RequireDefault(collection.Comparer, Type);

    protected override SortedSet<T> ReadEmpty(ref Reader reader, out int count)
    {
        count = reader.ReadCount();
        return [];
    }

    protected override SortedSet<T> CreateLike(SortedSet<T> source) => new(source.Comparer);

    protected override void Add(SortedSet<T> collection, T element) => collection.Add(element);
}

internal sealed class QueueCodec<T> : MutableCollectionCodec<Queue<T>, T>
{
    protected override int Count(Queue<T> collection) => collection.Count;

    protected override Queue<T> ReadEmpty(ref Reader reader, out int count)
    {
        count = reader.ReadCount();
        return new Queue<T>(count);
    }

    protected override Queue<T> CreateLike(Queue<T> source) => new(source.Count);

    protected override void Add(Queue<T> collection, T element) => collection.Enqueue(element);
}
