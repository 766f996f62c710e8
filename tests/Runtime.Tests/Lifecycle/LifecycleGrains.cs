using Orleans.Concurrency;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Lifecycle;

public interface ILivingGrain : IGrainWithStringKey
{
    Task<string> ActivationId();

    Task DeactivateWhenIdle();

    Task<string> PassThenDeactivate(string gate);

    Task Delay(TimeSpan time);

    Task SlowDeactivation(string gate);
}

public interface IStubbornGrain : IGrainWithStringKey
{
    Task<int> Ping();
}

public interface IKeptAliveGrain : IGrainWithStringKey
{
    Task<string> ActivationId();
}

public interface ICountingGrain : IGrainWithStringKey
{
    Task<int> Increment();

    Task Deactivate();
}

public interface IWorkerGrain : IGrainWithStringKey
{
    Task<string> Pass(string gate);
}

public sealed class LivingGrain(Journal journal, Gates gates) : Grain, ILivingGrain
{
    private string? _deactivationGate;

    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        journal.Add(Key, "activated");
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        journal.Add(Key, $"deactivated: {reason.ReasonCode}");
        if (_deactivationGate is { } gate)
        {
            await gates.Wait(gate).WaitAsync(cancellationToken);
        }
    }

    public Task<string> ActivationId() => Task.FromResult(GrainContext.ActivationId.ToString());

    public Task DeactivateWhenIdle()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task<string> PassThenDeactivate(string gate)
    {
        DeactivateOnIdle();
        journal.Add(Key, "waiting");
        await gates.Wait(gate);
        return GrainContext.ActivationId.ToString();
    }

    public Task Delay(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task SlowDeactivation(string gate)
    {
        _deactivationGate = gate;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

/// <summary>Fails to activate as often as the journal does not say "allowed".</summary>
public sealed class StubbornGrain(Journal journal) : Grain, IStubbornGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        journal.Add(this.GetPrimaryKeyString(), "attempt");
        if (!journal.Read(this.GetPrimaryKeyString()).Contains("allowed"))
        {
            throw new NotSupportedException("not yet");
        }
    }

    public Task<int> Ping() => Task.FromResult(1);
}

[KeepAlive]
public sealed class KeptAliveGrain : Grain, IKeptAliveGrain
{
    public Task<string> ActivationId() => Task.FromResult(GrainContext.ActivationId.ToString());
}

public sealed class CountingGrain([PersistentState("count")] IPersistentState<CountState> state) : Grain, ICountingGrain
{
    public async Task<int> Increment()
    {
        state.State.Count++;
        await state.WriteStateAsync();
        return state.State.Count;
    }

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

[GenerateSerializer]
public sealed class CountState
{
    [Id(0)]
    public int Count { get; set; }
}

[StatelessWorker(3)]
public sealed class WorkerGrain(Journal journal, Gates gates) : Grain, IWorkerGrain
{
    public async Task<string> Pass(string gate)
    {
        journal.Add(this.GetPrimaryKeyString(), GrainContext.ActivationId.ToString());
        await gates.Wait(gate);
        return GrainContext.ActivationId.ToString();
    }
}
