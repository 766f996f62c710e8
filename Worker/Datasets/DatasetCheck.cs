using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>What was found in a dataset's folder.</summary>
/// <param name="Files">How many files of steps and of episodes there are.</param>
/// <param name="Episodes">The rows of all tables of episodes that could be read.</param>
/// <param name="Problems">What is wrong, each with the name of the file, the episode or the run; empty where all is well.</param>
public sealed record DatasetCheck(int Files, IReadOnlyList<EpisodeRow> Episodes, IReadOnlyList<string> Problems)
{
    /// <summary>
    /// Reads a whole dataset: every file is whole and has its counterpart, every episode is there once and none of its
    /// run is missing before or between them, every step is the one that was recorded, and the summary is right.
    /// </summary>
    /// <param name="dataset">Its folder.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static DatasetCheck Run(string dataset, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(dataset);
        var problems = new List<string>();
        Dictionary<string, long> rowsOfSteps = ReadSteps(dataset, problems);
        List<(string File, EpisodeRow Row)> episodes = ReadEpisodes(dataset, problems);
        CheckFiles(rowsOfSteps, episodes, problems);
        CheckIdentities(episodes, problems);
        CheckOrdinals(episodes, problems);
        if (episodes.Count > 0)
            CheckSteps(dataset, episodes, problems, cancellationToken);
        CheckSummary(dataset, problems);
        int files = DatasetLayout.Files(dataset, DatasetLayout.StepsFolder).Count + DatasetLayout.Files(dataset, DatasetLayout.EpisodesFolder).Count;
        return new DatasetCheck(files, [.. episodes.Select(episode => episode.Row)], problems);
    }

    private static Dictionary<string, long> ReadSteps(string dataset, List<string> problems)
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        StepFormat? format = null;
        foreach (string path in DatasetLayout.Files(dataset, DatasetLayout.StepsFolder))
        {
            Try(problems, () =>
            {
                using ParquetReader reader = ParquetReader.Open(path);
                StepFormat? own = StepFormat.Of(reader);
                format ??= own;
                if (own is null || own != format)
                    problems.Add($"'{path}' does not have the columns of the other files");
                rows.Add(Path.GetFileName(path), reader.RowCount);
                Named(path, reader.CheckAll);
            });
        }

        return rows;
    }

    private static List<(string File, EpisodeRow Row)> ReadEpisodes(string dataset, List<string> problems)
    {
        var episodes = new List<(string, EpisodeRow)>();
        foreach (string path in DatasetLayout.Files(dataset, DatasetLayout.EpisodesFolder))
        {
            Try(problems, () =>
            {
                using ParquetReader reader = ParquetReader.Open(path);
                episodes.AddRange(EpisodeTable.Read(reader).Select(row => (Path.GetFileName(path), row)));
            });
        }

        return episodes;
    }

    // Both files of a shard are there, and the episodes of one fill the rows of the other.
    private static void CheckFiles(Dictionary<string, long> rowsOfSteps, List<(string File, EpisodeRow Row)> episodes, List<string> problems)
    {
        ILookup<string, EpisodeRow> byFile = episodes.ToLookup(episode => episode.File, episode => episode.Row, StringComparer.Ordinal);
        foreach ((string file, long rows) in rowsOfSteps)
        {
            if (!byFile.Contains(file))
            {
                problems.Add($"'{DatasetLayout.StepsFolder}/{file}' has no readable table of episodes beside it");
                continue;
            }

            long next = 0;
            foreach (EpisodeRow row in byFile[file])
            {
                if (row.FirstRow != next || row.DataFile != $"{DatasetLayout.StepsFolder}/{file}")
                    problems.Add($"episode '{row.EpisodeId}' is said to begin at row {row.FirstRow} of '{row.DataFile}', where row {next} of '{DatasetLayout.StepsFolder}/{file}' follows");
                next = row.FirstRow + row.Length + 1;
            }

            if (next != rows)
                problems.Add($"'{DatasetLayout.StepsFolder}/{file}' has {rows} rows, and its episodes {next}");
        }

        foreach (IGrouping<string, EpisodeRow> file in byFile.Where(file => !rowsOfSteps.ContainsKey(file.Key)))
            problems.Add($"'{DatasetLayout.EpisodesFolder}/{file.Key}' has {file.Count()} episodes without their steps");
    }

    private static void CheckIdentities(List<(string File, EpisodeRow Row)> episodes, List<string> problems)
    {
        foreach (IGrouping<string, (string File, EpisodeRow Row)> same in episodes.GroupBy(episode => episode.Row.EpisodeId, StringComparer.Ordinal).Where(same => same.Count() > 1))
            problems.Add($"episode '{same.Key}' is there {same.Count()} times: in {string.Join(", ", same.Select(episode => episode.File).Distinct())}");
    }

    // The episodes of each source of a run are numbered from 0, without gaps.
    private static void CheckOrdinals(List<(string File, EpisodeRow Row)> episodes, List<string> problems)
    {
        foreach (IGrouping<string, EpisodeRow> source in episodes.Select(episode => episode.Row).GroupBy(SourceOf, StringComparer.Ordinal))
        {
            long next = 0;
            foreach (long ordinal in source.Select(row => row.Ordinal).Distinct().Order())
            {
                if (ordinal > next)
                    problems.Add(ordinal == next + 1 ? $"episode number {next} of '{source.Key}' is missing" : $"episodes number {next} to {ordinal - 1} of '{source.Key}' are missing");
                next = ordinal + 1;
            }
        }
    }

    // An episode's id is run/source/lane/episode.
    private static string SourceOf(EpisodeRow row)
    {
        string rest = row.EpisodeId.StartsWith(row.RunId + "/", StringComparison.Ordinal) ? row.EpisodeId[(row.RunId.Length + 1)..] : row.EpisodeId;
        return $"{row.RunId}/{rest.Split('/')[0]}";
    }

    private static void CheckSteps(
        string dataset, List<(string File, EpisodeRow Row)> episodes, List<string> problems, CancellationToken cancellationToken)
    {
        var reader = new DatasetReader(dataset);
        foreach ((_, EpisodeRow row) in episodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Try(problems, () =>
            {
                RecordedEpisode recorded = reader.Read(row);
                double sum = 0;
                foreach (float reward in recorded.Episode.Rewards)
                    sum += reward;
                if (Math.Abs(sum - row.Return) > 1e-6 * Math.Max(1, Math.Abs(sum)))
                    problems.Add(FormattableString.Invariant($"episode '{row.EpisodeId}' has a return of {row.Return:R}, and its rewards add up to {sum:R}"));
            });
        }
    }

    private static void CheckSummary(string dataset, List<string> problems)
    {
        string path = Path.Combine(dataset, DatasetLayout.SummaryName);
        if (problems.Count > 0 || !File.Exists(path))
            return;
        Try(problems, () =>
        {
            if (File.ReadAllText(path) != new DatasetFolder(dataset).Summarise().ToJson())
                problems.Add($"'{path}' does not tell what the files have");
        });
    }

    private static void Named(string path, Action read)
    {
        try
        {
            read();
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"'{path}': {error.Message}", error);
        }
    }

    private static void Try(List<string> problems, Action check)
    {
        try
        {
            check();
        }
        catch (InvalidDataException error)
        {
            // The other files may still be good: all that is wrong is told at once.
            problems.Add(error.Message);
        }
    }
}
