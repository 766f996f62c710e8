using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Buffers;

/// <summary>
/// Writes one message: numbers in little-endian order, values through the codec of their declared type, and every
/// object once, however often it is referred to. Obtained from <see cref="Serializer.CreateWriter"/>, passed by reference,
/// and disposed of by whoever obtained it.
/// </summary>
public ref partial struct Writer
{
    private readonly WriteSession _session;
    private Span<byte> _buffer;
    private int _position;
    private int _depth;

    internal Writer(WriteSession session)
    {
        _session = session;
        _buffer = session.Buffer;
    }

    /// <summary>How many bytes were written.</summary>
    public readonly int Position => _position;

    /// <summary>The services of the process that writes; empty outside of a container.</summary>
    public readonly IServiceProvider Services => _session.Services;

    /// <summary>The bytes written so far. Valid until the next write.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._position];

    /// <summary>Hands the message to <paramref name="destination"/>.</summary>
    public readonly void CopyTo(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.Write(Written);
    }

    /// <summary>Gives the buffer back. The writer must not be used afterwards.</summary>
    public readonly void Dispose() => _session?.Return();

    /// <summary>Writes a value as the codec of <typeparamref name="T"/> does; a reference may be null.</summary>
    /// <exception cref="CodecNotFoundException">The type, or that of something within the value, has no codec.</exception>
    public void WriteValue<T>(T value) => CodecCache<T>.Codec.Write(ref this, value);

    /// <summary>Writes one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        if (_position == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[_position++] = value;
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Write(scoped ReadOnlySpan<byte> value)
    {
        Ensure(value.Length);
        value.CopyTo(_buffer[_position..]);
        _position += value.Length;
    }

    /// <summary>Writes four bytes.</summary>
    public void WriteInt32(int value)
    {
        Ensure(sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer[_position..], value);
        _position += sizeof(int);
    }

    /// <summary>Writes four bytes.</summary>
    public void WriteUInt32(uint value) => WriteInt32((int)value);

    /// <summary>Writes eight bytes.</summary>
    public void WriteInt64(long value)
    {
        Ensure(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_buffer[_position..], value);
        _position += sizeof(long);
    }

    /// <summary>Writes eight bytes.</summary>
    public void WriteUInt64(ulong value) => WriteInt64((long)value);

    /// <summary>Writes a number in base 128, least significant digit first: one to five bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteVarUInt32(uint value)
    {
        if (value < 0x80)
        {
            WriteByte((byte)value);
        }
        else
        {
            WriteVarUInt64(value);
        }
    }

    /// <summary>Writes a number in base 128, least significant digit first: one to ten bytes.</summary>
    public void WriteVarUInt64(ulong value)
    {
        const int Longest = 10;
        Ensure(Longest);
        while (value >= 0x80)
        {
            _buffer[_position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_position++] = (byte)value;
    }

    /// <summary>Writes a signed number so that small magnitudes are short: 0, -1, 1, -2 become 0, 1, 2, 3.</summary>
    public void WriteVarInt64(long value) => WriteVarUInt64((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>The next <paramref name="count"/> bytes, to be filled by the caller before the next write.</summary>
    [UnscopedRef]
    internal Span<byte> Reserve(int count)
    {
        Ensure(count);
        Span<byte> reserved = _buffer.Slice(_position, count);
        _position += count;
        return reserved;
    }

    /// <summary>Forgets what was written from <paramref name="position"/> on.</summary>
    internal void Rewind(int position) => _position = position;

    /// <summary>Turns the last <paramref name="count"/> numbers around.</summary>
    internal readonly void ReverseLast(int count, int size) =>
        ByteOrder.Reverse(_buffer[(_position - (count * size)).._position], size);

    /// <summary>
    /// Writes the header of an object that was written before, or notes that it is written here for the first time.
    /// </summary>
    /// <returns>Whether the header says it all.</returns>
    internal bool TryWriteBackReference(object value, ObjectCodec codec, bool isDeclaredType)
    {
        int position = _position;
        if (!_session.TryGetObject(value, position, out int written))
        {
            return false;
        }

        if (isDeclaredType)
        {
            WriteByte(ObjectHeader.KnownOfDeclaredType);
        }
        else
        {
            WriteByte(ObjectHeader.Known);
            WriteType(codec);
        }

        WriteVarUInt32((uint)(position - written));
        return true;
    }

    /// <summary>Names a type, or refers to the place where it was named.</summary>
    internal void WriteType(ObjectCodec codec)
    {
        int position = _position;
        if (_session.TryGetType(codec, position, out int written))
        {
            WriteVarUInt32((uint)(position - written));
            return;
        }

        WriteByte(0);
        ReadOnlySpan<byte> name = codec.WireName;
        WriteVarUInt32((uint)name.Length);
        Write(name);
    }

    internal void Enter() => Nesting.Check(++_depth);

    internal void Leave() => _depth--;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Ensure(int count)
    {
        if (_buffer.Length - _position < count)
        {
            Grow(count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count) => _buffer = _session.Grow(_position, (long)_position + count);
}
