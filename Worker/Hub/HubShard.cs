using RlOrleans.Episodes;
using RlOrleans.Files;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Hub;

/// <summary>A shard's two files in the spool, ready to be uploaded.</summary>
internal sealed class HubShard : PreparedShard
{
    private readonly string _stepsPath;
    private readonly string _episodesPath;

    /// <summary>Writes the files.</summary>
    /// <exception cref="IOException">They could not be written; nothing is left of them.</exception>
    public HubShard(ReadableShard shard, SpoolFolder spool, ParquetWriterOptions options)
        : base(shard)
    {
        _stepsPath = spool.NextPath();
        _episodesPath = spool.NextPath();
        Format = StepFormat.Of(shard.Target);
        Target = shard.Target;
        try
        {
            (Steps, StepsSummary) = Write(_stepsPath, DatasetLayout.StepsFolder, stream => ShardFiles.WriteSteps(shard, stream, options));
            (Episodes, EpisodesSummary) = Write(_episodesPath, DatasetLayout.EpisodesFolder, stream => ShardFiles.WriteEpisodes(shard, stream, options));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public StepFormat Format { get; }

    public RecordingTarget Target { get; }

    public HubFile Steps { get; }

    public HubFile Episodes { get; }

    public FileSummary StepsSummary { get; }

    public FileSummary EpisodesSummary { get; }

    protected override void Dispose(bool disposing)
    {
        SpoolFolder.Remove(_stepsPath);
        SpoolFolder.Remove(_episodesPath);
        base.Dispose(disposing);
    }

    private (HubFile File, FileSummary Summary) Write(string path, string folder, Action<Stream> write)
    {
        string sha256;
        using (FileStream file = File.Create(path, bufferSize: 1 << 16))
        using (var hashing = new HashingStream(file))
        {
            write(hashing);
            sha256 = hashing.Sha256();
        }

        HubFile made = HubFile.OnDisk($"{folder}/{FileName}", path, sha256);
        using ParquetReader reader = ParquetReader.Open(path);
        return (made, ShardFiles.Summarise(FileName, reader, made.Size));
    }
}
