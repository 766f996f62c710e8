using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace RlOrleans.Worker.Tests;

/// <summary>Runs other people's JavaScript in a process of its own.</summary>
internal static class NodeScript
{
    private static readonly string Root = typeof(NodeScript).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "ProjectFolder").Value!;

    private static readonly ConcurrentDictionary<string, Lazy<Task>> Installed = new(StringComparer.Ordinal);

    /// <summary>What a script prints.</summary>
    /// <param name="folder">The folder of this project that has the script and its packages.</param>
    /// <param name="script">Its file name.</param>
    /// <param name="arguments">What it is given.</param>
    public static async Task<string> RunAsync(string folder, string script, params string[] arguments)
    {
        string path = Path.Combine(Root, folder);
        await Installed.GetOrAdd(path, folder => new Lazy<Task>(() => InstallAsync(folder))).Value;
        return await RunAsync("node", [Path.Combine(path, script), .. arguments]);
    }

    // ./test installs them beforehand; a test that is run alone does it itself.
    private static async Task InstallAsync(string folder)
    {
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            await RunAsync("npm", ["ci", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error"]);
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }
}
