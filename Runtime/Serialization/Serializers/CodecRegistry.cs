using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;

using Orleans.Serialization.Codecs;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.TypeSystem;

namespace Orleans.Serialization.Serializers;

/// <summary>
/// Finds the codec of a type: built in, generated, or of a family. Every search happens once per type; afterwards the
/// codec stands in a field of its own. Types become known through the manifests of their assemblies and in no other
/// way, so that no message can bring a type to life that nobody offered.
/// </summary>
public static class CodecRegistry
{
    // One lock for every search: codecs ask for one another while they are built.
    private static readonly Lock Gate = new();

    private static readonly Dictionary<Type, object> Codecs = [];
    private static readonly ConcurrentDictionary<Type, ObjectCodec> ObjectCodecs = [];
    private static readonly ConcurrentDictionary<(Type Runtime, Type Declared), ObjectCodec> Substitutes = [];
    private static readonly ConcurrentDictionary<string, ObjectCodec> ObjectCodecsByName = [];

    private static readonly ConcurrentDictionary<string, ObjectCodec>.AlternateLookup<ReadOnlySpan<char>> ObjectCodecsBySpan =
        ObjectCodecsByName.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly HashSet<Type> Undecided = [];
    private static readonly List<IGeneralizedCodec> Families = [];

    private const int MaxNameBytes = 4_000;

    /// <summary>Adds the codec of a family of types, unless one of the same class was added before.</summary>
    public static void AddFamily(IGeneralizedCodec family)
    {
        ArgumentNullException.ThrowIfNull(family);
        lock (Gate)
        {
            if (Families.Exists(known => known.GetType() == family.GetType()))
            {
                return;
            }

            Families.Add(family);
        }
    }

    internal static void AddFamilies(IServiceProvider services)
    {
        if (services.GetService(typeof(IEnumerable<IGeneralizedCodec>)) is IEnumerable<IGeneralizedCodec> families)
        {
            foreach (IGeneralizedCodec family in families)
            {
                AddFamily(family);
            }
        }
    }

    internal static Codec<T> Resolve<T>() => (Codec<T>)Resolve(typeof(T));

    internal static bool TryResolve<T>([NotNullWhen(true)] out Codec<T>? codec)
    {
        try
        {
            codec = Resolve<T>();
            return true;
        }
        catch (CodecNotFoundException)
        {
            codec = null;
            return false;
        }
    }

    internal static bool IsShallow<T>() => TryResolve(out Codec<T>? codec) && codec.IsShallow;

    /// <summary>
    /// Answers a question about a type that may lead back to the same question, through a struct that holds an array of
    /// itself for example. The inner question is then answered with the safe "no".
    /// </summary>
    internal static bool Decide(Type type, Func<bool> question)
    {
        lock (Gate)
        {
            if (!Undecided.Add(type))
            {
                return false;
            }

            try
            {
                return question();
            }
            finally
            {
                Undecided.Remove(type);
            }
        }
    }

    internal static ClassCodec<T> GetBaseCodec<T>()
        where T : class
    {
        TypeManifest.EnsureLoaded();
        lock (Gate)
        {
            return CreateRegistered(typeof(T)) as ClassCodec<T>
                ?? throw new CodecNotFoundException(typeof(T), "A class with [GenerateSerializer] derives from it, so it needs the attribute too.");
        }
    }

    /// <summary>The codec of objects of exactly the given class, which stand in a place of the declared type.</summary>
    internal static ObjectCodec GetObjectCodec(Type type, Type declaredType)
    {
        if (ObjectCodecs.TryGetValue(type, out ObjectCodec? codec))
        {
            return codec;
        }

        TypeManifest.EnsureLoaded();
        lock (Gate)
        {
            codec = FindObjectCodec(type);
        }

        return codec ?? Substitutes.GetOrAdd(
            (type, declaredType),
            static key => SubstituteCodec.TryCreate(key.Runtime, key.Declared) ?? throw NotFound(key.Runtime));
    }

    /// <summary>The codec of the class that a message names.</summary>
    internal static ObjectCodec GetByName(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxNameBytes)
        {
            throw new SerializerException($"The message holds a type name of {utf8.Length} bytes; at most {MaxNameBytes} are allowed.");
        }

        Span<char> characters = stackalloc char[utf8.Length];
        ReadOnlySpan<char> name = characters[..Encoding.UTF8.GetChars(utf8, characters)];
        if (ObjectCodecsBySpan.TryGetValue(name, out ObjectCodec? codec))
        {
            return codec;
        }

