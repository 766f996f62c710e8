using RlOrleans.Environments.Service.Hosting;
using RlOrleans.Environments.Service.Remote;
using RlOrleans.Environments.Service.Tests.Support;

namespace RlOrleans.Environments.Service.Tests.Remote;

/// <summary>Services that go away, and come back.</summary>
public sealed class LostServiceTests
{
    private static readonly RemoteEnvironmentOptions Impatient = new() { GiveUpAfter = TimeSpan.Zero };

    [Fact]
    public async Task Step_ServiceGone_SaysWhichCannotBeReached()
    {
        EnvironmentService service = await Services.Start();
        using IVectorEnvironment remote = Services.Connect(service.Address, "CartPole-v1", 2, Impatient);
        var playing = new Playing(remote);
        playing.Step(3);
        await service.DisposeAsync();
        var error = Assert.Throws<RemoteEnvironmentException>(playing.Step);
        Assert.Contains(service.Address.Authority, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_ServiceRestarted_GoesOnBitForBit()
    {
        EnvironmentService first = await Services.Start();
        using IVectorEnvironment remote = Services.Connect(first.Address, "CartPole-v1", 2);
        using IVectorEnvironment local = EnvironmentRegistry.Default.Create("CartPole-v1", 2);
        var there = new Playing(remote);
        var here = new Playing(local);
        there.Step(30);
        here.Step(30);
        await first.DisposeAsync();
        await using EnvironmentService second = await Services.Start(new EnvironmentServiceOptions { Port = first.Address.Port });
        there.Step(30);
        here.Step(30);
        there.AssertSame(here);
    }

    [Fact]
    public async Task Step_ServiceRestartedAndNothingKept_SaysThatTheLanesAreLost()
    {
        EnvironmentService first = await Services.Start();
        using IVectorEnvironment remote = Services.Connect(first.Address, "CartPole-v1", 2, new RemoteEnvironmentOptions { SnapshotEverySteps = 0 });
        var playing = new Playing(remote);
        playing.Step();
        await first.DisposeAsync();
        await using EnvironmentService second = await Services.Start(new EnvironmentServiceOptions { Port = first.Address.Port });
        var error = Assert.Throws<RemoteEnvironmentException>(playing.Step);
        Assert.Contains("lost its 2 lanes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instance_NobodyUsesIt_IsClosed()
    {
        var time = new ManualTime();
        await using EnvironmentService service = await Services.Start(time: time);
        using var client = new RawClient(service.Address);
        await client.Create("CartPole-v1", 1);
        time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(1, service.InstanceCount);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, service.InstanceCount);
    }
}
