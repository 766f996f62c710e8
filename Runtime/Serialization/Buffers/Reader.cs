using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Buffers;

/// <summary>
/// Reads one message that a <see cref="Writer"/> wrote. The message is not trusted: every length is checked against the
/// bytes that are left before anything is allocated, and nothing but types with a codec is created. Obtained from
/// <see cref="Serializer.CreateReader"/>, passed by reference, and disposed of by whoever obtained it.
/// </summary>
public ref partial struct Reader
{
    private readonly ReadSession _session;
    private readonly ReadOnlySpan<byte> _message;
    private int _position;
    private int _limit;
    private int _depth;

    internal Reader(ReadSession session, ReadOnlySpan<byte> message)
    {
        _session = session;
        _message = message;
        _limit = message.Length;
    }

    /// <summary>How many bytes were read.</summary>
    public readonly int Position => _position;

    /// <summary>How many bytes are left, of the message or of the delimited value that is being read.</summary>
    public readonly int Remaining => _limit - _position;

    /// <summary>The services of the process that reads; empty outside of a container.</summary>
    public readonly IServiceProvider Services => _session.Services;

    /// <summary>Gives the session back. The reader must not be used afterwards.</summary>
    public readonly void Dispose() => _session?.Return();

    /// <summary>Reads a value as the codec of <typeparamref name="T"/> does; a reference may be null.</summary>
    /// <exception cref="SerializerException">The bytes are not such a value.</exception>
    public T ReadValue<T>() => CodecCache<T>.Codec.Read(ref this);

    /// <summary>Reads one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        if (_position >= _limit)
        {
            ThrowTruncated(1);
        }

        return _message[_position++];
    }

    /// <summary>The next <paramref name="count"/> bytes, without copying them.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            ThrowTruncated((uint)count);
        }

        ReadOnlySpan<byte> bytes = _message.Slice(_position, count);
        _position += count;
        return bytes;
    }

    /// <summary>Reads four bytes.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int)));

    /// <summary>Reads four bytes.</summary>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(sizeof(uint)));

    /// <summary>Reads eight bytes.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(sizeof(long)));

    /// <summary>Reads eight bytes.</summary>
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(sizeof(ulong)));

    /// <summary>Reads a number in base 128 that fits 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadVarUInt32()
    {
        if (_position < _limit && _message[_position] < 0x80)
        {
            return _message[_position++];
        }

        ulong value = ReadVarUInt64();
        if (value > uint.MaxValue)
        {
            ThrowOutOfRange(value, uint.MaxValue);
        }

        return (uint)value;
    }

    /// <summary>Reads a number in base 128 that fits 64 bits.</summary>
    public ulong ReadVarUInt64()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte digit = ReadByte();
            value |= (ulong)(digit & 0x7F) << shift;
            if (digit < 0x80)
            {
                return shift == 63 && digit > 1 ? throw new SerializerException("A number does not fit 64 bits.") : value;
            }
        }

        throw new SerializerException("A number is longer than ten bytes.");
    }

    /// <summary>Reads a number that <see cref="Writer.WriteVarInt64"/> wrote.</summary>
    public long ReadVarInt64()
    {
        ulong value = ReadVarUInt64();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>
    /// Reads the number of elements that follow. It cannot exceed what the bytes that are left can hold, so that a
    /// forged count never leads to a large allocation.
    /// </summary>
    /// <param name="smallestElement">How many bytes an element takes at least; 1 or more.</param>
    public int ReadCount(int smallestElement = 1) => CheckCount(ReadVarUInt32(), smallestElement);

    internal readonly int CheckCount(uint count, int smallestElement)
    {
        if ((long)count * smallestElement > Remaining)
        {
            ThrowTruncated((long)count * smallestElement);
        }

        return (int)count;
    }

    /// <summary>
    /// Notes that the object whose header stands at <paramref name="position"/> is <paramref name="value"/>: called as soon as
    /// the instance exists, before its content is read, so that the content may refer to it.
    /// </summary>
    public readonly void RecordObject(int position, object value) => _session.AddObject(position, value);

    /// <summary>The type named here, or at the place referred to here.</summary>
    internal ObjectCodec ReadType()
    {
        int position = _position;
        uint distance = ReadVarUInt32();
        if (distance == 0)
        {
            ObjectCodec named = CodecRegistry.GetByName(ReadBytes(ReadCount()));
            _session.AddType(position, named);
            return named;
        }

        if (distance > position)
        {
            throw new SerializerException($"A type reference at byte {position} points before the message.");
        }

        int target = (int)(position - distance);
        if (_session.FindType(target) is { } known)
        {
            return known;
        }

        // The name stands in a member that was stepped over, or the message names very many types.
        Reader earlier = this;
        earlier._position = target;
        earlier._limit = position;
        return earlier.ReadByte() == 0
            ? CodecRegistry.GetByName(earlier.ReadBytes(earlier.ReadCount()))
            : throw new SerializerException($"A type reference at byte {position} points to no type name.");
    }

    /// <summary>The object that begins so many bytes before the header at <paramref name="headerPosition"/>.</summary>
    internal object ReadBackReference(int headerPosition, ObjectCodec codec)
    {
        uint distance = ReadVarUInt32();
        int target = (int)(headerPosition - (long)distance);
        if (distance == 0 || target < 0)
        {
            throw new ReferenceNotFoundException(codec.Type, (uint)Math.Max(target, 0));
        }

        return _session.TryGetObject(target, out object? known) ? known! : ReadSkippedObject(target, codec);
    }

    /// <summary>
    /// Reads an object whose first appearance lies within a member that this version does not know, and so stepped over.
    /// </summary>
    private object ReadSkippedObject(int target, ObjectCodec codec)
    {
        if (!_session.TryGetSkipped(target, out int end))
        {
            throw new ReferenceNotFoundException(codec.Type, (uint)target);
        }

        Reader earlier = this;
        earlier._position = target;
        earlier._limit = end;
        switch (earlier.ReadByte())
        {
            case ObjectHeader.OfDeclaredType:
                break;
            case ObjectHeader.OfNamedType when earlier.ReadType() == codec:
                break;
            default:
                throw new ReferenceNotFoundException(codec.Type, (uint)target);
        }

        earlier.Enter();
        object value = codec.ReadObject(ref earlier, target);
        _session.OutOfOrderBudget -= earlier._position - target;
        return _session.OutOfOrderBudget >= 0
            ? value
            : throw new SerializerException("The message refers to overlapping objects in members that are not known here.");
    }

    internal void Enter() => Nesting.Check(++_depth);

    internal void Leave() => _depth--;

    [DoesNotReturn]
    private readonly void ThrowTruncated(long needed) =>
        throw new SerializerException($"The message ends too early: {needed} more bytes are needed at byte {_position}, and {Remaining} are left.");

    [DoesNotReturn]
    private static void ThrowOutOfRange(ulong value, ulong largest) =>
        throw new SerializerException($"The message holds the number {value} where at most {largest} fits.");
}
