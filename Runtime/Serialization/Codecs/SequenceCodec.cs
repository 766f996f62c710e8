using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>A collection that is written element by element: the comparer if there is one, the count, the elements.</summary>
internal abstract class SequenceCodec<TCollection, T>() : ObjectCodec(typeof(TCollection))
    where TCollection : class, IEnumerable<T>
{
    internal sealed override void WriteObject(ref Writer writer, object value)
    {
        TCollection collection = (TCollection)value;
        WriteComparer(ref writer, collection);
        writer.WriteVarUInt32((uint)Count(collection));
        Codec<T> codec = CodecCache<T>.Codec;
        foreach (T element in collection)
        {
            codec.Write(ref writer, element);
        }
    }

    protected abstract int Count(TCollection collection);

    protected virtual void WriteComparer(ref Writer writer, TCollection collection)
    {
    }
}

/// <summary>A collection that exists before its elements, so that they may refer to it.</summary>
internal abstract class MutableCollectionCodec<TCollection, T> : SequenceCodec<TCollection, T>
    where TCollection : class, IEnumerable<T>
{
    internal sealed override object ReadObject(ref Reader reader, int position)
    {
        TCollection collection = ReadEmpty(ref reader, out int count);
        reader.RecordObject(position, collection);
        Codec<T> codec = CodecCache<T>.Codec;
        for (int i = 0; i < count; i++)
        {
            Add(collection, codec.Read(ref reader));
        }

        return collection;
    }

    internal sealed override object CopyObject(object value, CopyContext context)
    {
        TCollection source = (TCollection)value;
        TCollection copy = CreateLike(source);
        context.RecordCopy(value, copy);
        foreach (T element in source)
        {
            Add(copy, context.Copy(element));
        }

        return copy;
    }

    /// <summary>Reads what stands before the elements, and creates the collection.</summary>
    protected abstract TCollection ReadEmpty(ref Reader reader, out int count);

    /// <summary>An empty collection with the same comparer.</summary>
    protected abstract TCollection CreateLike(TCollection source);

    protected abstract void Add(TCollection collection, T element);
}

/// <summary>A collection that is built from its elements, and is its own copy if they are.</summary>
internal abstract class ImmutableCollectionCodec<TCollection, T> : SequenceCodec<TCollection, T>
    where TCollection : class, IEnumerable<T>
{
    private bool? _isShallow;

    public sealed override bool IsShallow => _isShallow ??= CodecRegistry.Decide(typeof(TCollection), CodecRegistry.IsShallow<T>);

    internal sealed override object ReadObject(ref Reader reader, int position)
    {
        TCollection empty = ReadEmpty(ref reader);
        int count = reader.ReadCount();
        T[] elements = new T[count];
        Codec<T> codec = CodecCache<T>.Codec;
        for (int i = 0; i < count; i++)
        {
            elements[i] = codec.Read(ref reader);
        }

        TCollection collection = Fill(empty, elements);
        reader.RecordObject(position, collection);
        return collection;
    }

    internal sealed override object CopyObject(object value, CopyContext context)
    {
        TCollection source = (TCollection)value;
        T[] elements = new T[Count(source)];
        int i = 0;
        foreach (T element in source)
        {
            elements[i++] = context.Copy(element);
        }

        TCollection copy = Fill(EmptyLike(source), elements);
        context.RecordCopy(value, copy);
        return copy;
    }

    protected abstract TCollection ReadEmpty(ref Reader reader);

    protected abstract TCollection EmptyLike(TCollection source);

    protected abstract TCollection Fill(TCollection empty, T[] elements);
}
