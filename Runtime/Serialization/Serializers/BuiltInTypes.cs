using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Net;
using System.Numerics;

using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.TypeSystem;

namespace Orleans.Serialization.Serializers;

/// <summary>The framework's types that messages may hold, with their names on the wire. The names never change.</summary>
internal static class BuiltInTypes
{
    private static readonly Dictionary<Type, Func<object>> Values = [];
    private static readonly Dictionary<Type, Type> GenericValues = [];
    private static readonly Dictionary<Type, Type> GenericObjects = [];

    static BuiltInTypes()
    {
        AddValue(typeof(bool), "bool", static () => new BooleanCodec());
        AddValue(typeof(byte), "byte", static () => new ByteCodec());
        AddValue(typeof(sbyte), "sbyte", static () => new SByteCodec());
        AddValue(typeof(short), "short", static () => new Int16Codec());
        AddValue(typeof(ushort), "ushort", static () => new UInt16Codec());
        AddValue(typeof(char), "char", static () => new CharCodec());
        AddValue(typeof(int), "int", static () => new Int32Codec());
        AddValue(typeof(uint), "uint", static () => new UInt32Codec());
        AddValue(typeof(long), "long", static () => new Int64Codec());
        AddValue(typeof(ulong), "ulong", static () => new UInt64Codec());
        AddValue(typeof(Half), "half", static () => new HalfCodec());
        AddValue(typeof(float), "float", static () => new SingleCodec());
        AddValue(typeof(double), "double", static () => new DoubleCodec());
        AddValue(typeof(decimal), "decimal", static () => new DecimalCodec());
        AddValue(typeof(Int128), "int128", static () => new Int128Codec());
        AddValue(typeof(UInt128), "uint128", static () => new UInt128Codec());
        AddValue(typeof(BigInteger), "bigint", static () => new BigIntegerCodec());
        AddValue(typeof(string), "string", static () => new StringCodec());
        AddValue(typeof(Guid), "guid", static () => new GuidCodec());
        AddValue(typeof(DateTime), "datetime", static () => new DateTimeCodec());
        AddValue(typeof(DateTimeOffset), "datetimeoffset", static () => new DateTimeOffsetCodec());
        AddValue(typeof(TimeSpan), "timespan", static () => new TimeSpanCodec());
        AddValue(typeof(DateOnly), "date", static () => new DateOnlyCodec());
        AddValue(typeof(TimeOnly), "time", static () => new TimeOnlyCodec());
        AddValue(typeof(Uri), "uri", static () => new UriCodec());
        AddValue(typeof(Version), "version", static () => new VersionCodec());
        AddValue(typeof(IPAddress), "ip", static () => new IPAddressCodec());
        AddValue(typeof(IPEndPoint), "endpoint", static () => new IPEndPointCodec());
        AddValue(typeof(CultureInfo), "culture", static () => new CultureInfoCodec());

        AddValue(typeof(Type), "type", static () => new TypeCodec());
        AddValue(typeof(IdSpan), "id", static () => new IdSpanCodec());
        AddValue(typeof(GrainType), "graintype", static () => new GrainTypeCodec());
        AddValue(typeof(GrainInterfaceType), "graininterfacetype", static () => new GrainInterfaceTypeCodec());
        AddValue(typeof(GrainId), "grainid", static () => new GrainIdCodec());
        AddValue(typeof(SiloAddress), "siloaddress", static () => new SiloAddressCodec());

        AddGeneric(GenericValues, "nullable", typeof(Nullable<>), typeof(NullableCodec<>));
        AddGeneric(GenericValues, "pair", typeof(KeyValuePair<,>), typeof(KeyValuePairCodec<,>));
        AddGeneric(GenericValues, "immutablearray", typeof(ImmutableArray<>), typeof(ImmutableArrayCodec<>));
        AddGeneric(GenericValues, "memory", typeof(Memory<>), typeof(MemoryCodec<>));
        AddGeneric(GenericValues, "readonlymemory", typeof(ReadOnlyMemory<>), typeof(ReadOnlyMemoryCodec<>));
        AddGeneric(GenericValues, "immutable", typeof(Immutable<>), typeof(ImmutableWrapperCodec<>));
        AddGeneric(GenericValues, "valuetuple1", typeof(ValueTuple<>), typeof(ValueTupleCodec<>));
        AddGeneric(GenericValues, "valuetuple2", typeof(ValueTuple<,>), typeof(ValueTupleCodec<,>));
        AddGeneric(GenericValues, "valuetuple3", typeof(ValueTuple<,,>), typeof(ValueTupleCodec<,,>));
        AddGeneric(GenericValues, "valuetuple4", typeof(ValueTuple<,,,>), typeof(ValueTupleCodec<,,,>));
        AddGeneric(GenericValues, "valuetuple5", typeof(ValueTuple<,,,,>), typeof(ValueTupleCodec<,,,,>));
        AddGeneric(GenericValues, "valuetuple6", typeof(ValueTuple<,,,,,>), typeof(ValueTupleCodec<,,,,,>));
        AddGeneric(GenericValues, "valuetuple7", typeof(ValueTuple<,,,,,,>), typeof(ValueTupleCodec<,,,,,,>));
        AddGeneric(GenericValues, "valuetuple8", typeof(ValueTuple<,,,,,,,>), typeof(ValueTupleCodec<,,,,,,,>));

        AddGeneric(GenericObjects, "list", typeof(List<>), typeof(ListCodec<>));
        AddGeneric(GenericObjects, "dictionary", typeof(Dictionary<,>), typeof(DictionaryCodec<,>));
        AddGeneric(GenericObjects, "set", typeof(HashSet<>), typeof(HashSetCodec<>));
        AddGeneric(GenericObjects, "sorteddictionary", typeof(SortedDictionary<,>), typeof(SortedDictionaryCodec<,>));
        AddGeneric(GenericObjects, "sortedset", typeof(SortedSet<>), typeof(SortedSetCodec<>));
        AddGeneric(GenericObjects, "queue", typeof(Queue<>), typeof(QueueCodec<>));
        AddGeneric(GenericObjects, "stack", typeof(Stack<>), typeof(StackCodec<>));
        AddGeneric(GenericObjects, "readonlycollection", typeof(ReadOnlyCollection<>), typeof(ReadOnlyCollectionCodec<>));
        AddGeneric(GenericObjects, "immutablelist", typeof(ImmutableList<>), typeof(ImmutableListCodec<>));
        AddGeneric(GenericObjects, "immutableset", typeof(ImmutableHashSet<>), typeof(ImmutableHashSetCodec<>));
        AddGeneric(GenericObjects, "immutabledictionary", typeof(ImmutableDictionary<,>), typeof(ImmutableDictionaryCodec<,>));
        AddGeneric(GenericObjects, "immutablesorteddictionary", typeof(ImmutableSortedDictionary<,>), typeof(ImmutableSortedDictionaryCodec<,>));
        AddGeneric(GenericObjects, "immutablesortedset", typeof(ImmutableSortedSet<>), typeof(ImmutableSortedSetCodec<>));
        AddGeneric(GenericObjects, "immutablequeue", typeof(ImmutableQueue<>), typeof(ImmutableQueueCodec<>));
        AddGeneric(GenericObjects, "tuple1", typeof(Tuple<>), typeof(TupleCodec<>));
        AddGeneric(GenericObjects, "tuple2", typeof(Tuple<,>), typeof(TupleCodec<,>));
        AddGeneric(GenericObjects, "tuple3", typeof(Tuple<,,>), typeof(TupleCodec<,,>));
        AddGeneric(GenericObjects, "tuple4", typeof(Tuple<,,,>), typeof(TupleCodec<,,,>));
        AddGeneric(GenericObjects, "tuple5", typeof(Tuple<,,,,>), typeof(TupleCodec<,,,,>));
        AddGeneric(GenericObjects, "tuple6", typeof(Tuple<,,,,,>), typeof(TupleCodec<,,,,,>));
        AddGeneric(GenericObjects, "tuple7", typeof(Tuple<,,,,,,>), typeof(TupleCodec<,,,,,,>));
        AddGeneric(GenericObjects, "tuple8", typeof(Tuple<,,,,,,,>), typeof(TupleCodec<,,,,,,,>));

        TypeNames.Add(typeof(object), "object");
        TypeNames.Add(typeof(Exception), "exception");
    }

    /// <summary>Makes the names known.</summary>
    public static void EnsureRegistered()
    {
    }

    public static object? TryCreateValueCodec(Type type) =>
        Values.TryGetValue(type, out Func<object>? create) ? create() : TryCreateGeneric(GenericValues, type);

    public static ObjectCodec? TryCreateObjectCodec(Type type) =>
        type == typeof(object) ? new PlainObjectCodec() : (ObjectCodec?)TryCreateGeneric(GenericObjects, type);

    private static object? TryCreateGeneric(Dictionary<Type, Type> codecs, Type type) =>
        type.IsConstructedGenericType && codecs.TryGetValue(type.GetGenericTypeDefinition(), out Type? codec)
            ? CodecRegistry.Instantiate(codec, type.GenericTypeArguments)
            : null;

    // Not generic: each of these types would cost a compiled method before the first message.
    private static void AddValue(Type type, string name, Func<object> create)
    {
        Values[type] = create;
        TypeNames.Add(type, name);
    }

    private static void AddGeneric(Dictionary<Type, Type> codecs, string name, Type definition, Type codec)
    {
        codecs[definition] = codec;
        TypeNames.Add(definition, name);
    }
}
