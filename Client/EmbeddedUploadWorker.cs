using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Staging;
using RlOrleans.Worker.Uploads;

namespace RlOrleans.Client;

/// <summary>The worker of a silo that has no others: it lives in the silo's own process.</summary>
internal sealed class EmbeddedUploadWorker(
    IStagingArea staging, IShardQueue queue, DatasetStores stores, ILogger<UploadWorker> logger) : BackgroundService
{
    // The run waits for the answer: a dataset that cannot be written has to be its failure, and soon.
    private static readonly UploadWorkerOptions Options = new()
    {
        MaxAttempts = 4,
        RetryDelay = TimeSpan.FromSeconds(0.2),
        StopPatience = TimeSpan.FromSeconds(5),
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var worker = new UploadWorker(staging, queue, stores, Options, logger);
        await worker.RunAsync(stoppingToken);
    }
}
