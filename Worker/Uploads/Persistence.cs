using Polly;
using Polly.Retry;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Worker.Uploads;

/// <summary>
/// Tries what can only fail for now until it succeeds, or as often as the options say: ever more slowly, with jitter, so
/// that workers which lost the same server do not return to it as one. A bad shard is not tried again.
/// </summary>
internal sealed class Persistence
{
    private readonly Lazy<ResiliencePipeline> _pipeline;

    /// <param name="options">Attempts and delays.</param>
    /// <param name="time">Waits.</param>
    /// <param name="onFailure">Told of each failed attempt: its number, the seconds to the next, the reason.</param>
    public Persistence(UploadWorkerOptions options, TimeProvider time, Action<int, double, string> onFailure) => _pipeline = new(() =>
        options.MaxAttempts is 1
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<IOException>(error => error is not DatasetStoreException { Code: DatasetStoreError.BadShard }),
                MaxRetryAttempts = options.MaxAttempts - 1 ?? int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = options.MaxRetryDelay,
                OnRetry = retry =>
                {
                    onFailure(retry.AttemptNumber + 1, retry.RetryDelay.TotalSeconds, retry.Outcome.Exception!.Message);
                    return default;
                },
            }).Build());

    /// <summary>Does it, as often as it takes.</summary>
    /// <exception cref="IOException">The last attempt failed.</exception>
    public async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken) =>
        await _pipeline.Value.ExecuteAsync(async token => await action(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
}
