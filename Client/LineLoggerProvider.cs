using Microsoft.Extensions.Logging;

namespace RlOrleans.Client;

/// <summary>Writes what is logged as lines: news to one place, warnings and errors to another, and no stack traces.</summary>
internal sealed class LineLoggerProvider(Action<string> news, Action<string> warnings) : ILoggerProvider
{
    private readonly WarningLoggerProvider _warnings = new(warnings);

    public ILogger CreateLogger(string categoryName) => new LineLogger(_warnings.CreateLogger(categoryName), news);

    public void Dispose() => _warnings.Dispose();

    private sealed class LineLogger(ILogger warnings, Action<string> news) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Information)
                news(formatter(state, exception));
            else
                warnings.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
