using Microsoft.Extensions.Hosting;
using RlOrleans.Worker.Staging;

namespace RlOrleans.Client;

/// <summary>Looks at the settings of Redis as the silo starts: what would lose episodes is said before there are any.</summary>
internal sealed class StagingCheck(RedisStagingArea staging) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await staging.CheckAsync(stoppingToken);
        }
        catch (IOException)
        {
            // Nobody answers yet. A run says so when it has episodes to stage, and the settings are looked at when somebody does.
        }
    }
}
