using RlOrleans.Hosting;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Uploads;

namespace RlOrleans.Client;

/// <summary>How <see cref="RlClient.EmbedAsync"/> sets up its silo.</summary>
public sealed class RlClientOptions
{
    /// <summary>
    /// Folder that holds one folder a run. Created when the first run is launched. Default: <c>runs</c> in the current
    /// directory.
    /// </summary>
    public string RunsFolder { get; init; } = "runs";

    /// <summary>
    /// Called with each warning or error that the silo logs, as one line; from any thread. Default: standard error.
    /// </summary>
    public Action<string>? Warn { get; init; }

    /// <summary>
    /// The Redis and the RabbitMQ that recorded episodes go over, to workers elsewhere (<c>rl worker</c>). Default: none;
    /// they go over a folder in the folder of runs, to a worker in this process.
    /// </summary>
    public PipelineOptions? Pipeline { get; init; }

    /// <summary>How the worker in this process reaches datasets. Default: folders, and the Hub with the token in HF_TOKEN.</summary>
    public DatasetStoreOptions? Datasets { get; init; }

    /// <summary>Changes how the silo holds runs: sizes of shards, bounds on what waits. Default: nothing.</summary>
    public Action<RlSiloOptions>? ConfigureRuns { get; init; }

    /// <summary>Called last, to add to the silo: another storage, a call filter, a stream provider. Default: nothing.</summary>
    public Action<ISiloBuilder>? ConfigureSilo { get; init; }

    /// <summary>The clock that run ids are dated with. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
