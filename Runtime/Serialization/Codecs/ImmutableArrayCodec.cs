using System.Collections.Immutable;
using System.Runtime.InteropServices;

using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>The number of elements plus one, or 0 for an array that was never set; then the elements.</summary>
internal sealed class ImmutableArrayCodec<T>() : Codec<ImmutableArray<T>>(WireKind.Delimited)
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(typeof(ImmutableArray<T>), CodecRegistry.IsShallow<T>);

    public override void Write(ref Writer writer, ImmutableArray<T> value)
    {
        if (value.IsDefault)
        {
            writer.WriteByte(0);
            return;
        }

        writer.WriteVarUInt32((uint)value.Length + 1);
        Elements<T>.Write(ref writer, value.AsSpan());
    }

    public override ImmutableArray<T> Read(ref Reader reader)
    {
        uint countPlusOne = reader.ReadVarUInt32();
        if (countPlusOne == 0)
        {
            return default;
        }

        int count = reader.CheckCount(countPlusOne - 1, Elements<T>.SmallestSize);
        return ImmutableCollectionsMarshal.AsImmutableArray(Elements<T>.ReadArray(ref reader, count));
    }

    public override ImmutableArray<T> Copy(ImmutableArray<T> value, CopyContext context) =>
        IsShallow || value.IsDefaultOrEmpty
            ? value
            : ImmutableCollectionsMarshal.AsImmutableArray(Elements<T>.CopyArray(value.AsSpan(), context));
}
