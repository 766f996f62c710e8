using Orleans;
using Orleans.Providers;
using Orleans.Runtime;

namespace RlOrleans.Runtime.Tests.Storage;

/// <summary>What a grain saw of its state in OnActivateAsync.</summary>
[GenerateSerializer]
public sealed record Seen(int Steps, bool RecordExists, int NotesInMemory);

public interface IDeactivable : IGrainWithStringKey
{
    Task<Guid> Activation();

    Task Deactivate();
}

public interface IProgressGrain : IDeactivable
{
    Task<Seen> SeenAtActivation();

    Task<int> Steps();

    Task Advance(int steps);

    Task AdvanceWithoutWriting(int steps);

    Task AdvanceAndWriteManyTimes(int steps);

    Task WriteAndWriteAgainAfterItBegan();

    Task WriteToBrokenStorage();

    Task Read();

    Task Clear();

    Task<string> UseStateOutsideOfTheTurn();
}

public interface IHomelessGrain : IGrainWithStringKey
{
    Task<int> Steps();
}

public interface IDamagedGrain : IGrainWithStringKey
{
    Task<int> Steps();
}

public interface IStatefulGrain : IDeactivable
{
    Task<int> Steps();

    Task Advance(int steps);
}

public sealed class ProgressGrain(
    [PersistentState("progress")] IPersistentState<Progress> progress,
    [PersistentState("", "memory")] IPersistentState<List<string>> notes,
    [PersistentState("broken", "broken")] IPersistentState<Progress> broken) : Grain, IProgressGrain
{
    private readonly Guid _activation = Guid.NewGuid();
    private Seen? _seen;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _seen = new Seen(progress.State.Steps, progress.RecordExists, notes.State.Count);
        return Task.CompletedTask;
    }

    public Task<Guid> Activation() => Task.FromResult(_activation);

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<Seen> SeenAtActivation() => Task.FromResult(_seen!);

    public Task<int> Steps() => Task.FromResult(progress.State.Steps);

    public Task Advance(int steps)
    {
        progress.State.Steps += steps;
        return progress.WriteStateAsync();
    }

    public Task AdvanceWithoutWriting(int steps)
    {
        progress.State.Steps += steps;
        return Task.CompletedTask;
    }

    public Task AdvanceAndWriteManyTimes(int steps)
    {
        List<Task> writes = [];
        for (int i = 0; i < steps; i++)
        {
            progress.State.Steps++;
            writes.Add(progress.WriteStateAsync());
        }

        return Task.WhenAll(writes);
    }

    public async Task WriteAndWriteAgainAfterItBegan()
    {
        progress.State.Steps = 1;
        Task first = progress.WriteStateAsync();
        await Task.Yield();
        progress.State.Steps = 2;
        Task second = progress.WriteStateAsync();
        await Task.WhenAll(first, second);
    }

    public Task WriteToBrokenStorage() => broken.WriteStateAsync();

    public Task Read() => progress.ReadStateAsync();

    public Task Clear() => progress.ClearStateAsync();

    public async Task<string> UseStateOutsideOfTheTurn()
    {
        InvalidOperationException refused = await Task.Run(() => Assert.Throws<InvalidOperationException>(() => progress.State));
        return refused.Message;
    }
}

public sealed class HomelessGrain([PersistentState("progress", "nowhere")] IPersistentState<Progress> progress) : Grain, IHomelessGrain
{
    public Task<int> Steps() => Task.FromResult(progress.State.Steps);
}

public sealed class DamagedGrain([PersistentState("progress", "damaged")] IPersistentState<Progress> progress) : Grain, IDamagedGrain
{
    public Task<int> Steps() => Task.FromResult(progress.State.Steps);
}

[StorageProvider(ProviderName = "memory")]
public sealed class StatefulGrain : Grain<Progress>, IStatefulGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public Task<Guid> Activation() => Task.FromResult(_activation);

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<int> Steps() => Task.FromResult(State.Steps);

    public Task Advance(int steps)
    {
        State.Steps += steps;
        return WriteStateAsync();
    }
}
