using Microsoft.Extensions.Logging;

namespace RlOrleans.Client;

/// <summary>Hands each warning and error to a callback, as one line and without a stack trace.</summary>
internal sealed class WarningLoggerProvider(Action<string> warn) : ILoggerProvider
{
    private static readonly bool ShowStackTraces = Environment.GetEnvironmentVariable("RL_DEBUG") == "1";

    public ILogger CreateLogger(string categoryName) => new Logger(warn);

    public void Dispose()
    {
    }

    private sealed class Logger(Action<string> warn) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(level))
                return;
            string text = formatter(state, exception);
            if (exception is not null)
                text = ShowStackTraces ? $"{text}\n{exception}" : $"{text} ({exception.Message})";
            warn($"{(level == LogLevel.Warning ? "warning" : "error")}: {(ShowStackTraces ? text : text.ReplaceLineEndings(" "))}");
        }
    }
}
