using Orleans.Concurrency;
using Orleans.Serialization.Invocation;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Turns;

public interface ITurnGrain : IGrainWithStringKey
{
    /// <summary>Notes its beginning, waits at a gate, notes its end.</summary>
    Task Pass(string name, string gate);

    [AlwaysInterleave]
    Task PassInterleaved(string name, string gate);

    [ReadOnly]
    Task PassReadOnly(string name, string gate);

    Task<int> Increment(int times);

    Task<bool> StaysOnScheduler();

    Task StartBackground(string gate);

    Task Ping();

    /// <summary>Calls the next grain of a chain, which calls back.</summary>
    [ResponseTimeout("00:00:05")]
    Task CallBack(ITurnGrain through, bool allowReentrancy);

    [ResponseTimeout("00:00:05")]
    Task CallOther(ITurnGrain other);

    Task<string?> SchedulerAfterTaskRun();

    /// <summary>Calls another grain and blocks its own turn until that has answered, as no grain should.</summary>
    Task<int> BlockOn(ITurnGrain other);

    Task DeactivateSoon();
}

public interface IReentrantGrain : IGrainWithStringKey
{
    Task Pass(string name, string gate);
}

public interface IChoosyGrain : IGrainWithStringKey
{
    Task Pass(string name, string gate);

    Task PassFreely(string name, string gate);
}

public sealed class TurnGrain(Journal journal, Gates gates) : Grain, ITurnGrain
{
    private int _counter;

    public async Task Pass(string name, string gate)
    {
        journal.Add(this.GetPrimaryKeyString(), $"+{name}");
        await gates.Wait(gate);
        journal.Add(this.GetPrimaryKeyString(), $"-{name}");
    }

    public Task PassInterleaved(string name, string gate) => Pass(name, gate);

    public Task PassReadOnly(string name, string gate) => Pass(name, gate);

    public async Task<int> Increment(int times)
    {
        for (var i = 0; i < times; i++)
        {
            // Not atomic on purpose: only turns keep it right.
            var value = _counter;
            if (i % 3 == 0)
            {
                await Task.Yield();
            }

            _counter = value + 1;
        }

        return _counter;
    }

    public async Task<bool> StaysOnScheduler()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Yield();
        var afterYield = TaskScheduler.Current;
        await Task.Run(static () => { });
        var afterRun = TaskScheduler.Current;
        return scheduler != TaskScheduler.Default && scheduler == afterYield && scheduler == afterRun;
    }

    public async Task<string?> SchedulerAfterTaskRun() =>
        await Task.Run(static () => TaskScheduler.Current == TaskScheduler.Default ? "default" : "grain");

    public Task<int> BlockOn(ITurnGrain other)
    {
        var call = other.Increment(3);
        call.Wait();
        return call;
    }

    public Task DeactivateSoon()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task StartBackground(string gate)
    {
        _ = Background(gate);
        return Task.CompletedTask;
    }

    public Task Ping()
    {
        journal.Add(this.GetPrimaryKeyString(), "ping");
        return Task.CompletedTask;
    }

    public async Task CallBack(ITurnGrain through, bool allowReentrancy)
    {
        using var section = allowReentrancy ? Orleans.Runtime.RequestContext.AllowCallChainReentrancy() : default;
        await through.CallOther(this.AsReference<ITurnGrain>());
    }

    public Task CallOther(ITurnGrain other) => other.Ping();

    private async Task Background(string gate)
    {
        var scheduler = TaskScheduler.Current;
        await gates.Wait(gate);
        journal.Add(this.GetPrimaryKeyString(), TaskScheduler.Current == scheduler ? "background on grain" : "background elsewhere");
    }
}

[Reentrant]
public sealed class ReentrantGrain(Journal journal, Gates gates) : Grain, IReentrantGrain
{
    public async Task Pass(string name, string gate)
    {
        journal.Add(this.GetPrimaryKeyString(), $"+{name}");
        await gates.Wait(gate);
        journal.Add(this.GetPrimaryKeyString(), $"-{name}");
    }
}

[MayInterleave(nameof(IsFree))]
public sealed class ChoosyGrain(Journal journal, Gates gates) : Grain, IChoosyGrain
{
    public static bool IsFree(IInvokable request) => request.GetMethodName() == nameof(PassFreely);

    public async Task Pass(string name, string gate)
    {
        journal.Add(this.GetPrimaryKeyString(), $"+{name}");
        await gates.Wait(gate);
        journal.Add(this.GetPrimaryKeyString(), $"-{name}");
    }

    public Task PassFreely(string name, string gate) => Pass(name, gate);
}
