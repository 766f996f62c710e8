using System.Diagnostics.CodeAnalysis;

using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Buffers;

/// <content>The members of generated types.</content>
public ref partial struct Reader
{
    /// <summary>Reads the header of the next member.</summary>
    /// <param name="id">In: the number of the member before; out: that of the next.</param>
    /// <param name="kind">The form of its value.</param>
    /// <returns>False at the end of the type's members.</returns>
    public bool ReadMemberHeader(ref uint id, out WireKind kind)
    {
        uint tag = ReadByte();
        kind = (WireKind)(tag & 7);
        if (tag < 0x80)
        {
            id += tag >> 3;
            return tag != 0;
        }

        _position--;
        ulong longTag = ReadVarUInt64();
        kind = (WireKind)(longTag & 7);
        id += (uint)(longTag >> 3);
        return kind != WireKind.End ? true : throw new SerializerException($"A member at byte {_position} has no form.");
    }

    /// <summary>Reads the value of a member. A null where the type has none is read as the default value.</summary>
    public T ReadMember<T>(WireKind kind)
    {
        if (kind == WireKind.Null)
        {
            return default!;
        }

        Codec<T> codec = CodecCache<T>.Codec;
        if (kind != codec.Kind)
        {
            ThrowUnexpectedKind(kind, codec.Kind, typeof(T));
        }

        if (kind != WireKind.Delimited)
        {
            return codec.ReadPresent(ref this);
        }

        int outerLimit = EnterDelimited();
        T value = codec.ReadPresent(ref this);
        LeaveDelimited(outerLimit);
        return value;
    }

    /// <summary>Steps over the value of a member that this version of the type does not have.</summary>
    public void SkipMember(WireKind kind)
    {
        switch (kind)
        {
            case WireKind.Null:
                break;
            case WireKind.VarInt:
                ReadVarUInt64();
                break;
            case WireKind.Fixed32:
                ReadBytes(4);
                break;
            case WireKind.Fixed64:
                ReadBytes(8);
                break;
            case WireKind.Fixed128:
                ReadBytes(16);
                break;
            case WireKind.Bytes:
                ReadBytes((int)(ReadVarUInt32() >> 1));
                break;
            case WireKind.Delimited:
                int length = ReadDelimitedLength();
                _session.AddSkipped(_position, _position + length);
                _position += length;
                break;
            default:
                throw new SerializerException($"A member has the unknown form {(byte)kind}.");
        }
    }

    /// <summary>Reads the members that a base class declares.</summary>
    public void ReadBaseMembers<TBase>(TBase value)
        where TBase : class =>
        BaseCodecCache<TBase>.Codec.ReadMembers(ref this, value);

    /// <summary>Narrows the reader to a delimited value.</summary>
    /// <returns>The end of the value around it, for <see cref="LeaveDelimited"/>.</returns>
    internal int EnterDelimited()
    {
        int length = ReadDelimitedLength();
        int outerLimit = _limit;
        _limit = _position + length;
        return outerLimit;
    }

    internal void LeaveDelimited(int outerLimit)
    {
        if (_position != _limit)
        {
            throw new SerializerException($"A value ends at byte {_position}, although its length says byte {_limit}.");
        }

        _limit = outerLimit;
    }

    private int ReadDelimitedLength()
    {
        uint length = ReadUInt32();
        if (length > (uint)Remaining)
        {
            ThrowTruncated(length);
        }

        return (int)length;
    }

    [DoesNotReturn]
    private static void ThrowUnexpectedKind(WireKind found, WireKind expected, Type type) =>
        throw new UnsupportedWireTypeException($"A member of type {type} is written as {expected}, but the message holds {found}.");
}
