namespace Orleans.Runtime;

/// <summary>Enumerates the sequences of one activation for callers.</summary>
internal sealed class AsyncEnumerableExtension(GrainContext context, TimeProvider timeProvider, TimeSpan responseTimeout) : IAsyncEnumerableExtension, IAsyncDisposable
{
    // Well before the caller stops waiting.
    private readonly TimeSpan _signOfLife = responseTimeout / 2;
    private readonly Dictionary<Guid, Enumeration> _running = [];
    private IGrainTimer? _expiry;

    public ValueTask<EnumerationStep<T>> StartEnumeration<T>(Guid enumerationId, int maxBatchSize, AsyncEnumerableRequest<T> request, CancellationToken cancellationToken)
    {
        var cancellation = new CancellationTokenSource();
        var enumeration = new Enumeration<T>(request.Open(context, cancellation.Token).GetAsyncEnumerator(cancellation.Token), cancellation);
        _running.Add(enumerationId, enumeration);
        _expiry ??= WatchForAbandoned();
        return Next(enumerationId, enumeration, maxBatchSize, cancellationToken);
    }

    public ValueTask<EnumerationStep<T>> MoveNext<T>(Guid enumerationId, int maxBatchSize, CancellationToken cancellationToken) =>
        _running.TryGetValue(enumerationId, out var enumeration)
            ? Next(enumerationId, (Enumeration<T>)enumeration, maxBatchSize, cancellationToken)
            : new ValueTask<EnumerationStep<T>>(new EnumerationStep<T>(EnumerationStatus.Unknown, []));

    public ValueTask StopEnumeration(Guid enumerationId) =>
        _running.Remove(enumerationId, out var enumeration) ? enumeration.Stop() : default;

    public async ValueTask DisposeAsync()
    {
        _expiry?.Dispose();
        foreach (var enumeration in _running.Values)
        {
            await enumeration.Stop().ConfigureAwait(true);
        }

        _running.Clear();
    }

    private async ValueTask<EnumerationStep<T>> Next<T>(Guid id, Enumeration<T> enumeration, int maxBatchSize, CancellationToken cancellationToken)
    {
        enumeration.IsInUse = true;
        enumeration.UnusedPeriods = 0;
        try
        {
            var elements = new List<T>();
            while (elements.Count < maxBatchSize)
            {
                var move = enumeration.MoveNext();
                if (!move.IsCompleted && (elements.Count > 0 || !await CompletesInTime(move, cancellationToken).ConfigureAwait(true)))
                {
                    break;
                }

                if (elements.Count > 0 && !move.IsCompletedSuccessfully)
                {
                    // The failure is told by the next step, after the elements before it.
                    break;
                }

                if (!await move.ConfigureAwait(true))
                {
                    await StopEnumeration(id).ConfigureAwait(true);
                    return new EnumerationStep<T>(EnumerationStatus.Completed, [.. elements]);
                }

                elements.Add(enumeration.Take());
            }

            return new EnumerationStep<T>(EnumerationStatus.More, [.. elements]);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            await StopEnumeration(id).ConfigureAwait(true);
            throw;
        }
        finally
        {
            enumeration.IsInUse = false;
        }
    }

    private async Task<bool> CompletesInTime(Task move, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(move, Task.Delay(_signOfLife, timeProvider, waiting.Token)).ConfigureAwait(true);
        await waiting.CancelAsync().ConfigureAwait(true);
        cancellationToken.ThrowIfCancellationRequested();
        return ReferenceEquals(first, move);
    }

    /// <summary>Gives up enumerations that nobody has asked for during a whole response timeout.</summary>
    private IGrainTimer WatchForAbandoned() =>
        ((Timers.ITimerRegistry)context.Calls.Services.GetService(typeof(Timers.ITimerRegistry))!).RegisterGrainTimer(
            context,
            static async (extension, _) =>
            {
                foreach (var (id, enumeration) in extension._running.ToArray())
                {
                    if (!enumeration.IsInUse && ++enumeration.UnusedPeriods > 1)
                    {
                        await extension.StopEnumeration(id).ConfigureAwait(true);
                    }
                }
            },
            this,
            new GrainTimerCreationOptions(responseTimeout, responseTimeout) { Interleave = true });

    private abstract class Enumeration(CancellationTokenSource cancellation)
    {
        public bool IsInUse { get; set; }

        public int UnusedPeriods { get; set; }

        protected CancellationTokenSource Cancellation => cancellation;

        public abstract ValueTask Stop();
    }

    private sealed class Enumeration<T>(IAsyncEnumerator<T> enumerator, CancellationTokenSource cancellation) : Enumeration(cancellation)
    {
        private Task<bool>? _pending;

        /// <summary>The move under way, or a new one.</summary>
        public Task<bool> MoveNext() => _pending ??= enumerator.MoveNextAsync().AsTask();

        /// <summary>The element that the move brought.</summary>
        public T Take()
        {
            _pending = null;
            return enumerator.Current;
        }

        public override async ValueTask Stop()
        {
            await Cancellation.CancelAsync().ConfigureAwait(true);
            if (_pending is { IsCompleted: false })
            {
                // An iterator cannot be disposed while it runs. With its token cancelled it ends soon, or when it likes.
                _ = StopLater(_pending);
            }
            else
            {
                await Close().ConfigureAwait(true);
            }
        }

        private async Task StopLater(Task pending)
        {
            await pending.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            await Close().ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task Close()
        {
            await enumerator.DisposeAsync().ConfigureAwait(true);
            Cancellation.Dispose();
        }
    }
}
