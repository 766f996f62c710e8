using RlOrleans.Environments.Service.Hosting;
using RlOrleans.Environments.Service.Protocol;
using RlOrleans.Environments.Service.Tests.Support;

namespace RlOrleans.Environments.Service.Tests.Remote;

/// <summary>Returns of a service that changes rewards.</summary>
public sealed class ReturnsTests : IAsyncLifetime
{
    private const string Scaled = "CartPole-v1|reward-scale=0.25";
    private const int Lanes = 3;
    private EnvironmentService _service = null!;

    public async Task InitializeAsync() => _service = await Services.Start(new EnvironmentServiceOptions { Environments = ["CartPole-v1", Scaled] });

    public Task DisposeAsync() => _service.DisposeAsync().AsTask();

    [Fact]
    public void Step_ServiceScalesRewards_GivesTheReturnsOfTheLocalEnvironment()
    {
        using IVectorEnvironment remote = Services.Connect(_service.Address, Scaled, Lanes);
        using IVectorEnvironment local = EnvironmentRegistry.Default.Create(Scaled, Lanes);
        var here = new Playing(local);
        var there = new Playing(remote);
        for (int step = 0; step < 60; step++)
        {
            here.Step();
            there.Step();
            there.AssertSame(here);
            Assert.Equal(here.Result.Returns, there.Result.Returns);
        }

        Assert.True(remote.ReportsReturns);
        Assert.All(there.Result.Returns.ToArray(), sum => Assert.True(sum >= 1));
    }

    [Fact]
    public void Step_WrapperAroundAServiceThatReportsReturns_LeavesThemAlone()
    {
        using IVectorEnvironment remote = Services.Connect(_service.Address, Scaled, Lanes);
        using IVectorEnvironment clipped = remote.ClipReward(0, 0.125f);
        var playing = new Playing(clipped);
        playing.Step(2);
        Assert.Equal([0.125f, 0.125f, 0.125f], playing.Result.Rewards);
        Assert.Equal([2.0, 2.0, 2.0], playing.Result.Returns.ToArray());
    }

    [Fact]
    public void Step_RewardsOfTheSimulator_ComeWithoutReturns()
    {
        using IVectorEnvironment remote = Services.Connect(_service.Address, "CartPole-v1", Lanes);
        using IVectorEnvironment scaled = remote.ScaleReward(0.5f);
        var playing = new Playing(scaled);
        playing.Step(3);
        Assert.False(remote.ReportsReturns);
        Assert.Equal([3.0, 3.0, 3.0], playing.Result.Returns.ToArray());
    }

    [Fact]
    public async Task Step_CallersOfEveryKind_GetReturnsAsTheyCanReadThem()
    {
        using var client = new RawClient(_service.Address);
        string instance = await client.Create(Scaled, Lanes);
        await client.Json("POST", $"{instance}/reset", "{}");
        const string Step = """{"actions": [0, 0, 0]}""";
        Answer json = await client.Json("POST", $"{instance}/step", Step);
        Assert.Equal([1.0, 1.0, 1.0], json.Member("returns").EnumerateArray().Select(sum => sum.GetDouble()));

        // A client of before does not ask for them and reads lengths strictly.
        byte[] body = System.Text.Encoding.UTF8.GetBytes(Step);
        Answer bytes = await client.Send("POST", $"{instance}/step", body, MediaTypes.Json, binaryAnswer: true);
        Assert.Equal(BinaryLayout.StepBytes(Lanes, 4, 0), bytes.Body.Length);
    }

    [Fact]
    public void ReadStep_ReturnsOfTooFewLanes_IsRefused()
    {
        var step = new StepBatch(Lanes, 4);
        byte[] bytes = new byte[BinaryLayout.StepBytes(Lanes, 4, 0) + BinaryLayout.ReturnsBytes(Lanes - 1)];
        Assert.Throws<InvalidDataException>(() => BinaryLayout.ReadStep(bytes, step));
    }
}
