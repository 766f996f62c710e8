using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace RlOrleans.Worker.Parquet.Encodings;

/// <summary>Parquet's PLAIN encoding: values one after the other, little-endian.</summary>
internal abstract class PlainEncoding<T>
    where T : notnull
{
    public static PlainEncoding<T> Instance { get; } = (PlainEncoding<T>)PlainEncodings.Create(typeof(T));

    /// <summary>Bytes a value takes; 0 where that differs from value to value.</summary>
    public abstract int FixedSize { get; }

    public abstract void Write(ReadOnlySpan<T> values, IBufferWriter<byte> destination);

    /// <summary>Reads as many values as there is room for. Throws <see cref="InvalidDataException"/> where bytes are missing or left over.</summary>
    public abstract void Read(ReadOnlySpan<byte> source, Span<T> values);

    /// <summary>A value as statistics have it: encoded alone, without a length.</summary>
    public virtual byte[] WriteStatistic(T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write([value], buffer);
        return buffer.WrittenSpan.ToArray();
    }
}

internal static class PlainEncodings
{
    public static object Create(Type type) =>
        type == typeof(bool) ? new PlainBooleans()
        : type == typeof(int) ? new PlainNumbers<int>()
        : type == typeof(long) ? new PlainNumbers<long>()
        : type == typeof(ulong) ? new PlainNumbers<ulong>()
        : type == typeof(float) ? new PlainNumbers<float>()
        : type == typeof(double) ? new PlainNumbers<double>()
        : type == typeof(string) ? new PlainStrings()
        : type == typeof(byte[]) ? new PlainBinaries()
        : throw new NotSupportedException($"No column holds values of type {type}.");

    public static void CheckLength(int actual, int expected)
    {
        if (actual != expected)
            throw new InvalidDataException($"A page has {actual} bytes of values where {expected} were expected.");
    }
}

/// <summary>Numbers, in the machine's own byte order, which has to be little-endian.</summary>
internal sealed class PlainNumbers<T> : PlainEncoding<T>
    where T : unmanaged
{
    public PlainNumbers()
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Parquet files are read and written on little-endian machines only.");
    }

    public override unsafe int FixedSize => sizeof(T);

    public override void Write(ReadOnlySpan<T> values, IBufferWriter<byte> destination) => destination.Write(MemoryMarshal.AsBytes(values));

    public override void Read(ReadOnlySpan<byte> source, Span<T> values)
    {
        PlainEncodings.CheckLength(source.Length, values.Length * FixedSize);
        source.CopyTo(MemoryMarshal.AsBytes(values));
    }
}

/// <summary>Booleans, one bit each, lowest bit first.</summary>
internal sealed class PlainBooleans : PlainEncoding<bool>
{
    public override int FixedSize => 1;

    public override void Write(ReadOnlySpan<bool> values, IBufferWriter<byte> destination)
    {
        int length = (values.Length + 7) / 8;
        Span<byte> bytes = destination.GetSpan(length)[..length];
        bytes.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i])
                bytes[i / 8] |= (byte)(1 << (i % 8));
        }

        destination.Advance(length);
    }

    public override void Read(ReadOnlySpan<byte> source, Span<bool> values)
    {
        PlainEncodings.CheckLength(source.Length, (values.Length + 7) / 8);
        for (int i = 0; i < values.Length; i++)
            values[i] = (source[i / 8] >> (i % 8) & 1) != 0;
    }
}

/// <summary>Strings as UTF-8, each after its length.</summary>
internal sealed class PlainStrings : PlainEncoding<string>
{
    // Text that is not UTF-8 must not be read as something else.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override int FixedSize => 0;

    public override void Write(ReadOnlySpan<string> values, IBufferWriter<byte> destination)
    {
        foreach (string value in values)
        {
            int length = Strict.GetByteCount(value);
            Span<byte> bytes = destination.GetSpan(sizeof(int) + length);
            BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
            Strict.GetBytes(value, bytes[sizeof(int)..]);
            destination.Advance(sizeof(int) + length);
        }
    }

    public override void Read(ReadOnlySpan<byte> source, Span<string> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (source.Length < sizeof(int))
                throw new InvalidDataException("A page of strings ends too early.");
            int length = BinaryPrimitives.ReadInt32LittleEndian(source);
            source = source[sizeof(int)..];
            if (length < 0 || length > source.Length)
                throw new InvalidDataException($"A string of {length} bytes does not fit its page.");
            try
            {
                values[i] = Strict.GetString(source[..length]);
            }
            catch (DecoderFallbackException error)
            {
                throw new InvalidDataException("A string is not UTF-8.", error);
            }

            source = source[length..];
        }

        PlainEncodings.CheckLength(source.Length, 0);
    }

    public override byte[] WriteStatistic(string value) => Strict.GetBytes(value);
}

/// <summary>Bytes, each array after its length.</summary>
internal sealed class PlainBinaries : PlainEncoding<byte[]>
{
    public override int FixedSize => 0;

    public override void Write(ReadOnlySpan<byte[]> values, IBufferWriter<byte> destination)
    {
        foreach (byte[] value in values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(destination.GetSpan(sizeof(int)), value.Length);
            destination.Advance(sizeof(int));
            destination.Write(value);
        }
    }

    public override void Read(ReadOnlySpan<byte> source, Span<byte[]> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (source.Length < sizeof(int))
                throw new InvalidDataException("A page of bytes ends too early.");
            int length = BinaryPrimitives.ReadInt32LittleEndian(source);
            source = source[sizeof(int)..];
            if (length < 0 || length > source.Length)
                throw new InvalidDataException($"An array of {length} bytes does not fit its page.");
            values[i] = source[..length].ToArray();
            source = source[length..];
        }

        PlainEncodings.CheckLength(source.Length, 0);
    }
}
