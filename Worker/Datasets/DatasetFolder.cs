using System.Collections.Concurrent;
using RlOrleans.Episodes;
using RlOrleans.Files;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>
/// Keeps a dataset in a folder, laid out so that the Hugging Face Hub and its viewer take it as it is:
/// <c>data/split-run-shard.parquet</c> with the steps, <c>episodes/split-run-shard.parquet</c> with the episodes, and
/// a README.md. Safe for concurrent use, also by several processes.
/// </summary>
/// <remarks>
/// A shard's files appear whole or not at all, when both are written and the shard was read to its end, the steps first: a
/// table of episodes never speaks of steps that are not there. A shard that is there already is not written again; of one
/// that is half there, the missing half is.
/// </remarks>
public sealed class DatasetFolder : IDatasetStore
{
    /// <summary>Shards that are converted at the same time, at most; each is in memory until then.</summary>
    private const int MaxParallelism = 8;

    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LockRetryInterval = TimeSpan.FromMilliseconds(20);

    private readonly string _path;
    private readonly AtomicFile _files;
    private readonly TimeProvider _time;
    private readonly ParquetWriterOptions _options;

    // Files never change once they are there, so their footers need to be read only once.
    private readonly ConcurrentDictionary<string, FileSummary> _summaries = new(StringComparer.Ordinal);

    /// <summary>Keeps a dataset in the file system.</summary>
    /// <param name="path">The folder; it is created with the first shard.</param>
    public DatasetFolder(string path)
        : this(path, new AtomicFile(), TimeProvider.System)
    {
    }

    internal DatasetFolder(string path, AtomicFile files, TimeProvider time, ParquetWriterOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _files = files;
        _time = time;
        _options = options ?? new ParquetWriterOptions();
    }

    /// <inheritdoc/>
    public string Location => _path;

    /// <inheritdoc/>
    public CommitBatching Batching { get; } = new(Math.Clamp(Environment.ProcessorCount, 1, MaxParallelism), TimeSpan.Zero);

    /// <summary>
    /// Why a dataset cannot take episodes like these, or null if it can: all files of a dataset have the same columns.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static string? WhyRefused(RecordingTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return WhyRefused(target.Dataset, target);
    }

    /// <inheritdoc/>
    public PreparedShard Prepare(ReadableShard shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ShardFiles.Check(shard);
        return WhyRefused(_path, shard.Target) is string reason
            ? throw ShardFiles.Refuse(PreparedShard.KeyOf(shard), reason)
            : new HeldShard(shard);
    }

    /// <inheritdoc/>
    public async Task<CommitReceipt> CommitAsync(IReadOnlyList<PreparedShard> shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shards);

        // A shard that was delivered twice is written by one thread, not by two at once.
        shards = [.. shards.DistinctBy(shard => shard.Key)];
        var isWritten = new bool[shards.Count];
        try
        {
            await WriteAsync(shards, isWritten, cancellationToken).ConfigureAwait(false);
            await UpdateCardAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DatasetStoreException.Of(error);
        }

        return new CommitReceipt(
            [.. shards.Where((_, i) => isWritten[i]).Select(shard => shard.Key)], [.. shards.Where((_, i) => !isWritten[i]).Select(shard => shard.Key)], Revision: null);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string? WhyRefused(string path, RecordingTarget target)
    {
        IReadOnlyList<string> files = DatasetLayout.Files(path, DatasetLayout.StepsFolder);
        if (files.Count == 0)
            return null;
        try
        {
            using ParquetReader reader = ParquetReader.Open(files[0]);
            return StepFormat.Of(reader) is StepFormat format
                ? format.WhyRefused(path, target)
                : $"'{files[0]}' does not have the columns of recorded episodes.";
        }
        catch (InvalidDataException error)
        {
            return error.Message;
        }
    }

    // As many as a commit may have, each on a core of its own.
    private Task WriteAsync(IReadOnlyList<PreparedShard> shards, bool[] isWritten, CancellationToken cancellationToken) => Parallel.ForAsync(
        0,
        shards.Count,
        new ParallelOptions { MaxDegreeOfParallelism = MaxParallelism, CancellationToken = cancellationToken },
        (i, token) =>
        {
            isWritten[i] = Write(((HeldShard)shards[i]).Shard, token);
            return default;
        });

    // Whether anything had to be written.
    private bool Write(ReadableShard shard, CancellationToken cancellationToken)
    {
        string name = DatasetLayout.FileNameOf(shard);
        string steps = Path.Combine(_path, DatasetLayout.StepsFolder, name);
        string episodes = Path.Combine(_path, DatasetLayout.EpisodesFolder, name);
        cancellationToken.ThrowIfCancellationRequested();
        bool hasSteps = ShardFiles.IsThere(steps, shard), hasEpisodes = ShardFiles.IsThere(episodes, shard);
        if (hasSteps && hasEpisodes)
            return false;
        _files.Write(
            hasSteps ? [episodes] : hasEpisodes ? [steps] : [steps, episodes],
            streams => ShardFiles.Write(shard, hasSteps ? Stream.Null : streams[0], hasEpisodes ? Stream.Null : streams[^1], _options));
        return true;
    }

    private async Task UpdateCardAsync(CancellationToken cancellationToken)
    {
        // Two shards that end together must not overwrite each other's card with an older view of the folder.
        using FileStream held = await LockAsync(cancellationToken).ConfigureAwait(false);
        DatasetSummary summary = Summarise();
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_path)));
        Replace(DatasetLayout.SummaryName, _ => summary.ToJson());
        Replace(DatasetLayout.CardName, previous => DatasetCard.Make(name, summary, previous));
    }

    private void Replace(string name, Func<string?, string> make)
    {
        string path = Path.Combine(_path, name);
        string? previous = File.Exists(path) ? File.ReadAllText(path) : null;
        string text = make(previous);
        if (text != previous)
        {
            _files.Write(path, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                writer.Write(text);
            });
        }
    }

    /// <summary>The figures of the files that are there; at least one file of steps is.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    internal DatasetSummary Summarise()
    {
        IReadOnlyList<string> steps = DatasetLayout.Files(_path, DatasetLayout.StepsFolder);
        using ParquetReader first = ParquetReader.Open(steps[0]);
        var summary = new DatasetSummary { Format = StepFormat.Of(first)! };
        foreach (string file in steps)
            summary = summary.WithSteps(_summaries.GetOrAdd(file, Summarise));
        foreach (string file in DatasetLayout.Files(_path, DatasetLayout.EpisodesFolder))
            summary = summary.WithEpisodes(_summaries.GetOrAdd(file, Summarise));
        return summary;
    }

    private static FileSummary Summarise(string path)
    {
        try
        {
            using ParquetReader reader = ParquetReader.Open(path);
            return ShardFiles.Summarise(Path.GetFileName(path), reader, new FileInfo(path).Length);
        }
        catch (InvalidDataException error)
        {
            throw new IOException($"Cannot describe the dataset: {error.Message}", error);
        }
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        string path = Path.Combine(_path, DatasetLayout.LockName);
        long start = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (_time.GetElapsedTime(start) < LockPatience)
            {
                await Task.Delay(LockRetryInterval, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new IOException($"Cannot lock '{path}': {error.Message}", error);
            }
        }
    }

    // Written straight into its place by the commit, so it only has to be held until then.
    private sealed class HeldShard(ReadableShard shard) : PreparedShard(shard)
    {
        public ReadableShard Shard { get; } = shard;
    }
}
