using System.CommandLine;
using RlOrleans.Files;
using RlOrleans.Learning;
using RlOrleans.Policies;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl export</c>: writes what a run learned as an ONNX model.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string?> RunArgument = CommonOptions.Run();
    private static readonly Argument<string?> ModelPath = new("file") { Description = "Where the model goes, such as policy.onnx; a file of that name is replaced." };
    private static readonly Option<string?> Opset = new("--opset") { HelpName = "N", Description = $"Version of ONNX's operators. Default: {OnnxExport.DefaultOpset}" };

    public static RlCommand Create() => new("export", "Writes what a run learned as an ONNX model: observations in, greedy actions out.")
    {
        Arguments = { RunArgument, ModelPath },
        Options = { Opset, CommonOptions.Out },
        Examples = [new("rl export latest policy.onnx", "the policy of the run launched last")],
        Run = Run,
    };

    private static async Task<int> Run(Invocation invocation)
    {
        int opset = invocation.Mistakes.Integer("--opset", invocation.Text(Opset), OnnxExport.FirstOpset, OnnxExport.LastOpset) ?? OnnxExport.DefaultOpset;
        invocation.Mistakes.ThrowIfAny();
        var terminal = invocation.Terminal;
        string path = terminal.PathOf(invocation.Text(ModelPath)!);
        await using var runs = await RunFolder.Open(invocation, RunArgument);
        var (header, weights) = PolicyStore.Read(runs.Run.Folder, runs.Run.RunId);
        using var model = new MemoryStream();
        OnnxSignature signature;
        try
        {
            signature = OnnxExport.Write(model, header, weights, opset, runs.Run.RunId);
        }
        catch (NotSupportedException exception)
        {
            throw new CommandException(ExitCodes.BadRequest, $"run '{runs.Run.RunId}' cannot be exported: {exception.Message}");
        }

        new AtomicFile().Write(path, model.WriteTo);
        terminal.Output.WriteLine($"wrote {terminal.ShortPath(path)}, {RunTexts.Counted(model.Length, "byte")}, opset {opset}");
        Describe("input", signature.Inputs);
        Describe("output", signature.Outputs);
        return ExitCodes.Success;

        void Describe(string role, IEnumerable<OnnxTensor> tensors)
        {
            foreach (var tensor in tensors)
                terminal.Output.WriteLine($"  {role,-6}  {tensor.Name}  {tensor.Type.ToString().ToLowerInvariant()} [batch, {tensor.Size}]  {tensor.Meaning}");
        }
    }
}
