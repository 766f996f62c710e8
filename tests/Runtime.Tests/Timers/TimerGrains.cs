using Orleans.Runtime;

using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Timers;

public interface ITimerGrain : IGrainWithStringKey
{
    Task Start(TimeSpan dueTime, TimeSpan period, bool interleave, bool keepAlive);

    Task StartFailing(TimeSpan period);

    Task Change(TimeSpan dueTime, TimeSpan period);

    Task Stop();

    Task Hold(string gate);

    Task<bool> IsTickCancelled();
}

public sealed class TimerGrain(Journal journal, Gates gates) : Grain, ITimerGrain
{
    private IGrainTimer? _timer;
    private CancellationToken _tickToken;
    private int _ticks;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        journal.Add(this.GetPrimaryKeyString() + "-life", $"deactivated: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task Start(TimeSpan dueTime, TimeSpan period, bool interleave, bool keepAlive)
    {
        _timer = this.RegisterGrainTimer(
            static (grain, cancellationToken) => grain.Tick(cancellationToken),
            this,
            new GrainTimerCreationOptions(dueTime, period) { Interleave = interleave, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task StartFailing(TimeSpan period)
    {
        _timer = this.RegisterGrainTimer(
            () =>
            {
                journal.Add(this.GetPrimaryKeyString(), "tick");
                throw new InvalidOperationException("A tick that fails.");
            },
            period,
            period);
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan dueTime, TimeSpan period)
    {
        _timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task Hold(string gate)
    {
        journal.Add(this.GetPrimaryKeyString(), "+hold");
        await gates.Wait(gate);
        journal.Add(this.GetPrimaryKeyString(), "-hold");
    }

    public Task<bool> IsTickCancelled() => Task.FromResult(_tickToken.IsCancellationRequested);

    private Task Tick(CancellationToken cancellationToken)
    {
        _tickToken = cancellationToken;
        journal.Add(this.GetPrimaryKeyString(), $"tick {++_ticks}");
        return Task.CompletedTask;
    }
}
