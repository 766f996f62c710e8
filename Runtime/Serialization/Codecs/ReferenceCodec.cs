using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>
/// The place of an object: null, an object of the declared class, one of a derived class (which is named), or a
/// reference to an object that the message holds already.
/// </summary>
internal sealed class ReferenceCodec<T> : Codec<T>
    where T : class
{
    private readonly ObjectCodec? _declared;

    // The class that occurred last in this place: most places see one class only, and so never search the registry.
    private ObjectCodec? _recent;

    public ReferenceCodec(ObjectCodec? declared)
        : base(WireKind.Delimited)
    {
        _declared = declared;
        IsShallow = typeof(T).IsSealed && declared is { IsShallow: true };
    }

    public override bool IsShallow { get; }

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
        bool isDeclaredType = value.GetType() == typeof(T);
        ObjectCodec codec = Select(value, isDeclaredType);
        if (codec.TracksReferences && writer.TryWriteBackReference(value, codec, isDeclaredType))
        {
            return;
        }

        if (isDeclaredType)
        {
            writer.WriteByte(ObjectHeader.OfDeclaredType);
        }
        else
        {
            writer.WriteByte(ObjectHeader.OfNamedType);
            writer.WriteType(codec);
        }

        writer.Enter();
        codec.WriteObject(ref writer, value);
        writer.Leave();
    }

    public override T Read(ref Reader reader)
    {
        int position = reader.Position;
        byte header = reader.ReadByte();
        object value;
        switch (header)
        {
            case ObjectHeader.Null:
                return null!;
            case ObjectHeader.OfDeclaredType:
                value = ReadContent(ref reader, position, Declared);
                break;
            case ObjectHeader.OfNamedType:
                value = ReadContent(ref reader, position, CheckAssignable(reader.ReadType()));
                break;
            case ObjectHeader.KnownOfDeclaredType:
                value = reader.ReadBackReference(position, Declared);
                break;
            case ObjectHeader.Known:
                value = reader.ReadBackReference(position, CheckAssignable(reader.ReadType()));
                break;
            default:
                throw new SerializerException($"Byte {position} of the message is {header}, where an object of type {typeof(T)} should begin.");
        }

        return value as T
            ?? throw new SerializerException($"The message holds an object of type {value.GetType()} where a {typeof(T)} is declared.");
    }

    public override T Copy(T value, CopyContext context)
    {
        if (value is null)
        {
            return null!;
        }

        ObjectCodec codec = Select(value, value.GetType() == typeof(T));
        if (codec.IsShallow)
        {
            return value;
        }

        if (context.TryGetCopy(value, out object? copy))
        {
            return (T)copy;
        }

        context.Enter();
        copy = codec.CopyObject(value, context);
        context.Leave();
        return (T)copy;
    }

    private ObjectCodec Declared => _declared ?? throw CodecRegistry.NotFound(typeof(T));

    private static object ReadContent(ref Reader reader, int position, ObjectCodec codec)
    {
        reader.Enter();
        object value = codec.ReadObject(ref reader, position);
        reader.Leave();
        return value;
    }

    private static ObjectCodec CheckAssignable(ObjectCodec codec) =>
        typeof(T).IsAssignableFrom(codec.Type) || codec.Type == typeof(Exception)
            ? codec
            : throw new SerializerException($"The message names the type {codec.Type} where a {typeof(T)} is declared.");

    private ObjectCodec Select(T value, bool isDeclaredType)
    {
        if (isDeclaredType)
        {
            return Declared;
        }

        Type type = value.GetType();
        ObjectCodec? recent = _recent;
        if (recent is not null && recent.Type == type)
        {
            return recent;
        }

        ObjectCodec codec = CodecRegistry.GetObjectCodec(type, typeof(T));
        _recent = codec;
        return codec;
    }
}
