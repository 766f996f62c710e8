using System.Text.Json;

namespace RlOrleans.Worker.Tests.Parquet;

/// <summary>Reads Parquet files by hyparquet, a JavaScript implementation, in a process of its own.</summary>
internal sealed class IndependentReader
{
    private readonly JsonElement _root;

    private IndependentReader(JsonElement root) => _root = root;

    public long RowCount => long.Parse(_root.GetProperty("rowCount").GetString()!);

    public JsonElement Groups => _root.GetProperty("groups");

    public JsonElement Schema => _root.GetProperty("schema");

    public string Property(string name) => _root.GetProperty("properties").GetProperty(name).GetString()!;

    public JsonElement[] Column(string name) => [.. _root.GetProperty("columns").GetProperty(name).EnumerateArray()];

    public static async Task<IndependentReader> ReadAsync(string path)
    {
        string output = await NodeScript.RunAsync("reader", "read.mjs", path);
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
