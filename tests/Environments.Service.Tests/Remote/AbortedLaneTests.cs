using RlOrleans.Environments.Service.Hosting;
using RlOrleans.Environments.Service.Tests.Support;

namespace RlOrleans.Environments.Service.Tests.Remote;

/// <summary>Lanes whose simulators fail at a service, and what is told of it.</summary>
public sealed class AbortedLaneTests
{
    private const string Id = "Fragile-v0";

    [Fact]
    public async Task Step_SimulatorThrowsAtTheService_TellsOfWhatEachTime()
    {
        await using EnvironmentService service = await Serve();
        using IVectorEnvironment remote = Services.Connect(service.Address, Id, 2);
        var result = new StepBatch(2, 1);
        remote.Reset(Playing.Seed(1), result.Observations);
        remote.Step([0, 1], result);
        Assert.Equal([false, true], result.Aborted);
        Assert.Equal("FormatException: no door has number 1", result.AbortReason(1));
        Assert.Null(result.AbortReason(0));

        // It is known for as long as the lane is without an episode.
        remote.Step([0, 0], result);
        Assert.Equal("FormatException: no door has number 1", result.AbortReason(1));

        remote.ResetLane(1, 1, new float[1]);
        remote.Step([0, 2], result);
        Assert.Equal("FormatException: no door has number 2", result.AbortReason(1));
    }

    [Fact]
    public async Task Aborted_LaneIsReset_NamesItNoMore()
    {
        await using EnvironmentService service = await Serve();
        using var client = new RawClient(service.Address);
        string instance = await client.Create(Id, 2);
        await client.Json("POST", $"{instance}/reset", "{}");
        await client.Json("POST", $"{instance}/step", """{"actions": [2, 0]}""");
        var lane = Assert.Single((await client.Json("GET", $"{instance}/aborted")).Member("lanes").EnumerateArray());
        Assert.Equal(0, lane.GetProperty("lane").GetInt32());
        Assert.Contains("door", lane.GetProperty("reason").GetString(), StringComparison.Ordinal);
        await client.Json("POST", $"{instance}/lanes/0/reset", """{"episode": 1}""");
        Assert.Empty((await client.Json("GET", $"{instance}/aborted")).Member("lanes").EnumerateArray());
    }

    private static Task<EnvironmentService> Serve()
    {
        var registry = new EnvironmentRegistry();
        var spec = new EnvironmentSpec(Id, new BoxSpace([1], [0], [1]), new DiscreteSpace(3), 100, double.NaN, "Breaks on any action but 0.");
        registry.Register(spec, () => new Fragile());
        return Services.Start(registry: registry);
    }

    private sealed class Fragile : IEnvironment
    {
        public void Reset(in StepRandom random, Span<float> observation) => observation.Clear();

        public StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation) =>
            action[0] == 0 ? default : throw new FormatException($"no door has number {action[0]}");

        public void Save(SnapshotWriter writer)
        {
        }

        public void Load(ref SnapshotReader reader)
        {
        }
    }
}
