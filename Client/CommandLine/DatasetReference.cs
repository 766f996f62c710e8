using System.CommandLine;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Hub;

namespace RlOrleans.Client.CommandLine;

/// <summary>A dataset that a command was told to look at, in a folder: its own, or one that it was brought into.</summary>
internal sealed class DatasetReference : IDisposable
{
    public const string DefaultFolder = "datasets";

    private readonly string? _temporary;

    private DatasetReference(string name, string folder, string? temporary)
    {
        Name = name;
        Folder = folder;
        _temporary = temporary;
    }

    /// <summary>The folder of datasets.</summary>
    public static Option<string?> Datasets { get; } = new("--datasets") { HelpName = "DIR", Description = $"Folder that holds one folder a dataset. Default: ./{DefaultFolder}" };

    /// <summary>As people name it.</summary>
    public string Name { get; }

    /// <summary>Where its files are.</summary>
    public string Folder { get; }

    /// <summary>A dataset, as people name it.</summary>
    public static Argument<string?> Argument() => new("dataset")
    {
        Description = "A name in ./datasets, the path of a folder, or hf://user/name.",
    };

    /// <summary>Absolute path of the folder of datasets.</summary>
    public static string DatasetsFolder(Invocation invocation) => invocation.Terminal.PathOf(invocation.Text(Datasets) ?? DefaultFolder);

    /// <summary>How the Hub is reached, with pauses told on standard error.</summary>
    /// <exception cref="CommandException">HF_ENDPOINT is not an address that may be used.</exception>
    public static HubOptions Hub(Terminal terminal)
    {
        try
        {
            return HubOptions.FromEnvironment() with { Time = terminal.Time, Notice = terminal.Error.WriteLine };
        }
        catch (ArgumentException exception)
        {
            throw new CommandException(ExitCodes.BadRequest, exception.Message);
        }
    }

    /// <summary>Finds the dataset that an argument means; one on the Hub is brought into a temporary folder.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="withSteps">Whether its steps are needed, or only the tables of episodes.</param>
    /// <exception cref="CommandException">There is none.</exception>
    public static async Task<DatasetReference> Open(Invocation invocation, Argument<string?> argument, bool withSteps)
    {
        string text = invocation.Text(argument)!;
        CheckName(text);
        if (DatasetName.IsOnHub(text))
        {
            string temporary = Directory.CreateTempSubdirectory("rl-data-").FullName;
            var reference = new DatasetReference(text, temporary, temporary);
            try
            {
                await HubPull.RunAsync(text, temporary, Hub(invocation.Terminal), withSteps);
                return reference;
            }
            catch
            {
                reference.Dispose();
                throw;
            }
        }

        string[] places = [invocation.Terminal.PathOf(text), Path.Combine(DatasetsFolder(invocation), text)];
        string folder = places.FirstOrDefault(DatasetOverview.IsDataset)
            ?? throw new CommandException(
                ExitCodes.BadRequest,
                $"dataset '{text}' is not known: there are no recorded episodes in {string.Join(" or ", places.Distinct().Select(invocation.Terminal.ShortPath))}; see: rl data list");
        return new DatasetReference(invocation.Terminal.ShortPath(folder), folder, temporary: null);
    }

    /// <summary>Refuses what cannot be a dataset's name.</summary>
    /// <exception cref="CommandException">It cannot.</exception>
    public static void CheckName(string text)
    {
        if (DatasetName.WhyRefused(text) is { } reason)
            throw new CommandException(ExitCodes.BadRequest, $"dataset '{text}': {reason}");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_temporary is not null)
            Directory.Delete(_temporary, recursive: true);
    }
}
