using System.CommandLine;
using RlOrleans.Client.Replay;
using RlOrleans.Client.Runs;
using RlOrleans.Environments;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl replay</c>: plays recorded episodes again and compares them bit for bit.</summary>
internal static class ReplayCommand
{
    private const int DefaultMostEpisodes = 200;
    private const int MaxShownDifferences = 20;

    private static readonly Argument<string?> Record = new("record")
    {
        Description = "A run (id, beginning of one, 'latest', or folder), or the folder of a dataset.",
    };

    private static readonly Option<string?> EpisodeId = new("--episode") { HelpName = "ID", Description = "Only this episode, by its episode_id in the dataset." };
    private static readonly Option<string?> Most = new("--episodes") { HelpName = "N", Description = $"Most episodes to replay, spread evenly over the record. Default: {DefaultMostEpisodes}" };

    public static RlCommand Create() => new("replay", "Plays recorded episodes again from seed and actions alone, and compares every bit with the record.")
    {
        Arguments = { Record },
        Options =
        {
            EpisodeId, Most, FilmOptions.GifOption, FilmOptions.SvgOption, FilmOptions.PngOption, FilmOptions.FpsOption, FilmOptions.SizeOption,
            CommonOptions.Plugin, CommonOptions.Out, CommonOptions.Json,
        },
        Examples =
        [
            new("rl replay latest", "the recorded episodes of the newest run"),
            new("rl replay datasets/cartpole-v1", "a whole dataset"),
            new("rl replay latest --gif best.gif", "the best episode as a picture that moves"),
        ],
        Run = Run,
    };

    private static async Task<int> Run(Invocation invocation)
    {
        int most = invocation.Mistakes.Integer("--episodes", invocation.Text(Most), 1, int.MaxValue) ?? DefaultMostEpisodes;
        var film = FilmOptions.Read(invocation);
        invocation.Mistakes.ThrowIfAny();
        var (dataset, runId) = await Locate(invocation);
        var terminal = invocation.Terminal;
        if (!IsDataset(dataset))
        {
            throw new CommandException(
                ExitCodes.BadRequest, $"there are no recorded episodes in {terminal.ShortPath(dataset)}; rl train records them unless it is given --record none");
        }

        var reader = new DatasetReader(dataset);
        var recorded = reader.Episodes().Where(row => runId is null || row.RunId == runId).ToList();
        var chosen = Choose(recorded, invocation.Text(EpisodeId), film.Any ? int.MaxValue : most, runId ?? terminal.ShortPath(dataset));
        if (film.Any)
            return WriteFilm(invocation, film, dataset, reader, chosen.MaxBy(row => row.Return)!, recorded.Count);
        long start = terminal.Time.GetTimestamp();
        var differences = Replay(reader, chosen, terminal, invocation.Json);
        long steps = chosen.Sum(row => (long)row.Length);
        if (invocation.Json)
            RlJson.Write(terminal.Output, new ReplayJson(dataset, recorded.Count, chosen.Count, steps, differences.Count, differences));
        else
            Conclude(terminal, recorded.Count, chosen.Count, steps, differences.Count, terminal.Time.GetElapsedTime(start));
        return differences.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static int WriteFilm(Invocation invocation, FilmOptions film, string dataset, DatasetReader reader, EpisodeRow row, int recorded)
    {
        var terminal = invocation.Terminal;
        RemoteEnvironmentIds.Register(row.EnvironmentId);
        string? difference = film.Write(row.EnvironmentId, reader.Read(row).Episode, terminal, invocation.Json ? terminal.Error : terminal.Output);
        List<string> differences = difference is null ? [] : [$"{row.EpisodeId}: {difference}"];
        foreach (string line in differences)
            terminal.Error.WriteLine($"error: the replay is not the record, and was left there: {line}");
        if (invocation.Json)
            RlJson.Write(terminal.Output, new ReplayJson(dataset, recorded, 1, row.Length, differences.Count, differences));
        return differences.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static List<string> Replay(DatasetReader reader, IReadOnlyList<EpisodeRow> episodes, Terminal terminal, bool json)
    {
        var replay = new EpisodeReplay(EnvironmentRegistry.Default);
        var differences = new List<string>();
        foreach (var row in episodes)
        {
            string? difference;
            try
            {
                RemoteEnvironmentIds.Register(row.EnvironmentId);
                difference = replay.FirstDifference(row.EnvironmentId, reader.Read(row).Episode);
            }
            catch (InvalidDataException exception)
            {
                // The others may still be good: all that is wrong with a record is told at once.
                difference = exception.Message;
            }

            if (difference is null)
                continue;
            differences.Add($"{row.EpisodeId}: {difference}");
            if (differences.Count <= MaxShownDifferences)
                (json ? terminal.Error : terminal.Output).WriteLine(differences[^1]);
        }

        return differences;
    }

    private static List<EpisodeRow> Choose(List<EpisodeRow> recorded, string? id, int most, string where)
    {
        if (id is not null)
        {
            var found = recorded.Where(row => row.EpisodeId == id).ToList();
            return found.Count > 0
                ? found
                : throw new CommandException(
                    ExitCodes.BadRequest,
                    $"--episode '{id}': is not among the {RunTexts.Counted(recorded.Count, "episode")} of {where}{Example(recorded)}");
        }

        if (recorded.Count == 0)
            throw new CommandException(ExitCodes.BadRequest, $"{where} has no recorded episodes; rl train records them unless it is given --record none");
        int count = Math.Min(most, recorded.Count);
        return [.. Enumerable.Range(0, count).Select(i => recorded[(int)((long)i * recorded.Count / count)])];
    }

    private static string Example(List<EpisodeRow> recorded)
        => recorded.Count > 0 ? $"; the first is {recorded[0].EpisodeId}" : "";

    private static void Conclude(Terminal terminal, int recorded, int replayed, long steps, int different, TimeSpan elapsed)
    {
        string what = replayed == recorded
            ? RunTexts.Counted(replayed, "episode")
            : $"{RunTexts.Count(replayed)} of {RunTexts.Counted(recorded, "episode")}";
        terminal.Output.WriteLine(different == 0
            ? $"replayed {what}, {RunTexts.Counted(steps, "step")}, in {RunTexts.Seconds(elapsed)}: every observation, reward and flag is as recorded, bit for bit"
            : $"replayed {what}, {RunTexts.Counted(steps, "step")}: {RunTexts.Counted(different, "episode")} differ from the record");
    }

    private static async Task<(string Dataset, string? RunId)> Locate(Invocation invocation)
    {
        string path = invocation.Terminal.PathOf(invocation.Text(Record)!);
        if (IsDataset(path))
            return (path, null);
        await using var runs = await RunFolder.Open(invocation, Record);
        runs.Client.LoadPlugins(runs.Run.Spec);
        return (runs.Run.Spec.Dataset, runs.Run.RunId);
    }

    private static bool IsDataset(string path)
    {
        string episodes = Path.Combine(path, "episodes");
        return Directory.Exists(episodes) && Directory.EnumerateFiles(episodes, "*.parquet").Any();
    }
}
