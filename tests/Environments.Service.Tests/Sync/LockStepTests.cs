using System.Net;
using RlOrleans.Environments.Service.Sync;
using RlOrleans.Environments.Service.Tests.Support;

namespace RlOrleans.Environments.Service.Tests.Sync;

/// <summary>The lock-step over real sockets.</summary>
public sealed class LockStepTests : IDisposable
{
    private readonly SyncService _service = SyncService.Start(new IPEndPoint(IPAddress.Loopback, 0), expectedMembers: 3);

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Step_ThreeMembersAndLostDatagrams_AllTakeTheSameSteps()
    {
        using var proxy = new LossyProxy(_service.Address, dropEvery: 20);
        EnvironmentRegistry registry = LockStep.Join(EnvironmentRegistry.CreateWithBuiltIns(), new LockStepOptions(proxy.Address, "test"));
        Task<float[]>[] playing = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() => Play(registry), TaskCreationOptions.LongRunning))];
        float[][] ends = await Task.WhenAll(playing).WaitAsync(Until.Deadline);
        Assert.All(ends, end => Assert.Equal(ends[0], end));
        Assert.True(proxy.Dropped > 10);
        Assert.Equal(0, _service.IgnoredDatagrams);
        Assert.Empty(_service.Members);
    }

    [Fact]
    public void Step_MemberNeverComes_FailsNamingTheSilentOne()
    {
        var options = new LockStepOptions(_service.Address, "test") { GiveUpAfter = TimeSpan.FromSeconds(2) };
        using SyncClient one = SyncClient.Join(options, "one");
        using SyncClient two = SyncClient.Join(options, "two");
        ulong barrier = one.Arrive();
        two.Arrive();
        var error = Assert.Throws<SyncException>(() => one.Wait(barrier));
        Assert.Contains("not every member has come", error.Message, StringComparison.Ordinal);
        Assert.Equal(0ul, _service.OpenedBarriers);
    }

    [Fact]
    public void Join_NobodyThere_FailsNamingTheAddress()
    {
        IPEndPoint nobody = _service.Address;
        _service.Dispose();
        var options = new LockStepOptions(nobody, "test") { GiveUpAfter = TimeSpan.FromSeconds(1) };
        var error = Assert.Throws<SyncException>(() => SyncClient.Join(options, "one"));
        Assert.Contains($"{nobody}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:0")]
    [InlineData(":5001")]
    [InlineData("127.0.0.1:99999")]
    public void ParseCoordinator_NoHostAndPort_IsRefused(string text)
        => Assert.Throws<FormatException>(() => LockStepOptions.ParseCoordinator(text));

    private static float[] Play(EnvironmentRegistry registry)
    {
        using IVectorEnvironment lanes = registry.Create("CartPole-v1", 2);
        var playing = new Playing(lanes);
        playing.Step(200);
        return playing.Result.Observations;
    }
}
