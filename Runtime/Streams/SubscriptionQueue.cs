using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>
/// What waits for one subscription. A full queue makes the producers wait, in order, and never drops anything. The next
/// delivery starts when the consumer has ended the one before.
/// </summary>
internal sealed partial class SubscriptionQueue(StreamSubscription subscription, StreamDeliveryOptions options) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<StreamDelivery> _waiting = new();
    private readonly Queue<(StreamDelivery Delivery, TaskCompletionSource Accepted)> _blocked = new();
    private bool _isDelivering;
    private bool _isClosed;

    /// <summary>Queues a delivery. Completes when it is accepted.</summary>
    public Task Enqueue(StreamDelivery delivery)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return Task.CompletedTask;
            }

            if (_waiting.Count >= options.Capacity)
            {
                var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _blocked.Enqueue((delivery, accepted));
                return accepted.Task;
            }

            _waiting.Enqueue(delivery);
            if (_isDelivering)
            {
                return Task.CompletedTask;
            }

            _isDelivering = true;
        }

        // Outside of the producer's turn, but right after it and on the same thread.
        TurnWorker.Schedule(this);
        return Task.CompletedTask;
    }

    /// <summary>Drops what waits, and lets the producers go on.</summary>
    public void Close()
    {
        List<TaskCompletionSource> released;
        lock (_gate)
        {
            _isClosed = true;
            _waiting.Clear();
            released = [.. _blocked.Select(entry => entry.Accepted)];
            _blocked.Clear();
        }

        released.ForEach(static accepted => accepted.SetResult());
    }

    void IThreadPoolWorkItem.Execute() => _ = DeliverAll();

    private async Task DeliverAll()
    {
        while (TryTake(out var delivery))
        {
            await Deliver(delivery).ConfigureAwait(false);
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out StreamDelivery? delivery)
    {
        TaskCompletionSource? accepted = null;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out delivery))
            {
                _isDelivering = false;
                return false;
            }

            if (_blocked.TryDequeue(out var next))
            {
                _waiting.Enqueue(next.Delivery);
                accepted = next.Accepted;
            }
        }

        accepted?.SetResult();
        return true;
    }

    private async Task Deliver(StreamDelivery delivery)
    {
        var delay = StreamDeliveryOptions.FirstRetryDelay;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await delivery.DeliverTo(subscription.Consumer, subscription).ConfigureAwait(false);
                return;
            }
            catch (SiloUnavailableException)
            {
                // The silo stops, and its streams with it.
                Close();
                return;
            }
            catch (Exception exception) when (attempt < StreamDeliveryOptions.MaxAttempts)
            {
                LogRetry(options.Logger, exception, subscription.StreamId, subscription.Id, attempt, delay);
            }
            catch (Exception exception)
            {
                LogGivenUp(options.Logger, exception, subscription.StreamId, subscription.Id, attempt);
                await Report(exception).ConfigureAwait(false);
                return;
            }

            await Task.Delay(delay, options.TimeProvider).ConfigureAwait(false);
            delay *= 2;
        }
    }

    private async Task Report(Exception exception)
    {
        try
        {
            var failure = new StreamEventDeliveryFailureException(
                $"An item of stream {subscription.StreamId} was given up after {StreamDeliveryOptions.MaxAttempts} attempts: {exception.Message}", exception);
            await subscription.Consumer.Fail(subscription, failure).ConfigureAwait(false);
        }
        catch (Exception secondary)
        {
            LogReportFailed(options.Logger, secondary, subscription.StreamId, subscription.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {StreamId}, subscription {SubscriptionId}: attempt {Attempt} to deliver failed; the next follows in {Delay}.")]
    private static partial void LogRetry(ILogger logger, Exception exception, StreamId streamId, Guid subscriptionId, int attempt, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {StreamId}, subscription {SubscriptionId}: a delivery is given up after {Attempts} attempts; the next one follows.")]
    private static partial void LogGivenUp(ILogger logger, Exception exception, StreamId streamId, Guid subscriptionId, int attempts);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {StreamId}, subscription {SubscriptionId}: the consumer failed on being told of a failed delivery.")]
    private static partial void LogReportFailed(ILogger logger, Exception exception, StreamId streamId, Guid subscriptionId);
}
