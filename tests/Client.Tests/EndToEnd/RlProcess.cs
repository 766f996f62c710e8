using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>The program as a process of its own, as a person starts it.</summary>
internal sealed class RlProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private RlProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => Read(_output);

    public string Error => Read(_error);

    public bool HasExited => _process.HasExited;

    /// <summary>The one JSON object that the output has to be.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static RlProcess Start(string workingDirectory, string commandLine, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Tests that a script starts in the background ignore Ctrl-C, and would hand that on.
        string[] program = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        start.FileName = program[0];
        foreach (string argument in program[1..])
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "rl.dll"));
        foreach (string argument in commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new RlProcess(start);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, RlProcess Process)> Run(
        string workingDirectory, string commandLine, params (string Name, string Value)[] environment)
    {
        var process = Start(workingDirectory, commandLine, environment);
        return (await process.Exit(), process);
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> Exit(TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Deadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"rl did not end in time.\n{Output}\n{Error}");
        }

        return _process.ExitCode;
    }

    /// <summary>Waits for a condition while the process goes on.</summary>
    public Task Reach(Func<bool> condition) => Until.True(
        () => condition() || (_process.HasExited ? throw new InvalidOperationException($"rl ended before its time.\n{Output}\n{Error}") : false),
        () => $"The condition was not reached.\n{Output}\n{Error}");

    /// <summary>SIGKILL: no chance to tidy up.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal by its name, such as INT.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static void Append(StringBuilder builder, string? line)
    {
        if (line is null)
            return;
        lock (builder)
            builder.Append(line).Append('\n');
    }

    private static string Read(StringBuilder builder)
    {
        lock (builder)
            return builder.ToString();
    }
}
