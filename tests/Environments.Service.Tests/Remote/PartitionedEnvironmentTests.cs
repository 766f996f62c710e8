using RlOrleans.Environments.Service.Hosting;
using RlOrleans.Environments.Service.Remote;
using RlOrleans.Environments.Service.Tests.Support;

namespace RlOrleans.Environments.Service.Tests.Remote;

/// <summary>Lanes that several services share are those of one.</summary>
public sealed class PartitionedEnvironmentTests : IAsyncLifetime
{
    private const string Id = "CartPole-v1";
    private static readonly RemoteEnvironmentOptions Impatient = new() { GiveUpAfter = TimeSpan.Zero, SnapshotEverySteps = 0 };

    private EnvironmentService _one = null!, _other = null!;

    public async Task InitializeAsync()
    {
        _one = await Services.Start();
        _other = await Services.Start();
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public void Step_TwoServices_GiveTheBitsOfTheLocalEnvironment()
    {
        using IVectorEnvironment shared = Connect(5);
        using IVectorEnvironment local = EnvironmentRegistry.Default.Create(Id, 5);
        var there = new Playing(shared);
        var here = new Playing(local);
        there.Step(60);
        here.Step(60);
        there.AssertSame(here);
        Assert.Equal((1, 1), (_one.InstanceCount, _other.InstanceCount));
    }

    [Fact]
    public void Restore_MidEpisode_ContinuesBitForBit()
    {
        using IVectorEnvironment first = Connect(3);
        using IVectorEnvironment second = Connect(3);
        var original = new Playing(first);
        original.Step(20);
        var restored = new Playing(second, Playing.Seed(99));
        second.Restore(original.Snapshot());
        restored.CopyActionsFrom(original);
        original.Step(20);
        restored.Step(20);
        restored.AssertSame(original);
    }

    [Fact]
    public async Task Step_OneServiceLost_AbortsItsLanesOnlyUntilTheyAreReset()
    {
        using IVectorEnvironment shared = Connect(4, Impatient);
        var playing = new Playing(shared);
        playing.Step(5);
        int port = _other.Address.Port;
        await _other.DisposeAsync();
        playing.Step();
        Assert.Equal([false, false, true, true], playing.Result.Aborted);
        playing.Step();
        Assert.Equal([false, false, true, true], playing.Result.Aborted);
        var observation = new float[4];
        Assert.Throws<RemoteEnvironmentException>(() => shared.ResetLane(2, 9, observation));

        _other = await Services.Start(new EnvironmentServiceOptions { Port = port });
        shared.ResetLane(2, 9, observation);
        playing.Step();
        Assert.Equal([false, false, false, true], playing.Result.Aborted);
        shared.ResetLane(3, 9, observation);
        playing.Step();
        Assert.DoesNotContain(true, playing.Result.Aborted);
    }

    [Fact]
    public void Resolve_ServicesThatPlayDifferently_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(
            () => RemoteEnvironments.Resolve(new EnvironmentRegistry(), $"{new Uri(_one.Address, Id)},{new Uri(_other.Address, "Acrobot-v1")}"));
        Assert.Contains("Acrobot-v1", error.Message, StringComparison.Ordinal);
    }

    private IVectorEnvironment Connect(int lanes, RemoteEnvironmentOptions? options = null)
    {
        var registry = new EnvironmentRegistry();
        return registry.Create(RemoteEnvironments.Resolve(registry, $"{new Uri(_one.Address, Id)},{new Uri(_other.Address, Id)}", options).Id, lanes);
    }
}
