using System.Text;

using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>A value of a family in a place declared as a more general type.</summary>
internal sealed class FamilyObjectCodec(IGeneralizedCodec family, Type type) : ObjectCodec(type)
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(family.WireName);

    internal override ReadOnlySpan<byte> WireName => _name;

    internal override bool TracksReferences => false;

    internal override void WriteObject(ref Writer writer, object value) => family.WriteValue(ref writer, value);

    internal override object ReadObject(ref Reader reader, int position) => family.ReadValue(ref reader, Type);

    internal override object CopyObject(object value, CopyContext context) => family.DeepCopy(value, context);
}
