using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;

namespace Orleans.Serialization.Codecs;

/// <summary>An instance of <see cref="object"/> itself, which has an identity and nothing else.</summary>
internal sealed class PlainObjectCodec() : ClassCodec<object>
{
    public override object Create() => new();

    public override void WriteMembers(ref Writer writer, object value)
    {
    }

    public override void ReadMembers(ref Reader reader, object value)
    {
    }

    public override void CopyMembers(object source, object target, CopyContext context)
    {
    }
}
