using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;

namespace Orleans.Serialization.Codecs;

/// <summary>The codec of a class by its members. Generated codecs derive from it.</summary>
/// <typeparam name="T">The class.</typeparam>
public abstract class ClassCodec<T> : ObjectCodec, IMemberCodec
    where T : class
{
    /// <summary>Creates the codec.</summary>
    protected ClassCodec()
        : base(typeof(T))
    {
    }

    /// <summary>Writes the members, those of the base classes first, each class's ended by <see cref="Writer.WriteEndMembers"/>.</summary>
    public abstract void WriteMembers(ref Writer writer, T value);

    /// <summary>Reads the members into an instance. Unknown ones are stepped over, missing ones keep their value.</summary>
    public abstract void ReadMembers(ref Reader reader, T value);

    /// <summary>Copies the members of one instance into another.</summary>
    public abstract void CopyMembers(T source, T target, CopyContext context);

    /// <summary>Creates an instance to be filled.</summary>
    public abstract T Create();

    object IMemberCodec.CreateObject() => Create();

    void IMemberCodec.WriteMembersOf(ref Writer writer, object value) => WriteMembers(ref writer, (T)value);

    void IMemberCodec.ReadMembersOf(ref Reader reader, object value) => ReadMembers(ref reader, (T)value);

    internal override void WriteObject(ref Writer writer, object value) => WriteMembers(ref writer, (T)value);

    internal override object ReadObject(ref Reader reader, int position)
    {
        T value = Create();
        reader.RecordObject(position, value);
        ReadMembers(ref reader, value);
        return value;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        T copy = Create();
        context.RecordCopy(value, copy);
        CopyMembers((T)value, copy, context);
        return copy;
    }
}
