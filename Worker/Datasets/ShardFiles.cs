using RlOrleans.Episodes;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>Writes the two files of a shard, and knows them again.</summary>
internal static class ShardFiles
{
    private const string ShardProperty = "rlorleans.shard";
    private const string EnvironmentProperty = "rlorleans.environment";

    /// <summary>Refuses a shard that could not be part of any dataset, whatever its episodes are.</summary>
    /// <exception cref="DatasetStoreException">It contradicts itself, or has a name that cannot be a file's.</exception>
    public static void Check(ReadableShard shard)
    {
        RecordingTarget target = shard.Target;
        try
        {
            if (StepFormat.Of(target).Frames is { } frames && frames.Size != target.ObservationSize)
                throw Refuse(PreparedShard.KeyOf(shard), $"Frames of {frames} do not make observations of {target.ObservationSize} numbers.");
            DatasetLayout.FileNameOf(shard);
        }
        catch (ArgumentException error)
        {
            throw Refuse(PreparedShard.KeyOf(shard), error.Message);
        }
    }

    /// <summary>The exception for a shard that can never be part of its dataset.</summary>
    public static DatasetStoreException Refuse(string key, string reason) =>
        new(DatasetStoreError.BadShard, $"Shard '{key}' cannot be stored: {reason}") { ShardKey = key };

    /// <summary>
    /// Writes both files in one reading of the shard. Only when it returns is what they hold known to be good: part of them is
    /// written before a damage is met.
    /// </summary>
    /// <param name="shard">The shard.</param>
    /// <param name="steps">Where the table of steps goes.</param>
    /// <param name="episodes">Where the table of episodes goes.</param>
    /// <param name="options">Of both files.</param>
    /// <exception cref="DatasetStoreException">The shard is damaged, or contradicts itself.</exception>
    public static void Write(ReadableShard shard, Stream steps, Stream episodes, ParquetWriterOptions options)
    {
        using ParquetWriter stepFile = Begin(shard, steps, StepFormat.Of(shard.Target).Schema, options);
        using ParquetWriter episodeFile = Begin(shard, episodes, EpisodeTable.Schema, options);
        var stepTable = new StepTableWriter(shard.Target, stepFile);
        var episodeTable = new EpisodeTableWriter(shard.Target, $"{DatasetLayout.StepsFolder}/{DatasetLayout.FileNameOf(shard)}", episodeFile);
        try
        {
            foreach (Episode episode in shard.ReadEpisodes())
            {
                stepTable.Append(episode);
                episodeTable.Append(episode);
            }
        }
        catch (Exception error) when (error is ArgumentException or InvalidDataException)
        {
            throw Refuse(PreparedShard.KeyOf(shard), error.Message);
        }

        episodeTable.Complete();
        stepFile.Complete();
        episodeFile.Complete();
    }

    /// <summary>Whether a file is there, readable, and of this shard.</summary>
    public static bool IsThere(string path, ReadableShard shard)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            using ParquetReader reader = ParquetReader.Open(path);
            return reader.Properties.TryGetValue(ShardProperty, out string? key) && key == PreparedShard.KeyOf(shard);
        }
        catch (InvalidDataException)
        {
            // Damaged since it was written: the shard is still at hand, so the file is made anew.
            return false;
        }
    }

    /// <summary>What a file says of itself.</summary>
    /// <param name="name">Its name, without a folder.</param>
    /// <param name="reader">The file.</param>
    /// <param name="fileBytes">How large it is.</param>
    public static FileSummary Summarise(string name, ParquetReader reader, long fileBytes) =>
        new(name, reader.Properties.GetValueOrDefault(EnvironmentProperty, ""), reader.RowCount, reader.ValueBytes, fileBytes);

    private static ParquetWriter Begin(ReadableShard shard, Stream stream, ParquetSchema schema, ParquetWriterOptions options)
    {
        var writer = new ParquetWriter(stream, schema, options);
        writer.SetProperty(ShardProperty, PreparedShard.KeyOf(shard));
        writer.SetProperty(EnvironmentProperty, shard.Target.Environment);
        if (StepFormat.Of(shard.Target).Frames is { } frames)
            writer.SetProperty(StepFormat.FramesProperty, frames.ToString());
        return writer;
    }
}
