using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Calls;

public interface ISlowGrain : IGrainWithStringKey
{
    Task<int> Hold(string gate);

    [ResponseTimeout("00:00:02")]
    Task<int> HoldShortly(string gate);

    Task<string> Cancellable(string gate, CancellationToken cancellationToken);

    Task<int> Runs();
}

public sealed class SlowGrain(Journal journal, Gates gates) : Grain, ISlowGrain
{
    private int _runs;

    public async Task<int> Hold(string gate)
    {
        _runs++;
        journal.Add(this.GetPrimaryKeyString(), "started");
        await gates.Wait(gate);
        return _runs;
    }

    public Task<int> HoldShortly(string gate) => Hold(gate);

    public async Task<string> Cancellable(string gate, CancellationToken cancellationToken)
    {
        journal.Add(this.GetPrimaryKeyString(), "started");
        try
        {
            await gates.Wait(gate).WaitAsync(cancellationToken);
            return "done";
        }
        catch (OperationCanceledException)
        {
            journal.Add(this.GetPrimaryKeyString(), "cancelled");
            throw;
        }
    }

    public Task<int> Runs() => Task.FromResult(_runs);
}
