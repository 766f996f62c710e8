using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>A place declared as a type of a family: a byte that says whether there is a value, then the value.</summary>
internal sealed class FamilyCodec<T>(IGeneralizedCodec family) : Codec<T>(WireKind.Delimited)
    where T : class
{
    public override void Write(ref Writer writer, T value)
    {
        if (value is null)
        {
            writer.WriteByte(ObjectHeader.Null);
        }
        else
        {
            WritePresent(ref writer, value);
        }
    }

    public override void WritePresent(ref Writer writer, T value)
    {
        writer.WriteByte(ObjectHeader.OfDeclaredType);
        family.WriteValue(ref writer, value);
    }

    public override T Read(ref Reader reader) => reader.ReadByte() switch
    {
        ObjectHeader.Null => null!,
        ObjectHeader.OfDeclaredType => (T)family.ReadValue(ref reader, typeof(T)),
        byte other => throw new SerializerException($"Byte {reader.Position - 1} of the message is {other}, where a {typeof(T)} should begin."),
    };

    public override T Copy(T value, CopyContext context) => value is null ? null! : (T)family.DeepCopy(value, context);
}
