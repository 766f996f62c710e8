using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;

namespace Orleans.Serialization.Codecs;

internal sealed class ArrayCodec<T>() : ObjectCodec(typeof(T[]))
{
    internal override void WriteObject(ref Writer writer, object value)
    {
        T[] array = (T[])value;
        writer.WriteVarUInt32((uint)array.Length);
        Elements<T>.Write(ref writer, array);
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        T[] array = new T[reader.ReadCount(Elements<T>.SmallestSize)];
        reader.RecordObject(position, array);
        Elements<T>.Read(ref reader, array);
        return array;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        T[] source = (T[])value;
        T[] copy = new T[source.Length];
        context.RecordCopy(value, copy);
        Elements<T>.Copy(source, copy, context);
        return copy;
    }
}
