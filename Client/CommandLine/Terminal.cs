using System.Runtime.InteropServices;
using System.Text;
using Spectre.Console;

namespace RlOrleans.Client.CommandLine;

/// <summary>All that a command touches of the world around it, so that tests can stand in for it.</summary>
internal sealed class Terminal
{
    private const int WidthWithoutTerminal = 120;

    private readonly Lazy<IAnsiConsole> _ansi;

    public Terminal(TextWriter output, TextWriter error, string workingDirectory, bool isInteractive = false, TimeProvider? time = null)
    {
        Output = output;
        Error = error;
        WorkingDirectory = workingDirectory;
        IsInteractive = isInteractive;
        Time = time ?? TimeProvider.System;
        _ansi = new Lazy<IAnsiConsole>(CreateAnsiConsole);
    }

    /// <summary>Results.</summary>
    public TextWriter Output { get; }

    /// <summary>Errors, warnings, and progress where the output is for a program.</summary>
    public TextWriter Error { get; }

    /// <summary>What relative paths are relative to.</summary>
    public string WorkingDirectory { get; }

    /// <summary>Whether a person watches the output as it comes.</summary>
    public bool IsInteractive { get; }

    public TimeProvider Time { get; }

    /// <summary>The output with colours and cursor, as far as the terminal has them.</summary>
    public IAnsiConsole Ansi => _ansi.Value;

    /// <summary>Handles signals that ask the process to end; the returned registration gives them back.</summary>
    public Func<Action<PosixSignalContext>, IDisposable> OnSignal { get; init; } = _ => NoSignals.Instance;

    /// <summary>Ends the process at once.</summary>
    public Action<int> Exit { get; init; } = _ => { };

    /// <summary>The terminal that the process was started from.</summary>
    public static Terminal OfProcess()
    {
        // Elsewhere the terminal's own encoding is the right one, and nearly always this.
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = Encoding.UTF8;
        return new Terminal(
            Console.Out,
            Console.Error,
            Directory.GetCurrentDirectory(),
            isInteractive: !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb")
        {
            OnSignal = ProcessSignals.Register,
            Exit = Environment.Exit,
        };
    }

    /// <summary>An absolute path.</summary>
    public string PathOf(string path) => Path.GetFullPath(path, WorkingDirectory);

    /// <summary>A path as short as it can be said from the working directory.</summary>
    public string ShortPath(string path)
    {
        string relative = Path.GetRelativePath(WorkingDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || relative.Length >= path.Length ? path : relative;
    }

    private IAnsiConsole CreateAnsiConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Output),
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = IsInteractive ? InteractionSupport.Detect : InteractionSupport.No,
        });

        // A pipe has no width; tables must neither wrap to a default of 80 nor depend on who reads.
        if (!IsInteractive)
            console.Profile.Width = WidthWithoutTerminal;
        return console;
    }

    private sealed class NoSignals : IDisposable
    {
        public static readonly NoSignals Instance = new();

        public void Dispose()
        {
        }
    }
}
