using System.CommandLine;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Hub;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl data pull</c>: brings a dataset from the Hub back to disk.</summary>
internal static class DataPullCommand
{
    private static readonly Argument<string?> Dataset = new("dataset") { Description = "hf://user/name" };
    private static readonly Option<string?> To = new("--to") { HelpName = "DIR", Description = "Folder that it is brought into. Default: its name in ./datasets" };

    public static RlCommand Create() => new("pull", "Brings a dataset from the Hub to disk; goes on where an earlier pull ended.")
    {
        Arguments = { Dataset },
        Options = { To, DatasetReference.Datasets, CommonOptions.Json },
        Run = Run,
    };

    private static async Task<int> Run(Invocation invocation)
    {
        var terminal = invocation.Terminal;
        string dataset = invocation.Text(Dataset) ?? "";
        if (!invocation.Mistakes.Any)
        {
            DatasetReference.CheckName(dataset);
            if (!DatasetName.IsOnHub(dataset))
                throw new CommandException(ExitCodes.BadRequest, $"dataset '{dataset}': must be hf://user/name");
        }

        string folder = invocation.Text(To) is { } to
            ? terminal.PathOf(to)
            : Path.Combine(DatasetReference.DatasetsFolder(invocation), dataset[(dataset.LastIndexOf('/') + 1)..]);
        WritableFolder.Check("--to", folder, folder, invocation.Mistakes);
        invocation.Mistakes.ThrowIfAny();

        using var interruption = new CancellationTokenSource();
        using var signal = terminal.OnSignal(context =>
        {
            context.Cancel = true;
            interruption.Cancel();
        });
        var receipt = await HubPull.RunAsync(
            dataset, folder, DatasetReference.Hub(terminal), progress: terminal.Error.WriteLine, cancellationToken: interruption.Token);
        if (invocation.Json)
            RlJson.Write(terminal.Output, new PullJson(dataset, folder, receipt.Revision, receipt.Files, receipt.Downloaded, receipt.Bytes));
        else
            terminal.Output.WriteLine(
                $"{terminal.ShortPath(folder)} has revision {receipt.Revision[..Math.Min(8, receipt.Revision.Length)]} of {dataset}: "
                + $"{RunTexts.Counted(receipt.Files, "file")}, {RunTexts.Count(receipt.Downloaded)} of them brought now ({RunTexts.Counted(receipt.Bytes, "byte")})");
        return ExitCodes.Success;
    }
}
