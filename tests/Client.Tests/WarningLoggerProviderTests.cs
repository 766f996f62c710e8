using Microsoft.Extensions.Logging;

namespace RlOrleans.Client.Tests;

public sealed class WarningLoggerProviderTests
{
    private readonly List<string> _lines = [];

    [Fact]
    public void Log_Warning_IsOneLineWithoutAStackTrace()
    {
        using var provider = new WarningLoggerProvider(_lines.Add);
        ILogger logger = provider.CreateLogger("category");
        logger.Log(LogLevel.Warning, default, "slow disk", new IOException("no space"), (state, _) => state);
        Assert.Equal(["warning: slow disk (no space)"], _lines);
    }

    [Fact]
    public void Log_Information_IsLeftOut()
    {
        using var provider = new WarningLoggerProvider(_lines.Add);
        provider.CreateLogger("category").Log(LogLevel.Information, default, "started", null, (state, _) => state);
        Assert.Empty(_lines);
    }
}
