using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Codecs;

/// <summary>The steps of a <see cref="ClassCodec{T}"/> for a caller that does not know the class.</summary>
internal interface IMemberCodec
{
    object CreateObject();

    void WriteMembersOf(ref Writer writer, object value);

    void ReadMembersOf(ref Reader reader, object value);
}
