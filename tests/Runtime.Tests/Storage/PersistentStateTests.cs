using Microsoft.Extensions.DependencyInjection;

using Orleans;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace RlOrleans.Runtime.Tests.Storage;

/// <summary>The states of grains, from the grain's constructor to the storage and back.</summary>
public sealed class PersistentStateTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new TestClusterBuilder().AddSiloBuilderConfigurator<SiloConfigurator>().Build();

    private IProgressGrain Grain => _cluster.GrainFactory.GetGrain<IProgressGrain>("CartPole-v1");

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Activation_OfNewGrain_FindsEmptyStateWithoutRecord()
    {
        Assert.Equal(new Seen(0, false, 0), await Grain.SeenAtActivation());
        Assert.Equal(0, await Grain.Steps());
    }

    [Fact]
    public async Task Activation_AfterWrite_FindsTheStateBeforeOnActivate()
    {
        await Grain.Advance(3);
        await Deactivate(Grain);

        Assert.Equal(new Seen(3, true, 0), await Grain.SeenAtActivation());
    }

    [Fact]
    public async Task Activation_AfterChangeWithoutWrite_FindsTheStoredState()
    {
        await Grain.Advance(3);
        await Grain.AdvanceWithoutWriting(1);
        await Deactivate(Grain);

        Assert.Equal(3, await Grain.Steps());
    }

    [Fact]
    public async Task Clear_OfWrittenState_LeavesNoRecord()
    {
        await Grain.Advance(3);
        await Grain.Clear();

        Assert.Equal(0, await Grain.Steps());
        await Deactivate(Grain);
        Assert.False((await Grain.SeenAtActivation()).RecordExists);
    }

    [Fact]
    public async Task Write_AskedForSeveralTimesInOneTurn_IsDoneOnceWithTheLastValue()
    {
        int before = CountingStorage.Writes;
        await Grain.AdvanceAndWriteManyTimes(5);

        Assert.Equal(1, CountingStorage.Writes - before);
        await Deactivate(Grain);
        Assert.Equal(5, await Grain.Steps());
    }

    [Fact]
    public async Task Write_WhileAnotherIsRunning_FollowsIt()
    {
        await Grain.WriteAndWriteAgainAfterItBegan();
        await Deactivate(Grain);

        Assert.Equal(2, await Grain.Steps());
    }

    [Fact]
    public async Task Write_ThatFails_NamesStorageStateAndGrain()
    {
        OrleansException failure = await Assert.ThrowsAsync<OrleansException>(() => Grain.WriteToBrokenStorage());

        Assert.Contains(nameof(BrokenStorage), failure.Message, StringComparison.Ordinal);
        Assert.Contains("'broken'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("CartPole-v1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("No space left on device", failure.Message, StringComparison.Ordinal);
        Assert.IsType<IOException>(failure.InnerException);
    }

    [Fact]
    public async Task Write_OverChangeByAnother_IsRefusedAndTheNextActivationSeesTheChange()
    {
        await Grain.Advance(1);
        await ChangeBehindItsBack(9);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.Advance(1));

        Assert.Equal(9, await WaitFor(async () => await Grain.Steps(), steps => steps == 9));
        await Grain.Advance(1);
        Assert.Equal(10, await Grain.Steps());
    }

    [Fact]
    public async Task Read_AfterChangeByAnother_SeesIt()
    {
        await Grain.Advance(1);
        await ChangeBehindItsBack(9);
        await Grain.Read();

        Assert.Equal(9, await Grain.Steps());
    }

    [Fact]
    public async Task State_UsedOutsideOfTheTurn_IsRefused() =>
        Assert.Contains("outside of the grain's turns", await Grain.UseStateOutsideOfTheTurn(), StringComparison.Ordinal);

    [Fact]
    public async Task Activation_WithStorageThatIsNotConfigured_NamesIt()
    {
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => _cluster.GrainFactory.GetGrain<IHomelessGrain>("a").Steps());

        Assert.Contains("'nowhere'", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Activation_WithDamagedState_NamesTheFile()
    {
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => _cluster.GrainFactory.GetGrain<IDamagedGrain>("a").Steps());

        Assert.Contains("'/states/a.state' is damaged", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StatefulGrain_AfterWrite_FindsItsState()
    {
        IStatefulGrain grain = _cluster.GrainFactory.GetGrain<IStatefulGrain>("a");
        await grain.Advance(4);
        await Deactivate(grain);

        Assert.Equal(4, await grain.Steps());
    }

    private static async Task Deactivate(IDeactivable grain)
    {
        Guid activation = await grain.Activation();
        await grain.Deactivate();
        await WaitFor(grain.Activation, other => other != activation);
    }

    private static async Task<T> WaitFor<T>(Func<Task<T>> ask, Func<T, bool> isExpected)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        while (true)
        {
            T answer = await ask();
            if (isExpected(answer) || deadline.IsCancellationRequested)
            {
                return answer;
            }

            await Task.Yield();
        }
    }

    private async Task ChangeBehindItsBack(int steps)
    {
        IGrainStorage storage = _cluster.GetSiloServiceProvider().GetRequiredService<IGrainStorage>();
        GrainState<Progress> state = new();
        await storage.ReadStateAsync("progress", Grain.GetGrainId(), state);
        state.State!.Steps = steps;
        await storage.WriteStateAsync("progress", Grain.GetGrainId(), state);
    }

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Services.AddGrainStorage(
                ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
                static (services, name) => new CountingStorage(new MemoryGrainStorage(name, services.GetRequiredService<Serializer>())));
            siloBuilder.Services.AddGrainStorage("broken", static (_, _) => new BrokenStorage());
            siloBuilder.Services.AddGrainStorage("damaged", static (_, _) => new DamagedStorage());
            siloBuilder.AddMemoryGrainStorage("memory");
        }
    }

    /// <summary>Counts writes, and lets other code run before each, as a real storage does.</summary>
    private sealed class CountingStorage(IGrainStorage storage) : IGrainStorage
    {
        private static int s_writes;

        public static int Writes => Volatile.Read(ref s_writes);

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            storage.ReadStateAsync(stateName, grainId, grainState);

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Interlocked.Increment(ref s_writes);
            await Task.Yield();
            await storage.WriteStateAsync(stateName, grainId, grainState);
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            storage.ClearStateAsync(stateName, grainId, grainState);
    }

    private sealed class BrokenStorage : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            Task.FromException(new IOException("No space left on device"));

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    }

    private sealed class DamagedStorage : IGrainStorage
    {
        public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await Task.Yield();
            throw new CorruptGrainStateException("/states/a.state", "its checksum does not match its content.");
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
    }
}
