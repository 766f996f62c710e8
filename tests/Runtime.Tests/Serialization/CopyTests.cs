using System.Collections.Immutable;

using Orleans.Concurrency;
using Orleans.Serialization;

namespace RlOrleans.Runtime.Tests.Serialization;

public sealed class CopyTests
{
    private readonly DeepCopier _copier = new();

    public static TheoryData<object?> Values => RoundTripTests.Values;

    [Theory]
    [MemberData(nameof(Values))]
    public void Copy_OfEveryBuiltInTypeAsObject_GivesEqualValueOfSameType(object? value)
    {
        object? copy = _copier.Copy(value);

        Assert.Equal(value?.GetType(), copy?.GetType());
        Assert.Equal(value, copy);
    }

    [Fact]
    public void Copy_OfMutableObjects_SharesNothingMutable()
    {
        Polygon source = new() { Name = "flat", Corners = [new Point(1, 2)], Colours = [1] };

        Polygon copy = _copier.Copy(source);
        source.Name = "changed";
        source.Corners[0] = default;

        Assert.Equal("flat", copy.Name);
        Assert.Equal([new Point(1, 2)], copy.Corners);
    }

    [Fact]
    public void Copy_OfImmutableMember_SharesIt()
    {
        Polygon source = new() { Colours = [1] };

        Assert.Same(source.Colours, _copier.Copy(source).Colours);
    }

    [Fact]
    public void Copy_OfImmutableClass_GivesTheSameInstance()
    {
        ImmutableTransition source = new(1, "a", [1f]);

        Assert.Same(source, _copier.Copy(source));
        Assert.Same(source, _copier.Copy<object>(source));
        Assert.Same(source, _copier.Copy(new List<ImmutableTransition> { source })[0]);
    }

    [Fact]
    public void Copy_OfImmutableWrapper_GivesTheSameInstance()
    {
        byte[] bytes = [1, 2];

        Assert.Same(bytes, _copier.Copy(bytes.AsImmutable()).Value);
        Assert.NotSame(bytes, _copier.Copy(bytes));
    }

    [Fact]
    public void Copy_OfImmutableCollectionsOfImmutableElements_GivesTheSameInstance()
    {
        ImmutableArray<float> array = [1, 2];
        ImmutableList<string> list = ["a"];
        ImmutableDictionary<string, (int, string?)> dictionary = ImmutableDictionary<string, (int, string?)>.Empty.Add("a", (1, null));

        Assert.True(array == _copier.Copy(array));
        Assert.Same(list, _copier.Copy(list));
        Assert.Same(dictionary, _copier.Copy(dictionary));
        Assert.Same(list, _copier.Copy<IReadOnlyList<string>>(list));
    }

    [Fact]
    public void Copy_OfImmutableCollectionOfMutableElements_CopiesTheElements()
    {
        Node node = new();

        Assert.NotSame(node, _copier.Copy(ImmutableArray.Create(node))[0]);
        Assert.NotSame(node, _copier.Copy(ImmutableList.Create(node))[0]);
        Assert.NotSame(node, _copier.Copy((1, node)).node);
    }

    [Fact]
    public void Copy_OfReadOnlyMemory_IsNotSeenToChange()
    {
        byte[] bytes = [1];
        ReadOnlyMemory<byte> copy = _copier.Copy<ReadOnlyMemory<byte>>(bytes);
        bytes[0] = 2;

        Assert.Equal(1, copy.Span[0]);
    }

    [Fact]
    public void Copy_OfStructThatHoldsAList_CopiesTheList()
    {
        Segment source = new() { Through = [new Point(1, 2)] };

        Segment copy = _copier.Copy(source);

        Assert.NotSame(source.Through, copy.Through);
        Assert.Equal(source.Through, copy.Through);
    }

    [Fact]
    public void Copy_OfCycleAndSharedObjects_KeepsTheShape()
    {
        Node source = new() { Others = [new Node(), null!] };
        source.Next = source.Others[0];
        source.Others[1] = source;

        Node copy = _copier.Copy(source);

        Assert.NotSame(source, copy);
        Assert.Same(copy.Next, copy.Others[0]);
        Assert.Same(copy, copy.Others[1]);
    }

    [Fact]
    public void Copy_OfDictionary_KeepsTheComparerWhateverItIs()
    {
        IEqualityComparer<int> comparer = EqualityComparer<int>.Create((a, b) => a % 2 == b % 2, a => a % 2);

        Assert.Same(comparer, _copier.Copy(new HashSet<int>(comparer) { 1 }).Comparer);
    }

    [Fact]
    public void Copy_OfException_GivesTheSameInstance()
    {
        UndeclaredException exception = new("unknown");

        Assert.Same(exception, _copier.Copy<Exception>(exception));
        Assert.Same(exception, _copier.Copy(exception));
    }

    [Fact]
    public void Copy_OfForeignTypeWithConverter_GoesThroughTheSurrogate()
    {
        Foreign source = new(1, "b");

        Foreign copy = _copier.Copy(source);

        Assert.NotSame(source, copy);
        Assert.Equal("b", copy.B);
    }

    [Fact]
    public void Copy_OfUndeclaredType_NamesIt() =>
        Assert.Contains(
            typeof(Undeclared).FullName!,
            Assert.Throws<CodecNotFoundException>(() => _copier.Copy(new Undeclared())).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Copy_OfImmutableValues_AllocatesNothing()
    {
        ImmutableTransition transition = new(1, "a", [1f]);
        CopyAll(transition);

        long before = GC.GetAllocatedBytesForCurrentThread();
        CopyAll(transition);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private void CopyAll(ImmutableTransition transition)
    {
        _copier.Copy(1);
        _copier.Copy("text");
        _copier.Copy(Guid.Empty);
        _copier.Copy(Direction.East);
        _copier.Copy(transition);
        _copier.Copy(transition.Observation);
        _copier.Copy((1, "text", transition));
    }
}
