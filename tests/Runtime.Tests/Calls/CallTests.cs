using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Calls;

public abstract class CallTests(ClusterFixture cluster)
{
    private readonly ICallGrain _grain = cluster.Client.GetGrain<ICallGrain>(Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task Call_EveryReturnType_BringsTheResult()
    {
        await _grain.Nothing();
        await _grain.NothingFast();
        Assert.Equal(5, await _grain.Add(2, 3));
        Assert.Equal("ab", await _grain.Concat("a", "b"));
        Assert.Equal("b", await _grain.Concat(null, "b"));
    }

    [Fact]
    public async Task Call_GenericMethod_KeepsTheTypeArgument()
    {
        Assert.Equal(["x", "x"], await _grain.Repeat("x", 2));
        Assert.Equal(4.5, (await _grain.Repeat(1.5, 3)).Sum());
        Assert.Single((await _grain.Repeat(new ImmutableMessage([1]), 1))[0].Values);
    }

    [Fact]
    public async Task Call_ComplexArguments_ArriveWhole()
    {
        var id = Guid.NewGuid();
        var map = new Dictionary<string, decimal?> { ["a"] = 1.5m, ["b"] = null };

        var (sum, result) = await _grain.Complex([1, 2, 3], map, id, TimeSpan.FromSeconds(7));

        Assert.Equal(6, sum);
        Assert.Equal(3, result.Count);
        Assert.Equal(7m, result[id.ToString("D")]);
        Assert.Null(result["b"]);
        Assert.Equal(2, map.Count);
    }

    [Fact]
    public async Task Call_InterfacesOfCollections_ArriveWhole() =>
        Assert.Equal(["a", "b", "last"], await _grain.ReadOnlyList(["a", "b"]));

    [Fact]
    public async Task Call_InheritedInterface_ReachesBothParts()
    {
        var derived = cluster.Client.GetGrain<IDerivedCallGrain>(_grain.GetPrimaryKeyString());

        Assert.Equal("derived", await derived.Derived());
        Assert.Equal(3, await derived.Add(1, 2));
    }

    [Fact]
    public async Task Call_GrainThrows_CallerGetsTypeMessageAndMembers()
    {
        var exception = await Assert.ThrowsAsync<GrainMadeException>(() => _grain.Throw("broken"));

        Assert.Equal("broken", exception.Message);
        Assert.Equal(42, exception.Code);
        Assert.Equal(3, await _grain.Add(1, 2));
    }

    [Fact]
    public async Task Call_GrainThrowsBeforeItsTask_CallerGetsTheException()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => _grain.ThrowBeforeTask("early"));

        Assert.Equal("early", exception.Message);
    }

    [Fact]
    public async Task Call_GrainReturnsNoTask_CallerGetsAnExceptionAndTheGrainLivesOn()
    {
        await Assert.ThrowsAnyAsync<Exception>(_grain.ReturnsNullTask);

        Assert.Equal(3, await _grain.Add(1, 2));
    }

    [Fact]
    public async Task Call_CallerChangesArgumentLater_CalleeDoesNotSeeIt()
    {
        List<int> list = [1];
        var result = await _grain.Keep(list);
        list.Add(2);
        result.Add(3);

        Assert.Equal([1], await _grain.Kept());
    }

    [Fact]
    public async Task Call_ImmutableMessage_IsSharedUnlessSerialised()
    {
        var message = new ImmutableMessage([1, 2]);

        var echo = await _grain.EchoImmutable(message);

        Assert.Equal(message.Values, echo.Values);
        Assert.Equal(!cluster.IsSerialized, ReferenceEquals(message, echo));
    }

    [Fact]
    public async Task Call_ReferenceAsArgument_CanBeCalledAndReturned()
    {
        var other = cluster.Client.GetGrain<ICallGrain>("other");

        Assert.Equal("other!", await _grain.NameOf(other));
        Assert.Equal(other, await _grain.EchoReference(other));
    }

    [Fact]
    public async Task Call_OneWay_RunsAndItsFailureStaysWithTheGrain()
    {
        await _grain.Note("first");
        await _grain.Note("fail");
        await _grain.Note("last");

        await Until.True(() => _grain.Notes().GetAwaiter().GetResult().Entries.Count == 3);
        Assert.Equal(["first", "fail", "last"], (await _grain.Notes()).Entries);
    }

    [Fact]
    public async Task Call_ManyInFlight_EachGetsItsOwnResult()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => _grain.Add(i, 1)));

        Assert.Equal(Enumerable.Range(1, 5000), results);
    }

    [Fact]
    public async Task Call_ManyThreads_EachGetsItsOwnResult()
    {
        await Parallel.ForAsync(0, 2000, async (i, _) =>
        {
            var grain = cluster.Client.GetGrain<ICallGrain>($"parallel-{i % 7}");
            Assert.Equal(i, await grain.Add(i, 0));
        });
    }

    [Fact]
    public async Task GetGrain_EveryKindOfKey_ReachesTheGrainOfThatKey()
    {
        var guid = Guid.NewGuid();

        Assert.Equal(-5, await cluster.Client.GetGrain<IIntegerGrain>(-5).Key());
        Assert.Equal(long.MaxValue, await cluster.Client.GetGrain<IIntegerGrain>(long.MaxValue).Key());
        Assert.Equal(guid, await cluster.Client.GetGrain<IGuidGrain>(guid).Key());
        Assert.Equal("7|x+y", await cluster.Client.GetGrain<IIntegerCompoundGrain>(7, "x+y").Key());
        Assert.Equal($"{guid:N}|ext", await cluster.Client.GetGrain<IGuidCompoundGrain>(guid, "ext").Key());
        Assert.Equal(9, await ((IIntegerGrain)cluster.Client.GetGrain(typeof(IIntegerGrain), 9)).Key());
    }

    [Fact]
    public async Task GetGrain_SeveralImplementations_PrefixChooses()
    {
        Assert.Throws<ArgumentException>(() => cluster.Client.GetGrain<ITwiceImplemented>("k"));
        var prefix = typeof(SecondTwice).FullName;

        Assert.Equal("second", await cluster.Client.GetGrain<ITwiceImplemented>("k", prefix).Who());
    }

    [Fact]
    public void GetGrain_NoImplementation_IsRefused()
    {
        var exception = Assert.Throws<ArgumentException>(() => cluster.Client.GetGrain<INeverImplemented>("k"));

        Assert.Contains(nameof(INeverImplemented), exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void GetGrain_EmptyStringKey_IsRefused(string key) =>
        Assert.Throws<ArgumentException>(() => cluster.Client.GetGrain<ICallGrain>(key));

    [Fact]
    public async Task GetGrain_SameKeyTwice_IsTheSameGrain()
    {
        var again = cluster.Client.GetGrain<ICallGrain>(_grain.GetPrimaryKeyString());
        await _grain.Keep([7]);

        Assert.Equal(_grain, again);
        Assert.Equal([7], await again.Kept());
        Assert.Equal($"call/{_grain.GetPrimaryKeyString()}", again.GetGrainId().ToString());
    }
}

public sealed class DirectCallTests(DirectCluster cluster) : CallTests(cluster), IClassFixture<DirectCluster>;

public sealed class SerializedCallTests(SerializedCluster cluster) : CallTests(cluster), IClassFixture<SerializedCluster>;
