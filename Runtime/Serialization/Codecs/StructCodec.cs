using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>The codec of a struct by its members. Generated codecs derive from it.</summary>
/// <typeparam name="T">The struct.</typeparam>
public abstract class StructCodec<T> : Codec<T>
    where T : struct
{
    private bool? _isShallow;

    /// <summary>Creates the codec.</summary>
    protected StructCodec()
        : base(WireKind.Delimited)
    {
    }

    /// <inheritdoc/>
    public sealed override bool IsShallow => _isShallow ??= CodecRegistry.Decide(typeof(T), HasShallowMembers);

    /// <summary>Writes the members, ended by <see cref="Writer.WriteEndMembers"/>.</summary>
    public abstract void WriteMembers(ref Writer writer, ref T value);

    /// <summary>Reads the members. Unknown ones are stepped over, missing ones keep their value.</summary>
    public abstract void ReadMembers(ref Reader reader, ref T value);

    /// <summary>Copies those members that are not their own copies.</summary>
    public abstract void CopyMembers(ref T value, CopyContext context);

    /// <inheritdoc/>
    public sealed override void Write(ref Writer writer, T value) => WriteMembers(ref writer, ref value);

    /// <inheritdoc/>
    public sealed override T Read(ref Reader reader)
    {
        T value = default;
        ReadMembers(ref reader, ref value);
        return value;
    }

    /// <inheritdoc/>
    public sealed override T Copy(T value, CopyContext context)
    {
        CopyMembers(ref value, context);
        return value;
    }

    /// <summary>Whether every member is its own copy.</summary>
    protected abstract bool HasShallowMembers();

    /// <summary>Whether every value of the declared type <typeparamref name="TMember"/> is its own copy.</summary>
    protected static bool IsShallowMember<TMember>() => CodecRegistry.IsShallow<TMember>();
}
