using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;

namespace Orleans.Serialization.Codecs;

/// <summary>A stack, written from the bottom up so that pushing restores it.</summary>
internal sealed class StackCodec<T>() : ObjectCodec(typeof(Stack<T>))
{
    internal override void WriteObject(ref Writer writer, object value)
    {
        T[] elements = BottomUp((Stack<T>)value);
        writer.WriteVarUInt32((uint)elements.Length);
        Elements<T>.Write(ref writer, elements);
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        int count = reader.ReadCount(Elements<T>.SmallestSize);
        Stack<T> stack = new(count);
        reader.RecordObject(position, stack);
        Push(stack, Elements<T>.ReadArray(ref reader, count));
        return stack;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        T[] elements = BottomUp((Stack<T>)value);
        Stack<T> copy = new(elements.Length);
        context.RecordCopy(value, copy);
        Push(copy, Elements<T>.CopyArray(elements, context));
        return copy;
    }

    private static T[] BottomUp(Stack<T> stack)
    {
        T[] elements = stack.ToArray();
        Array.Reverse(elements);
        return elements;
    }

    private static void Push(Stack<T> stack, T[] elements)
    {
        foreach (T element in elements)
        {
            stack.Push(element);
        }
    }
}
