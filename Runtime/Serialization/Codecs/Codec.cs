using System.Runtime.CompilerServices;

using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;

namespace Orleans.Serialization.Codecs;

/// <summary>
/// Writes, reads and copies what may stand in a place declared as <typeparamref name="T"/>: for a struct the value, for a
/// class also null, derived classes, and references to objects that the message holds already. Codecs are thread-safe.
/// </summary>
/// <typeparam name="T">The declared type.</typeparam>
public abstract class Codec<T>
{
    /// <summary>Creates a codec.</summary>
    /// <param name="kind">The form of a value that is a member of a generated type.</param>
    protected Codec(WireKind kind) => Kind = kind;

    /// <summary>The form of a value that is a member of a generated type.</summary>
    public WireKind Kind { get; }

    /// <summary>Whether every value of this declared type is its own copy.</summary>
    public virtual bool IsShallow => !RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    /// <summary>Writes a value, which may be null if the type allows it.</summary>
    public abstract void Write(ref Writer writer, T value);

    /// <summary>Reads a value that <see cref="Write"/> wrote.</summary>
    public abstract T Read(ref Reader reader);

    /// <summary>Writes a value that is not null, in the form <see cref="Kind"/>.</summary>
    public virtual void WritePresent(ref Writer writer, T value) => Write(ref writer, value);

    /// <summary>Reads a value that <see cref="WritePresent"/> wrote.</summary>
    public virtual T ReadPresent(ref Reader reader) => Read(ref reader);

    /// <summary>Copies a value so that changes of either are not seen in the other.</summary>
    public virtual T Copy(T value, CopyContext context) => value;
}
