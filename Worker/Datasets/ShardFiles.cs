using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>Writes the two files of a shard, and knows them again.</summary>
internal static class ShardFiles
{
    private const string ShardProperty = "rlorleans.shard";
    private const string EnvironmentProperty = "rlorleans.environment";

    /// <summary>Refuses a shard that could not be read back.</summary>
    /// <exception cref="DatasetStoreException">It contradicts itself, or has a name that cannot be a file's.</exception>
    public static void Check(ReadableShard shard)
    {
        try
        {
            StepTable.Check(shard);
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

    public static void WriteSteps(ReadableShard shard, Stream stream, ParquetWriterOptions options) =>
        Write(shard, stream, StepFormat.Of(shard.Target).Schema, options, writer => StepTable.Write(shard, writer));

    public static void WriteEpisodes(ReadableShard shard, Stream stream, ParquetWriterOptions options)
    {
        string dataFile = $"{DatasetLayout.StepsFolder}/{DatasetLayout.FileNameOf(shard)}";
        Write(shard, stream, EpisodeTable.Schema, options, writer => EpisodeTable.Write(EpisodeTable.RowsOf(shard, dataFile), writer));
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

    private static void Write(
        ReadableShard shard, Stream stream, ParquetSchema schema, ParquetWriterOptions options, Action<ParquetWriter> writeRows)
    {
        using var writer = new ParquetWriter(stream, schema, options);
        writer.SetProperty(ShardProperty, PreparedShard.KeyOf(shard));
        writer.SetProperty(EnvironmentProperty, shard.Target.Environment);
        if (StepFormat.Of(shard.Target).Frames is { } frames)
            writer.SetProperty(StepFormat.FramesProperty, frames.ToString());
        try
        {
            writeRows(writer);
        }
        catch (ArgumentException error)
        {
            throw Refuse(PreparedShard.KeyOf(shard), error.Message);
        }

        writer.Complete();
    }
}
