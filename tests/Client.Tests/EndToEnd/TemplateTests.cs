using System.Diagnostics;
using System.Reflection;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>The <c>dotnet new</c> template, from its installation to a trained policy.</summary>
public sealed class TemplateTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    private readonly Workplace _workplace = new();

    private static string Repository
        => typeof(TemplateTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Repository").Value!;

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task NewEnvironment_BuiltAndTrained_SolvesItsTask()
    {
        await Dotnet("new", "install", Path.Combine(Repository, "templates", "rlenvironment"));
        await Dotnet("new", "rlenvironment", "--name", "Corridor", "--library", Repository);
        string project = Path.Combine(_workplace.Folder, "Corridor");
        await Dotnet("build", project, "-c", "Release", "-nologo");
        var (exitCode, rl) = await RlProcess.Run(
            _workplace.Folder, "train Corridor-v0 --plugin Corridor/bin/Release/net10.0/Corridor.dll --steps 40000 --json");
        using (rl)
        {
            Assert.True(exitCode == 0, rl.Error);
            Assert.InRange(rl.Json.GetProperty("evaluation").GetProperty("mean_return").GetDouble(), 0.8, 1);
        }
    }

    private async Task Dotnet(params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = _workplace.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Templates are installed for a user: this one is a folder of the test.
        start.Environment["DOTNET_CLI_HOME"] = _workplace.Folder;
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Deadline);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{await output}\n{await error}");
    }
}
