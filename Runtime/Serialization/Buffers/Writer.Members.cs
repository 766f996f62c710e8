using System.Buffers.Binary;

using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Buffers;

/// <content>The members of generated types: each with its number and form, so that a reader can step over it.</content>
public ref partial struct Writer
{
    /// <summary>Writes one member.</summary>
    /// <param name="idDelta">Its number, less that of the member before it in the same type.</param>
    /// <param name="value">Its value.</param>
    public void WriteMember<T>(uint idDelta, T value)
    {
        if (value is null)
        {
            WriteTag(idDelta, WireKind.Null);
            return;
        }

        Codec<T> codec = CodecCache<T>.Codec;
        WireKind kind = codec.Kind;
        WriteTag(idDelta, kind);
        if (kind != WireKind.Delimited)
        {
            codec.WritePresent(ref this, value);
            return;
        }

        int start = BeginDelimited();
        codec.WritePresent(ref this, value);
        EndDelimited(start);
    }

    /// <summary>Ends the members of one type: those of a base class end before those of the derived class begin.</summary>
    public void WriteEndMembers() => WriteByte((byte)WireKind.End);

    /// <summary>Writes the members that a base class declares.</summary>
    public void WriteBaseMembers<TBase>(TBase value)
        where TBase : class =>
        BaseCodecCache<TBase>.Codec.WriteMembers(ref this, value);

    internal void WriteTag(uint idDelta, WireKind kind) => WriteVarUInt64(((ulong)idDelta << 3) | (byte)kind);

    internal int BeginDelimited()
    {
        WriteUInt32(0);
        return _position;
    }

    internal readonly void EndDelimited(int start) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer[(start - sizeof(uint))..], (uint)(_position - start));
}
