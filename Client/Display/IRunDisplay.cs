using RlOrleans.Client.CommandLine;
using RlOrleans.Runs;

namespace RlOrleans.Client.Display;

/// <summary>Shows a run while it goes on. Disposing it leaves the terminal as it was.</summary>
internal interface IRunDisplay : IAsyncDisposable
{
    /// <summary>The run that will be shown.</summary>
    void Begin(RunDescription run);

    /// <summary>A point of its progress. Cheap: drawing is left to the display's own pace.</summary>
    void Show(RunProgress progress);

    /// <summary>A line that must stay readable, such as a warning. From any thread.</summary>
    void Note(string line);
}

/// <summary>Chooses how to show a run.</summary>
internal static class RunDisplay
{
    /// <summary>Live where a person watches, otherwise lines; on standard error where the output is for a program.</summary>
    public static IRunDisplay Create(Terminal terminal, bool json) => terminal.IsInteractive && !json
        ? new LiveDisplay(terminal.Ansi, terminal.Time)
        : new PlainDisplay(json ? terminal.Error : terminal.Output, terminal.Error, terminal.Time);
}
