using System.CommandLine;
using RlOrleans.Client.Display;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Hub;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl data</c>: the recorded episodes, on disk and on the Hub.</summary>
internal static class DataCommand
{
    public static RlCommand Create() => new("data", "Lists, shows, verifies and fetches datasets of recorded episodes.")
    {
        Subcommands = { List(), Show(), DataVerifyCommand.Create(), DataPullCommand.Create() },
        Examples =
        [
            new("rl data list", "every dataset in ./datasets"),
            new("rl data show cartpole-v1", "columns, counts and returns"),
            new("rl data verify cartpole-v1", "every episode once, every byte as recorded, a sample played again"),
            new("rl data pull hf://user/cartpole-v1", "from the Hub into ./datasets"),
        ],
    };

    private static RlCommand List()
    {
        var owner = new Argument<string?>("owner")
        {
            Description = "hf://user lists a user's or an organisation's datasets on the Hub instead.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return new RlCommand("list", "Lists the datasets.")
        {
            Arguments = { owner },
            Options = { DatasetReference.Datasets, CommonOptions.Json },
            Run = async invocation =>
            {
                invocation.Mistakes.ThrowIfAny();
                var datasets = invocation.Text(owner) is { } text ? await OnHub(text, invocation.Terminal) : OnDisk(invocation);
                if (invocation.Json)
                    RlJson.Write(invocation.Terminal.Output, new DatasetListJson(datasets));
                else if (datasets.Count == 0)
                    invocation.Terminal.Output.WriteLine("no datasets yet; rl train records one");
                else
                    DatasetTables.WriteList(datasets, invocation.Terminal);
                return ExitCodes.Success;
            },
        };
    }

    private static RlCommand Show()
    {
        var argument = DatasetReference.Argument();
        return new RlCommand("show", "Shows one dataset: columns, counts and returns.")
        {
            Arguments = { argument },
            Options = { DatasetReference.Datasets, CommonOptions.Json },
            Run = async invocation =>
            {
                invocation.Mistakes.ThrowIfAny();
                using var dataset = await DatasetReference.Open(invocation, argument, withSteps: false);
                var overview = DatasetOverview.Of(dataset.Folder);
                if (invocation.Json)
                    RlJson.Write(invocation.Terminal.Output, DatasetJson.Of(dataset.Name, overview));
                else
                    DatasetTables.WriteOne(dataset.Name, overview, invocation.Terminal);
                return ExitCodes.Success;
            },
        };
    }

    private static IReadOnlyList<ListedDatasetJson> OnDisk(Invocation invocation) =>
    [
        .. DatasetOverview.Find(DatasetReference.DatasetsFolder(invocation)).Select(folder =>
        {
            try
            {
                var summary = DatasetOverview.Of(folder).Summary;
                return new ListedDatasetJson(
                    Path.GetFileName(folder), summary.EpisodeCount, summary.StepCount,
                    summary.Steps.Values.Concat(summary.Episodes.Values).Sum(split => split.FileBytes), [.. summary.Environments], null);
            }
            catch (InvalidDataException exception)
            {
                // The others are still worth listing.
                return new ListedDatasetJson(Path.GetFileName(folder), null, null, null, null, exception.Message);
            }
        }),
    ];

    private static async Task<IReadOnlyList<ListedDatasetJson>> OnHub(string text, Terminal terminal)
    {
        if (!DatasetName.IsOnHub(text) || HubRepository.WhyRefused($"{text[DatasetName.HubScheme.Length..]}/x") is not null)
            throw new CommandException(ExitCodes.BadRequest, $"owner '{text}': must be hf://user, a user or an organisation on the Hub");
        string owner = text[DatasetName.HubScheme.Length..];
        var listed = await HubPull.ListAsync(owner, DatasetReference.Hub(terminal), CancellationToken.None);
        return [.. listed.Select(one => new ListedDatasetJson(DatasetName.HubScheme + one.Id, null, null, null, null, null))];
    }
}
