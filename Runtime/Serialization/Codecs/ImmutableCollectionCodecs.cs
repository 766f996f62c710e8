using System.Collections.Immutable;
using System.Collections.ObjectModel;

using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Codecs;

internal sealed class ImmutableListCodec<T> : ImmutableCollectionCodec<ImmutableList<T>, T>
{
    protected override int Count(ImmutableList<T> collection) => collection.Count;

    protected override ImmutableList<T> ReadEmpty(ref Reader reader) => ImmutableList<T>.Empty;

    protected override ImmutableList<T> EmptyLike(ImmutableList<T> source) => ImmutableList<T>.Empty;

    protected override ImmutableList<T> Fill(ImmutableList<T> empty, T[] elements) => empty.AddRange(elements);
}

internal sealed class ImmutableHashSetCodec<T> : ImmutableCollectionCodec<ImmutableHashSet<T>, T>
{
    protected override int Count(ImmutableHashSet<T> collection) => collection.Count;

    protected override void WriteComparer(ref Writer writer, ImmutableHashSet<T> collection) => Comparers.Write(ref writer, collection.KeyComparer, Type);

    protected override ImmutableHashSet<T> ReadEmpty(ref Reader reader) => ImmutableHashSet<T>.Empty.WithComparer(Comparers.Read<T>(ref reader));

    protected override ImmutableHashSet<T> EmptyLike(ImmutableHashSet<T> source) => source.Clear();

    protected override ImmutableHashSet<T> Fill(ImmutableHashSet<T> empty, T[] elements) => empty.Union(elements);
}

internal sealed class ImmutableDictionaryCodec<TKey, TValue> : ImmutableCollectionCodec<ImmutableDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    protected override int Count(ImmutableDictionary<TKey, TValue> collection) => collection.Count;

    protected override void WriteComparer(ref Writer writer, ImmutableDictionary<TKey, TValue> collection)
    {
        if (collection.ValueComparer != EqualityComparer<TValue>.Default)
        {
            throw new SerializerException($"A {Type} compares its values with {collection.ValueComparer.GetType()}, which cannot be sent.");
        }

        Comparers.Write(ref writer, collection.KeyComparer, Type);
    }

    protected override ImmutableDictionary<TKey, TValue> ReadEmpty(ref Reader reader) =>
        ImmutableDictionary<TKey, TValue>.Empty.WithComparers(Comparers.Read<TKey>(ref reader));

    protected override ImmutableDictionary<TKey, TValue> EmptyLike(ImmutableDictionary<TKey, TValue> source) => source.Clear();

    protected override ImmutableDictionary<TKey, TValue> Fill(ImmutableDictionary<TKey, TValue> empty, KeyValuePair<TKey, TValue>[] elements) =>
        empty.AddRange(elements);
}

internal sealed class ImmutableSortedDictionaryCodec<TKey, TValue> : ImmutableCollectionCodec<ImmutableSortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    protected override int Count(ImmutableSortedDictionary<TKey, TValue> collection) => collection.Count;

    protected override void WriteComparer(ref Writer writer, ImmutableSortedDictionary<TKey, TValue> collection) => Comparers.RequireDefault(collection.KeyComparer, Type);

    protected override ImmutableSortedDictionary<TKey, TValue> ReadEmpty(ref Reader reader) => ImmutableSortedDictionary<TKey, TValue>.Empty;

    protected override ImmutableSortedDictionary<TKey, TValue> EmptyLike(ImmutableSortedDictionary<TKey, TValue> source) => source.Clear();

    protected override ImmutableSortedDictionary<TKey, TValue> Fill(ImmutableSortedDictionary<TKey, TValue> empty, KeyValuePair<TKey, TValue>[] elements) =>
        empty.AddRange(elements);
}

internal sealed class ImmutableSortedSetCodec<T> : ImmutableCollectionCodec<ImmutableSortedSet<T>, T>
{
    protected override int Count(ImmutableSortedSet<T> collection) => collection.Count;

    protected override void WriteComparer(ref Writer writer, ImmutableSortedSet<T> collection) => Comparers.RequireDefault(collection.KeyComparer, Type);

    protected override ImmutableSortedSet<T> ReadEmpty(ref Reader reader) => ImmutableSortedSet<T>.Empty;

    protected override ImmutableSortedSet<T> EmptyLike(ImmutableSortedSet<T> source) => source.Clear();

    protected override ImmutableSortedSet<T> Fill(ImmutableSortedSet<T> empty, T[] elements) => empty.Union(elements);
}

internal sealed class ImmutableQueueCodec<T> : ImmutableCollectionCodec<ImmutableQueue<T>, T>
{
    protected override int Count(ImmutableQueue<T> collection) => collection.Count();

    protected override ImmutableQueue<T> ReadEmpty(ref Reader reader) => [];

    protected override ImmutableQueue<T> EmptyLike(ImmutableQueue<T> source) => [];

    protected override ImmutableQueue<T> Fill(ImmutableQueue<T> empty, T[] elements) => ImmutableQueue.Create(elements);
}

/// <summary>A read-only view. What lies under it may still change, so the copy gets a list of its own.</summary>
internal sealed class ReadOnlyCollectionCodec<T>() : ObjectCodec(typeof(ReadOnlyCollection<T>))
{
    internal override void WriteObject(ref Writer writer, object value)
    {
        T[] elements = [.. (ReadOnlyCollection<T>)value];
        writer.WriteVarUInt32((uint)elements.Length);
        Elements<T>.Write(ref writer, elements);
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        ReadOnlyCollection<T> collection = new(Elements<T>.ReadArray(ref reader, reader.ReadCount(Elements<T>.SmallestSize)));
        reader.RecordObject(position, collection);
        return collection;
    }

    internal override object CopyObject(object value, Cloning.CopyContext context)
    {
        ReadOnlyCollection<T> copy = new(Elements<T>.CopyArray([.. (ReadOnlyCollection<T>)value], context));
        context.RecordCopy(value, copy);
        return copy;
    }
}
