using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>The activations of this silo.</summary>
internal sealed class Catalog
{
    private readonly ConcurrentDictionary<GrainId, MessageTarget> _targets = new();
    private readonly ConcurrentDictionary<Activation, byte> _activations = new();
    private readonly GrainClassMap _classes;
    private readonly TimeProvider _timeProvider;
    private volatile bool _isStopping;
    private long _coarseTimestamp;

    public Catalog(
        CallRuntime calls,
        GrainClassMap classes,
        IGrainLocator locator,
        SiloInstruments instruments,
        IOptions<GrainCollectionOptions> collection,
        TimeProvider timeProvider)
    {
        Calls = calls;
        Locator = locator;
        Instruments = instruments;
        Collection = collection.Value;
        _classes = classes;
        _timeProvider = timeProvider;
        _coarseTimestamp = timeProvider.GetTimestamp();
        instruments.ObserveActivations(() => _activations.Count);
    }

    public CallRuntime Calls { get; }

    public IGrainLocator Locator { get; }

    public SiloInstruments Instruments { get; }

    public GrainCollectionOptions Collection { get; }

    /// <summary>The time, as of the last look at the clock: calls are too many to read it for each.</summary>
    public long CoarseTimestamp => Volatile.Read(ref _coarseTimestamp);

    public int Count => _activations.Count;

    public IEnumerable<Activation> Activations => _activations.Keys;

    public static Catalog Create(IServiceProvider services) => ActivatorUtilities.CreateInstance<Catalog>(services);

    public void ReadClock() => Volatile.Write(ref _coarseTimestamp, _timeProvider.GetTimestamp());

    public MessageTarget? Find(GrainId grainId) => _targets.GetValueOrDefault(grainId);

    /// <summary>Returns where calls to a grain go, which begins to activate it if need be.</summary>
    /// <param name="grainId">The grain.</param>
    /// <param name="cause">The call that asks.</param>
    /// <exception cref="ArgumentException">No class of that type is known.</exception>
    public MessageTarget GetOrActivate(GrainId grainId, RequestBase cause)
    {
        while (true)
        {
            if (_targets.TryGetValue(grainId, out var existing))
            {
                return existing;
            }

            if (ObserverRegistry.IsObserver(grainId))
            {
                throw new ClientNotAvailableException(grainId);
            }

            if (_isStopping)
            {
                throw new SiloUnavailableException($"The silo is stopping and activates no more grains, such as '{grainId}'.");
            }

            var grainClass = _classes.Get(grainId.Type);
            MessageTarget created = grainClass.MaxLocalWorkers > 0
                ? new StatelessWorkerPool(grainId, grainClass, this)
                : new Activation(grainId, grainClass, this, null);
            if (!_targets.TryAdd(grainId, created))
            {
                continue;
            }

            if (created is Activation activation)
            {
                Add(activation, cause);
            }

            return created;
        }
    }

    /// <summary>Counts an activation in and starts it.</summary>
    public void Add(Activation activation, RequestBase cause)
    {
        _activations[activation] = 0;
        activation.Activate(cause.RequestContextData);
    }

    public void Remove(Activation activation, StatelessWorkerPool? pool)
    {
        _activations.TryRemove(activation, out _);
        if (pool is not null)
        {
            pool.Remove(activation);
        }
        else
        {
            _targets.TryRemove(new KeyValuePair<GrainId, MessageTarget>(activation.GrainId, activation));
        }
    }

    public void AddTarget(GrainId id, MessageTarget target) => _targets[id] = target;

    public void RemoveTarget(GrainId id) => _targets.TryRemove(id, out _);

    /// <summary>Deactivates everything, and waits until it is done or the time is up.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo is shutting down.");
        var ending = new HashSet<Task>();
        int known;
        do
        {
            // A call that came just before the stop may still add one.
            known = ending.Count;
            foreach (var activation in Activations)
            {
                activation.Deactivate(reason, cancellationToken);
                ending.Add(activation.Deactivated);
            }
        }
        while (ending.Count > known);

        await Task.WhenAll(ending).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends everything without telling the grains, as when a process is killed.</summary>
    public void Abandon()
    {
        _isStopping = true;
        foreach (var activation in Activations)
        {
            activation.Abandon();
        }
    }

    /// <summary>Makes a source that cancels itself after a while.</summary>
    public CancellationTokenSource CreateTimeout(TimeSpan after, CancellationToken cancellationToken) => new TimeoutSource(_timeProvider, after, cancellationToken);

    /// <summary>Runs an action after a while, unless it is cancelled before.</summary>
    public void After(TimeSpan delay, Action action, CancellationToken cancellationToken) =>
        _ = Task.Delay(delay, _timeProvider, cancellationToken).ContinueWith(
            static (_, state) => ((Action)state!)(), action, CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

    public long TimestampAfter(TimeSpan delay) => _timeProvider.GetTimestamp() + (long)(delay.TotalSeconds * _timeProvider.TimestampFrequency);

    public TimeSpan SinceCoarse(long timestamp) => _timeProvider.GetElapsedTime(timestamp, CoarseTimestamp);

    private sealed class TimeoutSource : CancellationTokenSource
    {
        private readonly CancellationTokenRegistration _outer;

        public TimeoutSource(TimeProvider timeProvider, TimeSpan after, CancellationToken outer)
            : base(after, timeProvider) =>
            _outer = outer.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), this);

        protected override void Dispose(bool disposing)
        {
            _outer.Dispose();
            base.Dispose(disposing);
        }
    }
}
