using Microsoft.Extensions.Logging;

namespace RlOrleans.Runs;

/// <summary>Asks every run in the archive to describe itself.</summary>
public sealed partial class RunCatalogGrain(RunArchive archive, ILogger<RunCatalogGrain> logger) : Grain, IRunCatalogGrain
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<RunDescription>> List()
    {
        var described = await Task.WhenAll(archive.List().Select(Describe));
        return [.. described.OfType<RunDescription>().OrderByDescending(run => run.Created)];
    }

    private async Task<RunDescription?> Describe(string runId)
    {
        try
        {
            return await GrainFactory.GetGrain<IRunGrain>(runId).Describe();
        }
        catch (Exception exception)
        {
            LogUnreadable(runId, exception.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} is left out of the list: {Reason}")]
    private partial void LogUnreadable(string run, string reason);
}
