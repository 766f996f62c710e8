using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>
/// A lifecycle: stages start in ascending order, the observers of one stage together. When one fails, the stages that had
/// started are stopped in descending order by whoever drives the lifecycle.
/// </summary>
internal abstract partial class LifecycleSubject(ILogger logger) : ILifecycleSubject
{
    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscriptions = [];
    private int? _highestStarted;

    public int HighestCompletedStage { get; private set; } = int.MinValue;

    public int LowestStoppedStage { get; private set; } = int.MaxValue;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observerName);
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = new Subscription(this, observerName, stage, observer);
        lock (_gate)
        {
            if (_highestStarted >= stage)
            {
                throw new InvalidOperationException($"'{observerName}' came too late for stage {stage}: stage {_highestStarted} has started.");
            }

            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    public async Task OnStart(CancellationToken cancellationToken = default)
    {
        foreach (var stage in Stages())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _highestStarted = stage.Key;
            await Task.WhenAll(stage.Select(subscription => subscription.Observer.OnStart(cancellationToken))).WaitAsync(cancellationToken).ConfigureAwait(true);
            HighestCompletedStage = stage.Key;
        }
    }

    public async Task OnStop(CancellationToken cancellationToken = default)
    {
        foreach (var stage in Stages().AsEnumerable().Reverse().Where(stage => stage.Key <= _highestStarted))
        {
            try
            {
                await Task.WhenAll(stage.Select(subscription => subscription.Observer.OnStop(cancellationToken))).ConfigureAwait(true);
            }
            catch (Exception exception)
            {
                // The stages below still have to be stopped.
                LogStopFailed(logger, exception, stage.Key, string.Join(", ", stage.Select(subscription => subscription.Name)));
            }

            LowestStoppedStage = stage.Key;
        }

        _highestStarted = null;
    }

    private List<IGrouping<int, Subscription>> Stages()
    {
        lock (_gate)
        {
            return _subscriptions.Count == 0 ? [] : [.. _subscriptions.GroupBy(subscription => subscription.Stage).OrderBy(stage => stage.Key)];
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Stage {Stage} did not stop cleanly (observers: {Observers}); the stages below it are stopped all the same.")]
    private static partial void LogStopFailed(ILogger logger, Exception exception, int stage, string observers);

    private sealed class Subscription(LifecycleSubject subject, string name, int stage, ILifecycleObserver observer) : IDisposable
    {
        public string Name => name;

        public int Stage => stage;

        public ILifecycleObserver Observer => observer;

        public void Dispose() => subject.Remove(this);
    }
}

/// <summary>The lifecycle of an activation.</summary>
internal sealed class GrainLifecycle(ILogger logger) : LifecycleSubject(logger), IGrainLifecycle
{
    public void AddMigrationParticipant(IGrainMigrationParticipant participant)
    {
        // Activations of this runtime end where they began.
    }

    public void RemoveMigrationParticipant(IGrainMigrationParticipant participant)
    {
    }
}
