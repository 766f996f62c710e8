using RlOrleans.Environments.Service.Hosting;
using RlOrleans.Environments.Service.Remote;
using RlOrleans.Environments.Service.Tests.Support;

namespace RlOrleans.Environments.Service.Tests.Remote;

/// <summary>A remote environment is the local one, bit for bit.</summary>
public sealed class RemoteContractTests : IAsyncLifetime
{
    private const int Lanes = 5;
    private EnvironmentService _service = null!;

    public static TheoryData<string> Ids => new(EnvironmentRegistry.CreateWithBuiltIns().All.Select(spec => spec.Id));

    public async Task InitializeAsync() => _service = await Services.Start();

    public Task DisposeAsync() => _service.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(Ids))]
    public void Resolve_BuiltIn_SpecIsThatOfTheEnvironment(string id)
    {
        EnvironmentRegistry.Default.TryGet(id, out EnvironmentSpec? local);
        string address = new Uri(_service.Address, id).ToString();
        EnvironmentSpec remote = RemoteEnvironments.Resolve(new EnvironmentRegistry(), address);
        Assert.Equal(local! with { Id = address }, remote);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Step_SameSeedAndActions_GivesTheBitsOfTheLocalEnvironment(string id)
    {
        using IVectorEnvironment remote = Services.Connect(_service.Address, id, Lanes);
        using IVectorEnvironment local = EnvironmentRegistry.Default.Create(id, Lanes);
        var here = new Playing(local);
        var there = new Playing(remote);
        there.AssertSame(here);
        for (int step = 0; step < 100; step++)
        {
            here.Step();
            there.Step();
            there.AssertSame(here);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ResetLane_LaterEpisode_StartsItAsTheLocalEnvironmentDoes(string id)
    {
        using IVectorEnvironment remote = Services.Connect(_service.Address, id, Lanes);
        using IVectorEnvironment local = EnvironmentRegistry.Default.Create(id, Lanes);
        var here = new Playing(local);
        var there = new Playing(remote);
        int size = local.Spec.ObservationSpace.Size;
        local.ResetLane(2, 40, here.Result.Observations.AsSpan(2 * size, size));
        remote.ResetLane(2, 40, there.Result.Observations.AsSpan(2 * size, size));
        there.AssertSame(here);
        here.Step(20);
        there.Step(20);
        there.AssertSame(here);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Restore_MidEpisodeOnAnotherInstance_ContinuesBitForBit(string id)
    {
        using IVectorEnvironment first = Services.Connect(_service.Address, id, Lanes);
        var original = new Playing(first);
        original.Step(33);
        byte[] snapshot = original.Snapshot();

        using IVectorEnvironment second = Services.Connect(_service.Address, id, Lanes);
        var restored = new Playing(second, Playing.Seed(99));
        second.Restore(snapshot);
        restored.CopyActionsFrom(original);
        original.Step(40);
        restored.Step(40);
        restored.AssertSame(original);
        Assert.Equal(original.Snapshot(), restored.Snapshot());
    }

    [Fact]
    public void Restore_NeverReset_ContinuesBitForBit()
    {
        using IVectorEnvironment first = Services.Connect(_service.Address, "CartPole-v1", Lanes);
        var original = new Playing(first);
        original.Step(9);
        byte[] snapshot = original.Snapshot();
        original.Step();

        using IVectorEnvironment second = Services.Connect(_service.Address, "CartPole-v1", Lanes);
        second.Restore(snapshot);
        var result = new StepBatch(Lanes, 4);
        second.Step(original.Actions, result);
        Assert.Equal(original.Result.Observations, result.Observations);
    }

    [Fact]
    public void Restore_DamagedOrForeign_ThrowsAndChangesNothing()
    {
        using IVectorEnvironment remote = Services.Connect(_service.Address, "CartPole-v1", Lanes);
        using IVectorEnvironment wider = Services.Connect(_service.Address, "CartPole-v1", Lanes + 1);
        var playing = new Playing(remote);
        playing.Step(3);
        byte[] good = playing.Snapshot();
        byte[] damaged = [.. good];
        damaged[^20] ^= 4;
        Assert.Throws<InvalidDataException>(() => remote.Restore(damaged));
        Assert.Throws<InvalidDataException>(() => remote.Restore(new Playing(wider).Snapshot()));
        Assert.Equal(good, playing.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Step_ForeignAction_ThrowsArgumentExceptionAndMovesNoLane(string id)
    {
        using IVectorEnvironment remote = Services.Connect(_service.Address, id, Lanes);
        var playing = new Playing(remote);
        byte[] before = playing.Snapshot();
        foreach (float foreign in new[] { float.NaN, float.PositiveInfinity })
        {
            var actions = new float[playing.Actions.Length];
            actions[^1] = foreign;
            var error = Assert.ThrowsAny<ArgumentException>(() => remote.Step(actions, playing.Result));
            Assert.Contains($"actions[{Lanes - 1}]", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, playing.Snapshot());
        playing.Step();
    }

    [Fact]
    public void Step_BeforeReset_Throws()
    {
        using IVectorEnvironment remote = Services.Connect(_service.Address, "CartPole-v1", 1);
        var result = new StepBatch(1, 4);
        Assert.Throws<InvalidOperationException>(() => remote.Step([0], result));
        Assert.Throws<InvalidOperationException>(() => remote.ResetLane(0, 0, result.Observations));
        Assert.Throws<InvalidOperationException>(() => remote.Snapshot(new System.Buffers.ArrayBufferWriter<byte>()));
    }

    [Fact]
    public void Step_WrongLengths_Throw()
    {
        using IVectorEnvironment remote = Services.Connect(_service.Address, "CartPole-v1", 2);
        Assert.Throws<ArgumentException>(() => remote.Reset(Playing.Seed(), new float[7]));
        var playing = new Playing(remote);
        Assert.Throws<ArgumentException>(() => remote.Step(new float[3], playing.Result));
        Assert.Throws<ArgumentException>(() => remote.Step(new float[2], new StepBatch(3, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => remote.ResetLane(2, 0, new float[4]));
        Assert.Throws<ArgumentException>(() => remote.ResetLane(0, 0, new float[5]));
    }

    [Fact]
    public void Dispose_Instance_IsClosedAtTheService()
    {
        IVectorEnvironment remote = Services.Connect(_service.Address, "CartPole-v1", 2);
        _ = new Playing(remote);
        Assert.Equal(1, _service.InstanceCount);
        remote.Dispose();
        Assert.Equal(0, _service.InstanceCount);
    }
}
