using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace RlOrleans.Worker.Tests.Parquet;

/// <summary>Reads Parquet files by hyparquet, a JavaScript implementation, in a process of its own.</summary>
internal sealed class IndependentReader
{
    private static readonly string Folder = typeof(IndependentReader).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "ReaderFolder").Value!;

    private readonly JsonElement _root;

    private IndependentReader(JsonElement root) => _root = root;

    public long RowCount => long.Parse(_root.GetProperty("rowCount").GetString()!);

    public JsonElement Groups => _root.GetProperty("groups");

    public JsonElement Schema => _root.GetProperty("schema");

    public string Property(string name) => _root.GetProperty("properties").GetProperty(name).GetString()!;

    public JsonElement[] Column(string name) => [.. _root.GetProperty("columns").GetProperty(name).EnumerateArray()];

    public static async Task<IndependentReader> ReadAsync(string path)
    {
        Assert.True(Directory.Exists(Path.Combine(Folder, "node_modules")), $"Run 'npm ci' in {Folder} first.");
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, "read.mjs"), path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return new IndependentReader(JsonDocument.Parse(output).RootElement);
    }

    public static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            "-0" => -0d,
            var text => throw new FormatException(text),
        }
        : value.GetDouble();
}
