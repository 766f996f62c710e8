using System.Runtime.InteropServices;

using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;

namespace Orleans.Serialization.Codecs;

internal sealed class ListCodec<T>() : ObjectCodec(typeof(List<T>))
{
    internal override void WriteObject(ref Writer writer, object value)
    {
        List<T> list = (List<T>)value;
        writer.WriteVarUInt32((uint)list.Count);
        Elements<T>.Write(ref writer, CollectionsMarshal.AsSpan(list));
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        int count = reader.ReadCount(Elements<T>.SmallestSize);
        List<T> list = new(count);
        reader.RecordObject(position, list);
        CollectionsMarshal.SetCount(list, count);
        Elements<T>.Read(ref reader, CollectionsMarshal.AsSpan(list));
        return list;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        List<T> source = (List<T>)value;
        List<T> copy = new(source.Count);
        context.RecordCopy(value, copy);
        CollectionsMarshal.SetCount(copy, source.Count);
        Elements<T>.Copy(CollectionsMarshal.AsSpan(source), CollectionsMarshal.AsSpan(copy), context);
        return copy;
    }
}
