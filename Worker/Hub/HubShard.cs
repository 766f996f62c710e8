using RlOrleans.Episodes;
using RlOrleans.Files;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Hub;

/// <summary>A shard's two files in the spool, ready to be uploaded.</summary>
internal sealed class HubShard : PreparedShard
{
    private const int BufferBytes = 1 << 16;

    private readonly string _stepsPath;
    private readonly string _episodesPath;

    /// <summary>Writes the files.</summary>
    /// <exception cref="IOException">They could not be written, or the shard is damaged; nothing is left of them.</exception>
    public HubShard(ReadableShard shard, SpoolFolder spool, ParquetWriterOptions options)
        : base(shard)
    {
        _stepsPath = spool.NextPath();
        _episodesPath = spool.NextPath();
        Format = StepFormat.Of(shard.Target);
        Target = shard.Target;
        try
        {
            (string stepsHash, string episodesHash) = Write(shard, options);
            (Steps, StepsSummary) = Describe(_stepsPath, DatasetLayout.StepsFolder, stepsHash);
            (Episodes, EpisodesSummary) = Describe(_episodesPath, DatasetLayout.EpisodesFolder, episodesHash);
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

    private (string Steps, string Episodes) Write(ReadableShard shard, ParquetWriterOptions options)
    {
        using FileStream stepsFile = File.Create(_stepsPath, BufferBytes), episodesFile = File.Create(_episodesPath, BufferBytes);
        using HashingStream steps = new(stepsFile), episodes = new(episodesFile);
        ShardFiles.Write(shard, steps, episodes, options);
        return (steps.Sha256(), episodes.Sha256());
    }

    private (HubFile File, FileSummary Summary) Describe(string path, string folder, string sha256)
    {
        HubFile made = HubFile.OnDisk($"{folder}/{FileName}", path, sha256);
        using ParquetReader reader = ParquetReader.Open(path);
        return (made, ShardFiles.Summarise(FileName, reader, made.Size));
    }
}
