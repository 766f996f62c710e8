using Orleans.Runtime;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Codecs;

// The runtime's own identifiers, as they occur in grain calls and states.

internal sealed class IdSpanCodec() : Codec<IdSpan>(WireKind.Bytes)
{
    public override bool IsShallow => true;

    public override void Write(ref Writer writer, IdSpan value)
    {
        ReadOnlySpan<byte> bytes = value.AsSpan();
        writer.WriteVarUInt32((uint)bytes.Length << 1);
        writer.Write(bytes);
    }

    public override IdSpan Read(ref Reader reader)
    {
        ReadOnlySpan<byte> bytes = reader.ReadBytes((int)(reader.ReadVarUInt32() >> 1));
        return bytes.IsEmpty ? default : new IdSpan(bytes.ToArray());
    }
}

internal sealed class GrainTypeCodec() : Codec<GrainType>(WireKind.Bytes)
{
    public override bool IsShallow => true;

    public override void Write(ref Writer writer, GrainType value) => writer.WriteValue(value.Value);

    public override GrainType Read(ref Reader reader) => new(reader.ReadValue<IdSpan>());
}

internal sealed class GrainInterfaceTypeCodec() : Codec<GrainInterfaceType>(WireKind.Bytes)
{
    public override bool IsShallow => true;

    public override void Write(ref Writer writer, GrainInterfaceType value) => writer.WriteValue(value.Value);

    public override GrainInterfaceType Read(ref Reader reader) => new(reader.ReadValue<IdSpan>());
}

internal sealed class GrainIdCodec() : Codec<GrainId>(WireKind.Delimited)
{
    public override bool IsShallow => true;

    public override void Write(ref Writer writer, GrainId value)
    {
        writer.WriteValue(value.Type);
        writer.WriteValue(value.Key);
    }

    public override GrainId Read(ref Reader reader) => new(reader.ReadValue<GrainType>(), reader.ReadValue<IdSpan>());
}

internal sealed class SiloAddressCodec : TextualCodec<SiloAddress>
{
    protected override string Format(SiloAddress value) => value.ToString();

    protected override SiloAddress Parse(string text) => SiloAddress.Parse(text);
}
