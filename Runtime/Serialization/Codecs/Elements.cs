using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>
/// Consecutive elements, without their count. Numbers are copied as one block in little-endian order; everything else
/// goes through the codec of the element type, one by one.
/// </summary>
internal static class Elements<T>
{
    private static readonly bool IsBlock = default(T)
        is byte or sbyte or short or ushort or char or int or uint or long or ulong or float or double or Half;

    /// <summary>How many bytes an element takes at least.</summary>
    public static int SmallestSize => IsBlock ? Unsafe.SizeOf<T>() : 1;

    public static void Write(ref Writer writer, ReadOnlySpan<T> elements)
    {
        if (IsBlock)
        {
            writer.Write(AsBytes(elements));
            if (!BitConverter.IsLittleEndian)
            {
                writer.ReverseLast(elements.Length, Unsafe.SizeOf<T>());
            }

            return;
        }

        Codec<T> codec = CodecCache<T>.Codec;
        writer.Enter();
        foreach (T element in elements)
        {
            codec.Write(ref writer, element);
        }

        writer.Leave();
    }

    /// <summary>Fills <paramref name="elements"/>.</summary>
    public static void Read(ref Reader reader, Span<T> elements)
    {
        if (IsBlock)
        {
            Span<byte> bytes = AsBytes(elements);
            reader.ReadBytes(bytes.Length).CopyTo(bytes);
            if (!BitConverter.IsLittleEndian)
            {
                ByteOrder.Reverse(bytes, Unsafe.SizeOf<T>());
            }

            return;
        }

        Codec<T> codec = CodecCache<T>.Codec;
        reader.Enter();
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = codec.Read(ref reader);
        }

        reader.Leave();
    }

    public static T[] ReadArray(ref Reader reader, int count)
    {
        T[] elements = count == 0 ? [] : new T[count];
        Read(ref reader, elements);
        return elements;
    }

    public static T[] CopyArray(ReadOnlySpan<T> source, CopyContext context)
    {
        T[] copy = new T[source.Length];
        Copy(source, copy, context);
        return copy;
    }

    public static void Copy(ReadOnlySpan<T> source, Span<T> target, CopyContext context)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>() || CodecCache<T>.Codec.IsShallow)
        {
            source.CopyTo(target);
            return;
        }

        Codec<T> codec = CodecCache<T>.Codec;
        context.Enter();
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = codec.Copy(source[i], context);
        }

        context.Leave();
    }

    private static ReadOnlySpan<byte> AsBytes(ReadOnlySpan<T> elements) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(elements)), checked(elements.Length * Unsafe.SizeOf<T>()));

    private static Span<byte> AsBytes(Span<T> elements) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(elements)), checked(elements.Length * Unsafe.SizeOf<T>()));
}
