using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.TypeSystem;

namespace Orleans.Serialization.Configuration;

/// <summary>
/// The types that messages may hold, each with its name on the wire and the way to create its codec. Nothing is created
/// before it is needed.
/// </summary>
public sealed class TypeManifestOptions
{
    private readonly Dictionary<Type, Func<Type, object>> _factories = [];

    /// <summary>Adds a class.</summary>
    public void AddClass<T>(string name, Func<ClassCodec<T>> create)
        where T : class =>
        Add(typeof(T), name, _ => create());

    /// <summary>Adds a struct.</summary>
    public void AddStruct<T>(string name, Func<StructCodec<T>> create)
        where T : struct =>
        Add(typeof(T), name, _ => create());

    /// <summary>Adds an enum, so that it can also stand in a place declared as <see cref="object"/>.</summary>
    public void AddEnum<T>(string name)
        where T : struct, Enum =>
        Add(typeof(T), name, _ => new EnumCodec<T>());

    /// <summary>Adds a generic class or struct.</summary>
    /// <param name="definition">The open type.</param>
    /// <param name="codecDefinition">The open codec, with the same type parameters.</param>
    /// <param name="name">The name on the wire, without type arguments.</param>
    public void AddGeneric(Type definition, Type codecDefinition, string name) =>
        Add(definition, name, type => CodecRegistry.Instantiate(codecDefinition, type.GenericTypeArguments));

    /// <summary>Adds a type that travels as a surrogate.</summary>
    public void AddConverter<TValue, TSurrogate, TConverter>()
        where TSurrogate : struct
        where TConverter : IConverter<TValue, TSurrogate>, new() =>
        Add(
            typeof(TValue),
            TypeNames.DefaultName(typeof(TValue)),
            static _ => SurrogateCodecs.Create<TValue, TSurrogate>(new TConverter()));

    internal object? TryCreate(Type type) =>
        _factories.TryGetValue(type, out Func<Type, object>? create)
        || (type.IsConstructedGenericType && _factories.TryGetValue(type.GetGenericTypeDefinition(), out create))
            ? create(type)
            : null;

    private void Add(Type type, string name, Func<Type, object> create)
    {
        _factories[type] = create;
        TypeNames.Add(type, name);
    }
}
