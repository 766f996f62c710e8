using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>
/// Reads the episodes of a dataset that <see cref="DatasetFolder"/> keeps. Reading them in the order of
/// <see cref="Episodes"/> decodes each row group once. Not safe for concurrent use.
/// </summary>
public sealed class DatasetReader
{
    private readonly string _dataset;

    // The row group that was read last: the next episode is most often in it, too.
    private StepGroup? _group;

    /// <summary>Opens a dataset.</summary>
    /// <param name="dataset">Its folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or no episodes in it.</exception>
    public DatasetReader(string dataset)
    {
        ArgumentException.ThrowIfNullOrEmpty(dataset);
        if (DatasetLayout.Files(dataset, DatasetLayout.EpisodesFolder).Count == 0)
            throw new DirectoryNotFoundException($"There are no recorded episodes in '{dataset}'.");
        _dataset = dataset;
    }

    /// <summary>All rows of the table of episodes, by file name and then in the order that they were recorded.</summary>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    public IEnumerable<EpisodeRow> Episodes()
    {
        foreach (string path in DatasetLayout.Files(_dataset, DatasetLayout.EpisodesFolder))
        {
            using ParquetReader reader = ParquetReader.Open(path);
            foreach (EpisodeRow row in Named(path, () => EpisodeTable.Read(reader).ToList()))
                yield return row;
        }
    }

    /// <summary>Finds an episode by its id; null if the dataset does not have it.</summary>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    public RecordedEpisode? Find(string episodeId)
    {
        EpisodeRow? row = Episodes().FirstOrDefault(row => row.EpisodeId == episodeId);
        return row is null ? null : Read(row);
    }

    /// <summary>Reads the steps of an episode and confirms its hash.</summary>
    /// <exception cref="InvalidDataException">Its steps are missing or damaged, or are not those that its hash was made of.</exception>
    public RecordedEpisode Read(EpisodeRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        string path = Path.Combine(_dataset, DatasetLayout.StepsFolder, Path.GetFileName(row.DataFile));
        if (!File.Exists(path))
            throw new InvalidDataException($"The steps of episode '{row.EpisodeId}' are missing: there is no '{path}'.");
        using ParquetReader reader = ParquetReader.Open(path);
        return Named(path, () => Read(row, path, reader));
    }

    private static T Named<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"'{path}': {error.Message}", error);
        }
    }

    private RecordedEpisode Read(EpisodeRow row, string path, ParquetReader reader)
    {
        if (row.Length < 1 || row.FirstRow < 0 || row.FirstRow > reader.RowCount - row.Length - 1)
            throw new InvalidDataException($"It does not have the rows of episode '{row.EpisodeId}'.");
        var steps = new EpisodeSteps(row);
        long groupStart = 0;
        for (int group = 0; group < reader.RowGroupRowCounts.Length; group++)
        {
            // An episode may begin in one row group and end in another.
            int first = (int)Math.Max(row.FirstRow - groupStart, 0);
            int end = (int)Math.Min(row.FirstRow + row.Length + 1 - groupStart, reader.RowGroupRowCounts[group]);
            if (first < end)
            {
                if (_group is null || _group.Path != path || _group.Index != group)
                    _group = new StepGroup(path, group, reader);
                steps.Add(_group, first, end);
            }

            groupStart += reader.RowGroupRowCounts[group];
        }

        RecordedEpisode recorded = steps.ToEpisode();
        if (EpisodeHash.Compute(row.EnvironmentId, recorded.Episode, recorded.ObservationSize, recorded.ActionSize) != row.Hash)
            throw new InvalidDataException($"The steps of episode '{row.EpisodeId}' are not those that its hash was made of.");
        return recorded;
    }
}