        TypeManifest.EnsureLoaded();
        string text = name.ToString();
        lock (Gate)
        {
            codec = Families.Find(family => family.WireName == text) is { } family
                ? new FamilyObjectCodec(family, typeof(object))
                : CreateNamed(text);
            return ObjectCodecsByName.GetOrAdd(text, codec);
        }
    }

    internal static byte[] GetWireName(Type type) => Encoding.UTF8.GetBytes(FormatName(type));

    internal static string FormatName(Type type)
    {
        TypeManifest.EnsureLoaded();
        return TypeNames.Format(type);
    }

    internal static CodecNotFoundException NotFound(Type type) =>
        type.GetInterface("Orleans.Runtime.IAddressable") is not null && !type.IsInterface
            ? new CodecNotFoundException(type, "A grain cannot be sent itself: send its reference, with this.AsReference<TInterface>().")
            : new CodecNotFoundException(type);

    private static object Resolve(Type type)
    {
        TypeManifest.EnsureLoaded();
        lock (Gate)
        {
            if (!Codecs.TryGetValue(type, out object? codec))
            {
                codec = Create(type);
                Codecs[type] = codec;
            }

            return codec;
        }
    }

    private static object Create(Type type)
    {
        if (FindFamily(type) is { } family)
        {
            return Instantiate(typeof(FamilyCodec<>), [type], family);
        }

        if (TryCreateValueCodec(type) is { } valueCodec)
        {
            return valueCodec;
        }

        if (type.IsValueType || type.IsPointer || type.IsByRef)
        {
            throw NotFound(type);
        }

        ObjectCodec? declared = FindObjectCodec(type);
        return declared is null && !type.IsAbstract && !type.IsInterface
            ? throw NotFound(type)
            : Instantiate(typeof(ReferenceCodec<>), [type], declared);
    }

    /// <summary>The codec of a type whose values have no identity: a struct, an enum, a string.</summary>
    private static object? TryCreateValueCodec(Type type)
    {
        if (BuiltInTypes.TryCreateValueCodec(type) is { } builtIn)
        {
            return builtIn;
        }

        if (type.IsEnum)
        {
            return Instantiate(typeof(EnumCodec<>), [type]);
        }

        return CreateRegistered(type) is { } registered and not ObjectCodec ? registered : null;
    }

    private static ObjectCodec? TryCreateObjectCodec(Type type)
    {
        if (FindFamily(type) is { } family)
        {
            return new FamilyObjectCodec(family, type);
        }

        if (typeof(Exception).IsAssignableFrom(type))
        {
            return ExceptionCodec.Instance;
        }

        if (typeof(Type).IsAssignableFrom(type))
        {
            return new ValueObjectCodec<Type>(Resolve<Type>());
        }

        if (TryCreateValueCodec(type) is not null)
        {
            return (ObjectCodec)Instantiate(typeof(ValueObjectCodec<>), [type], Resolve(type));
        }

        if (type.IsSZArray)
        {
            return (ObjectCodec)Instantiate(typeof(ArrayCodec<>), [type.GetElementType()!]);
        }

        return BuiltInTypes.TryCreateObjectCodec(type) ?? CreateRegistered(type) as ObjectCodec;
    }

    /// <summary>What the generator or a converter offers for the type: a codec of its values or of its objects.</summary>
    private static object? CreateRegistered(Type type) => TypeManifest.TryCreate(type);

    private static ObjectCodec CreateNamed(string name)
    {
        Type type = TypeNames.Parse(name);
        return FindObjectCodec(type) ?? throw NotFound(type);
    }

    private static ObjectCodec? FindObjectCodec(Type type)
    {
        if (ObjectCodecs.TryGetValue(type, out ObjectCodec? codec))
        {
            return codec;
        }

        codec = TryCreateObjectCodec(type);
        return codec is null ? null : ObjectCodecs.GetOrAdd(type, codec);
    }

    private static IGeneralizedCodec? FindFamily(Type type) => Families.Find(family => family.IsSupportedType(type));

    internal static object Instantiate(Type definition, Type[] arguments, params object?[] constructorArguments) =>
        Activator.CreateInstance(
            definition.MakeGenericType(arguments),
            System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.DoNotWrapExceptions,
            binder: null,
            constructorArguments,
            culture: null)!;
}
