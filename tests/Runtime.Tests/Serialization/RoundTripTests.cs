using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Net;
using System.Numerics;

using Orleans.Concurrency;
using Orleans.Serialization;

namespace RlOrleans.Runtime.Tests.Serialization;

public sealed class RoundTripTests
{
    private readonly Serializer _serializer = new();

    public static TheoryData<object?> Values => new()
    {
        null,
        true,
        (byte)255,
        (sbyte)-128,
        short.MinValue,
        ushort.MaxValue,
        'ж',
        int.MinValue,
        int.MaxValue,
        uint.MaxValue,
        long.MinValue,
        ulong.MaxValue,
        (Half)1.5,
        float.NaN,
        float.Epsilon,
        double.NegativeInfinity,
        -0.1m,
        decimal.MaxValue,
        Int128.MinValue,
        UInt128.MaxValue,
        BigInteger.Pow(-7, 99),
        "",
        "zażółć 🚀",
        "lone \ud800 surrogate",
        Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
        new DateTime(2026, 2, 28, 1, 2, 3, DateTimeKind.Local),
        DateTime.MaxValue,
        new DateTimeOffset(2026, 2, 28, 1, 2, 3, TimeSpan.FromHours(-9)),
        TimeSpan.MinValue,
        DateOnly.MaxValue,
        TimeOnly.MaxValue,
        new Uri("https://example.org/a?b=c"),
        new Uri("relative/path", UriKind.Relative),
        new Version(1, 2, 3, 4),
        IPAddress.Parse("fe80::1"),
        new IPEndPoint(IPAddress.Loopback, 11111),
        Direction.South,
        new Point(-1, 2),
        (1, "two", 3.0),
        (1, 2, 3, 4, 5, 6, 7, 8, 9),
        Tuple.Create(1, "two"),
        KeyValuePair.Create("key", 5),
        new byte[] { 1, 2, 3 },
        new[] { 1.5f, -2.5f },
        new[] { "a", null, "c" },
        new int?[] { 1, null },
        new[] { new[] { 1 }, [2, 3] },
        new List<int> { 1, 2, 3 },
        new List<object?> { 1, "two", null, new Point(3, 4) },
        new HashSet<string> { "a", "b" },
        new SortedSet<int> { 3, 1, 2 },
        new Queue<int>([1, 2, 3]),
        new Stack<int>([1, 2, 3]),
        new Dictionary<string, int> { ["a"] = 1 },
        new SortedDictionary<string, int> { ["b"] = 1, ["a"] = 2 },
        ImmutableArray.Create(1, 2, 3),
        ImmutableList.Create("a", "b"),
        ImmutableHashSet.Create(1, 2, 3),
        ImmutableSortedSet.Create(3, 1, 2),
        ImmutableQueue.Create(1, 2, 3),
        ImmutableDictionary<string, int>.Empty.Add("a", 1),
        ImmutableSortedDictionary<string, int>.Empty.Add("a", 1),
        new ReadOnlyCollection<int>([1, 2]),
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Deserialize_OfEveryBuiltInTypeAsObject_GivesEqualValueOfSameType(object? value)
    {
        object? read = RoundTrip(value);

        Assert.Equal(value?.GetType(), read?.GetType());
        Assert.Equal(value, read);
    }

    [Fact]
    public void Deserialize_OfDateTime_KeepsTheKind() =>
        Assert.Equal(DateTimeKind.Local, RoundTrip(new DateTime(5, DateTimeKind.Local)).Kind);

    [Fact]
    public void Deserialize_OfRecord_GivesEqualMembers()
    {
        Transition value = new(3, "CartPole-v1", [1f, 2f, 3f], 0.5) { Seed = 42 };

        Transition read = RoundTrip(value);

        Assert.Equal(value with { Observation = default }, read with { Observation = default });
        Assert.Equal(value.Observation.ToArray(), read.Observation.ToArray());
    }

    [Fact]
    public void Deserialize_OfStruct_GivesEqualMembers()
    {
        Segment read = RoundTrip(new Segment { From = new Point(1, 2), Through = [new Point(3, 4)] });

        Assert.Equal(new Point(1, 2), read.From);
        Assert.Equal([new Point(3, 4)], read.Through!);
    }

    [Fact]
    public void Deserialize_OfDerivedClassInPlaceOfAbstractBase_KeepsClassAndMembersOfEachLevel()
    {
        Shape[] read = RoundTrip(new Shape[]
        {
            new Circle(2.5) { Name = "round" },
            new Square { Name = "flat", Side = 3, Corners = [new Point(0, 0)], Colours = [1] },
            new Circle(1),
        });

        Circle circle = Assert.IsType<Circle>(read[0]);
        Assert.Equal(("round", 2.5), (circle.Name, circle.Radius));
        Square square = Assert.IsType<Square>(read[1]);
        Assert.Equal(("flat", 3, 1), (square.Name, square.Side, square.Depth));
        Assert.Equal([new Point(0, 0)], square.Corners);
        Assert.Equal([1], square.Colours);
        Assert.Null(read[2].Name);
    }

    [Fact]
    public void Deserialize_OfGenericClass_FillsPrivateMembers()
    {
        Pair<string, List<int?>> read = RoundTrip(new Pair<string, List<int?>>("one", [2, null]));

        Assert.Equal("one", read.First);
        Assert.Equal([2, null], read.Second!);
    }

    [Fact]
    public void Deserialize_OfClassNestedInGenericClass_GivesEqualValue()
    {
        Pair<string, int>.Nested<double> value = new("one", 2.5);

        Assert.Equal(value, RoundTrip(value));
        Assert.Equal(value, RoundTrip<object>(value));
    }

    [Fact]
    public void Deserialize_OfStructThatHoldsItself_GivesTheSameTree()
    {
        Tree read = RoundTrip(new Tree { Value = 1, Children = [new Tree { Value = 2, Children = [] }, new Tree { Value = 3 }] });

        Assert.Equal([2, 3], read.Children.Select(child => child.Value));
        Assert.Empty(read.Children[0].Children);
        Assert.True(read.Children[1].Children.IsDefault);
    }

    [Fact]
    public void Deserialize_OfPropertiesWithoutField_CallsTheAccessors()
    {
        PropertyOnly value = new() { @event = 8 };
        value.Set(21);

        PropertyOnly read = RoundTrip(value);

        Assert.Equal((42, 8), (read.Value, read.@event));
    }

    [Fact]
    public void Deserialize_OfImplicitIds_GivesPublicProperties()
    {
        Implicit read = RoundTrip(new Implicit { Count = 3, Name = "three" });

        Assert.Equal((3, "three", 6), (read.Count, read.Name, read.Twice));
    }

    [Fact]
    public void Deserialize_OfEnums_KeepsEveryBit()
    {
        Assert.Equal(Plain.Least, RoundTrip(Plain.Least));
        Assert.Equal(Plain.Most, RoundTrip(Plain.Most));
        Assert.Equal([Direction.East, Direction.South], RoundTrip(new[] { Direction.East, Direction.South }));
        Assert.Null(RoundTrip<Direction?>(null));
    }

    [Fact]
    public void Deserialize_OfEnumWithoutAttributeAsObject_KeepsItsType() =>
        Assert.Equal(Plain.Most, RoundTrip<object>(Plain.Most));

    [Fact]
    public void Deserialize_OfTypes_GivesTheSameTypes() =>
        Assert.Equal([typeof(int), typeof(List<Circle>)], RoundTrip(new[] { typeof(int), typeof(List<Circle>) }));

    [Fact]
    public void Serialize_OfTypeThatNobodyOffered_Refuses() =>
        Assert.Throws<CodecNotFoundException>(() => RoundTrip(typeof(System.Diagnostics.Process)));

    [Fact]
    public void Deserialize_OfMemory_GivesEqualElements()
    {
        Assert.Equal([1, 2], RoundTrip<ReadOnlyMemory<byte>>(new byte[] { 0, 1, 2, 3 }.AsMemory(1, 2)).ToArray());
        Assert.Equal(["a"], RoundTrip<Memory<string>>(new[] { "a" }).ToArray());
    }

    [Fact]
    public void Deserialize_OfImmutableWrapper_GivesEqualValue() =>
        Assert.Equal([1, 2], RoundTrip(new byte[] { 1, 2 }.AsImmutable()).Value);

    [Fact]
    public void Deserialize_OfForeignTypeWithConverter_GoesThroughTheSurrogate()
    {
        Foreign read = Assert.IsType<Foreign>(RoundTrip<object>(new Foreign(1, "b")));

        Assert.Equal((1, "b"), (read.A, read.B));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Deserialize_OfDictionaryOfStrings_KeepsTheComparer(bool ignoreCase)
    {
        StringComparer comparer = ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

        Assert.Equal(ignoreCase, RoundTrip(new Dictionary<string, int>(comparer) { ["a"] = 1 }).ContainsKey("A"));
        Assert.Equal(ignoreCase, RoundTrip(new HashSet<string>(comparer) { "a" }).Contains("A"));
        Assert.Equal(ignoreCase, RoundTrip(ImmutableDictionary.Create<string, int>(comparer).Add("a", 1)).ContainsKey("A"));
        Assert.Equal(ignoreCase, RoundTrip(ImmutableHashSet.Create<string>(comparer, "a")).Contains("A"));
    }

    [Fact]
    public void Serialize_OfUnknownComparer_Refuses() =>
        Assert.Throws<SerializerException>(() => RoundTrip(new HashSet<int>(EqualityComparer<int>.Create((a, b) => a == b))));

    [Fact]
    public void Deserialize_OfInterfaceTypedCollections_GivesEqualElements()
    {
        Assert.Equal([1, 2], RoundTrip<IReadOnlyList<int>>([1, 2]));
        Assert.Equal([1, 2], RoundTrip<IEnumerable<int>>(Enumerable.Range(1, 2)));
        Assert.IsType<int[]>(RoundTrip<IEnumerable<int>>(new[] { 1, 2 }));
        Assert.Equal([1, 2], RoundTrip<IReadOnlyList<int>>(ImmutableArray.Create(1, 2)));
        Assert.Equal(1, RoundTrip<IReadOnlyDictionary<string, int>>(new Dictionary<string, int> { ["a"] = 1 })["a"]);
        Assert.Equal(1, RoundTrip<IReadOnlyDictionary<string, int>>(new ReadOnlyDictionary<string, int>(new Dictionary<string, int> { ["a"] = 1 }))["a"]);
    }

    [Fact]
    public void Deserialize_OfObjectThatOccursTwice_GivesOneObject()
    {
        Node shared = new() { Payload = 1 };
        int[] array = [1];

        Node read = RoundTrip(new Node { Next = shared, Payload = array, Others = [shared, new Node { Payload = array }] });

        Assert.Same(read.Next, read.Others[0]);
        Assert.Same(read.Payload, read.Others[1].Payload);
    }

    [Fact]
    public void Deserialize_OfCycle_ClosesIt()
    {
        Node first = new();
        first.Next = new Node { Next = first, Payload = first };

        Node read = RoundTrip(first);

        Assert.Same(read, read.Next!.Next);
        Assert.Same(read, read.Next.Payload);
    }

    [Fact]
    public void Deserialize_OfManySharedObjects_KeepsEachIdentity()
    {
        Node[] nodes = [.. Enumerable.Range(0, 1000).Select(i => new Node { Payload = i })];
        Node[] read = RoundTrip<Node[]>([.. nodes, .. nodes.Reverse()]);

        Assert.All(Enumerable.Range(0, 1000), i => Assert.Same(read[i], read[1999 - i]));
    }

    [Fact]
    public void Serialize_OfUndeclaredType_NamesIt()
    {
        CodecNotFoundException exception = Assert.Throws<CodecNotFoundException>(() => _serializer.SerializeToArray(new Undeclared()));
        Assert.Contains(typeof(Undeclared).FullName!, exception.Message, StringComparison.Ordinal);

        exception = Assert.Throws<CodecNotFoundException>(() => _serializer.SerializeToArray<object>(new List<Undeclared>()));
        Assert.Contains(typeof(Undeclared).FullName!, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_OfEndlessNesting_RefusesInsteadOfEndingTheProcess()
    {
        Node first = new();
        Node last = first;
        for (int i = 0; i < 100_000; i++)
        {
            last = last.Next = new Node();
        }

        Assert.Throws<SerializerException>(() => _serializer.SerializeToArray(first));
        Assert.Throws<SerializerException>(() => new DeepCopier().Copy(first));
    }

    private T RoundTrip<T>(T value) => _serializer.Deserialize<T>(_serializer.SerializeToArray(value));
}
