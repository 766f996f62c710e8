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

    /// <summary>Called last, to add to the silo: another storage, a call filter, a stream provider. Default: nothing.</summary>
    public Action<ISiloBuilder>? ConfigureSilo { get; init; }

    /// <summary>The clock that run ids are dated with. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
