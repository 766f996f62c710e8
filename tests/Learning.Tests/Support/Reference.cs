using System.Text.Json;

namespace RlOrleans.Learning.Tests;

/// <summary>Figures computed by other people's software, as flat arrays in row-major order.</summary>
internal sealed class Reference
{
    private readonly JsonElement _root;

    private Reference(JsonElement root) => _root = root;

    public static Reference Read(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "TestData", name + ".json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return new Reference(document.RootElement.Clone());
    }

    public float Number(string name) => _root.GetProperty(name).GetSingle();

    public float[] Array(string name) => Flatten(_root.GetProperty(name)).Select(element => element.GetSingle()).ToArray();

    public bool[] Flags(string name) => Flatten(_root.GetProperty(name)).Select(element => element.GetBoolean()).ToArray();

    /// <summary>Length of the second dimension.</summary>
    public int Columns(string name) => _root.GetProperty(name)[0].GetArrayLength();

    private static IEnumerable<JsonElement> Flatten(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flatten) : [element];
}
