using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace RlOrleans.Learning.Tests.Onnx;

/// <summary>Evaluates models by ONNX Runtime, in a process of its own.</summary>
internal sealed class OnnxRuntime
{
    private static readonly string Folder = typeof(OnnxRuntime).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "OnnxRuntimeFolder").Value!;

    private readonly JsonElement _root;

    private OnnxRuntime(JsonElement root) => _root = root;

    /// <summary>What the model says of its inputs: name, type and shape.</summary>
    public IEnumerable<string> Inputs => _root.GetProperty("inputs").EnumerateArray().Select(Describe);

    /// <summary>What the model says of its outputs.</summary>
    public IEnumerable<string> Outputs => _root.GetProperty("outputs").EnumerateArray().Select(Describe);

    /// <param name="model">The bytes of the model.</param>
    /// <param name="rows">Rows of every input.</param>
    /// <param name="inputs">Row by row.</param>
    public static OnnxRuntime Evaluate(byte[] model, int rows, params (string Name, float[] Values)[] inputs)
    {
        Assert.True(Directory.Exists(Path.Combine(Folder, "node_modules")), $"Run 'npm ci' in {Folder} first.");
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, model);
            var start = new ProcessStartInfo("node", [Path.Combine(Folder, "evaluate.mjs"), path])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            var request = new
            {
                inputs = inputs.ToDictionary(input => input.Name, input => new { dims = new[] { rows, input.Values.Length / rows }, data = input.Values }),
            };
            process.StandardInput.Write(JsonSerializer.Serialize(request));
            process.StandardInput.Close();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors.Result);
            return new OnnxRuntime(JsonDocument.Parse(output).RootElement);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The values of an output, row by row.</summary>
    public float[] Output(string name) =>
        [.. _root.GetProperty("results").GetProperty(name).GetProperty("data").EnumerateArray().Select(value => value.GetSingle())];

    private static string Describe(JsonElement tensor) =>
        $"{tensor.GetProperty("name").GetString()} {tensor.GetProperty("type").GetString()} [{string.Join(", ", tensor.GetProperty("shape").EnumerateArray())}]";
}
