using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>
/// A collection of a class that has no codec, in a place declared as a collection interface: what the compiler makes of
/// <c>IReadOnlyList&lt;int&gt; x = [1, 2]</c> or a query. It arrives as a list, set or dictionary with the same elements.
/// </summary>
internal sealed class SubstituteCodec : ObjectCodec
{
    private readonly ObjectCodec _codec;
    private readonly Func<object, object> _convert;

    private SubstituteCodec(Type type, ObjectCodec codec, Func<object, object> convert)
        : base(type)
    {
        _codec = codec;
        _convert = convert;
    }

    internal override ReadOnlySpan<byte> WireName => _codec.WireName;

    public static SubstituteCodec? TryCreate(Type type, Type declaredType)
    {
        if (!declaredType.IsInterface || !declaredType.IsConstructedGenericType)
        {
            return null;
        }

        Type definition = declaredType.GetGenericTypeDefinition();
        Type? substitute =
            definition == typeof(IEnumerable<>) || definition == typeof(IReadOnlyCollection<>) || definition == typeof(IReadOnlyList<>)
            || definition == typeof(ICollection<>) || definition == typeof(IList<>) ? typeof(List<>)
            : definition == typeof(ISet<>) || definition == typeof(IReadOnlySet<>) ? typeof(HashSet<>)
            : definition == typeof(IDictionary<,>) || definition == typeof(IReadOnlyDictionary<,>) ? typeof(Dictionary<,>)
            : null;
        if (substitute is null)
        {
            return null;
        }

        // The constructor that takes any enumerable, found once for this pair of classes.
        Type closed = substitute.MakeGenericType(declaredType.GenericTypeArguments);
        Type elements = declaredType.GenericTypeArguments is [Type key, Type value]
            ? typeof(IEnumerable<>).MakeGenericType(typeof(KeyValuePair<,>).MakeGenericType(key, value))
            : typeof(IEnumerable<>).MakeGenericType(declaredType.GenericTypeArguments[0]);
        return new SubstituteCodec(
            type,
            CodecRegistry.GetObjectCodec(closed, closed),
            closed.GetConstructor([elements]) is { } constructor
                ? source => constructor.Invoke([source])
                : throw new CodecNotFoundException(type));
    }

    internal override void WriteObject(ref Writer writer, object value) => _codec.WriteObject(ref writer, _convert(value));

    internal override object ReadObject(ref Reader reader, int position) => _codec.ReadObject(ref reader, position);

    internal override object CopyObject(object value, CopyContext context)
    {
        object copy = _codec.CopyObject(_convert(value), context);
        context.RecordCopy(value, copy);
        return copy;
    }
}
