using RlOrleans.Environments.Service.Hosting;
using RlOrleans.Environments.Service.Remote;
using RlOrleans.Environments.Service.Tests.Support;

namespace RlOrleans.Environments.Service.Tests.Remote;

/// <summary>What the protocol carries beside the built-in environments.</summary>
public sealed class NamesAndSpacesTests
{
    [Fact]
    public async Task Connect_WrappedEnvironment_IsTheLocalOne()
    {
        const string Name = "CartPole-v1|frame-stack=2|reward-clip=-1,0.5";
        await using EnvironmentService service = await Services.Start(new EnvironmentServiceOptions { Environments = [Name] });
        var registry = new EnvironmentRegistry();
        EnvironmentSpec spec = RemoteEnvironments.Resolve(registry, new Uri(service.Address, Name).AbsoluteUri);
        using IVectorEnvironment remote = registry.Create(spec.Id, 3);
        using IVectorEnvironment local = EnvironmentRegistry.Default.Create(Name, 3);
        var here = new Playing(local);
        var there = new Playing(remote);
        here.Step(60);
        there.Step(60);
        there.AssertSame(here);
    }

    [Fact]
    public async Task Resolve_WrappersOnBothSides_AreAroundEachOther()
    {
        await using EnvironmentService service = await Services.Start(new EnvironmentServiceOptions { Environments = ["CartPole-v1|frame-stack=2"] });
        var registry = new EnvironmentRegistry();
        string address = service.Address.ToString();
        RemoteEnvironments.Resolve(registry, address);

        Assert.True(registry.TryGet($"{address}|time-limit=50|frame-stack=2", out EnvironmentSpec? spec));
        Assert.Equal("Box(16)", spec.ObservationSpace.ToString());
        Assert.Equal(50, spec.MaxEpisodeSteps);
    }

    [Fact]
    public async Task StartAsync_UnknownWrapper_NamesIt()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Services.Start(new EnvironmentServiceOptions { Environments = ["CartPole-v1|frame-stak=2"] }));

        Assert.Contains("'frame-stak=2' is no wrapper", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_MultiDiscreteActions_ReachTheEnvironment()
    {
        var registry = new EnvironmentRegistry();
        registry.Register(Dials.Definition, () => new Dials());
        await using EnvironmentService service = await Services.Start(registry: registry);
        using IVectorEnvironment remote = Services.Connect(service.Address, Dials.Definition.Id, 2);
        var result = new StepBatch(2, 2);
        remote.Reset(new EnvironmentSeed(1, RandomPurpose.Environment, 0), result.Observations);
        remote.Step([2, 1, 0, 1], result);

        Assert.Equal(Dials.Definition.ActionSpace, remote.Spec.ActionSpace);
        Assert.Equal([2, 1, 0, 1], result.Observations);
        Assert.ThrowsAny<ArgumentException>(() => remote.Step([2, 2, 0, 1], result));
    }

    /// <summary>Shows what it was set to.</summary>
    private sealed class Dials : IEnvironment
    {
        public static EnvironmentSpec Definition { get; } =
            new("Dials-v0", BoxSpace.Uniform(0, 2, 2), new MultiDiscreteSpace(3, 2), 10, double.NaN, "Two dials.");

        public void Reset(in StepRandom random, Span<float> observation) => observation.Clear();

        public StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation)
        {
            action.CopyTo(observation);
            return new StepOutcome(0, Terminated: false, Truncated: false);
        }

        public void Save(SnapshotWriter writer) => writer.WriteByte(0);

        public void Load(ref SnapshotReader reader) => reader.ReadByte();
    }
}
