using System.Collections.Concurrent;
using RlOrleans.Episodes;
using RlOrleans.Files;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>
/// Keeps shards as a dataset in a folder, laid out so that the Hugging Face Hub and its viewer take it as it is:
/// <c>data/split-run-shard.parquet</c> with the steps, <c>episodes/split-run-shard.parquet</c> with the episodes, and
/// a README.md. Safe for concurrent use, also by several processes, as long as each shard has one writer.
/// </summary>
/// <remarks>
/// A shard's files appear whole or not at all, the steps first: a table of episodes never speaks of steps that are
/// not there. A shard that is there already is not written again; of one that is half there, the missing half is.
/// </remarks>
public sealed class DatasetFolder : IShardSink
{
    private const string ShardProperty = "rlorleans.shard";
    private const string EnvironmentProperty = "rlorleans.environment";

    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LockRetryInterval = TimeSpan.FromMilliseconds(20);

    private readonly AtomicFile _files;
    private readonly TimeProvider _time;
    private readonly ParquetWriterOptions _options;

    // Files never change once they are there, so their footers need to be read only once.
    private readonly ConcurrentDictionary<string, DatasetCard.FileSummary> _summaries = new(StringComparer.Ordinal);

    /// <summary>Writes to the file system.</summary>
    public DatasetFolder()
        : this(new AtomicFile(), TimeProvider.System)
    {
    }

    internal DatasetFolder(AtomicFile files, TimeProvider time, ParquetWriterOptions? options = null)
    {
        _files = files;
        _time = time;
        _options = options ?? new ParquetWriterOptions();
    }

    /// <summary>
    /// Why a dataset cannot take episodes like these, or null if it can: one dataset has one kind of actions, because
    /// all its files have the same columns.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static string? WhyRefused(RecordingTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        IReadOnlyList<string> files = DatasetLayout.Files(target.Dataset, DatasetLayout.StepsFolder);
        if (files.Count == 0)
            return null;
        string first = files[0];
        try
        {
            using ParquetReader reader = ParquetReader.Open(first);
            if (reader.Schema.Fields.SequenceEqual(StepTable.Schema(target.DiscreteActions).Fields))
                return null;
            return reader.Schema.Fields.SequenceEqual(StepTable.Schema(!target.DiscreteActions).Fields)
                ? $"The dataset '{target.Dataset}' has {Kind(!target.DiscreteActions)} actions, and {target.Environment} has {Kind(target.DiscreteActions)} ones."
                : $"'{first}' does not have the columns of recorded episodes.";
        }
        catch (InvalidDataException error)
        {
            return error.Message;
        }

        static string Kind(bool discrete) => discrete ? "discrete" : "continuous";
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shard contradicts itself, or has a name that cannot be a file's.</exception>
    public async Task WriteAsync(EpisodeShard shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shard);
        StepTable.Check(shard);
        string name = DatasetLayout.FileNameOf(shard), dataset = shard.Target.Dataset;
        if (WhyRefused(shard.Target) is string reason)
            throw new IOException($"Cannot write shard '{shard.ShardId}': {reason}");

        string steps = Path.Combine(dataset, DatasetLayout.StepsFolder, name);
        if (!IsThere(steps, shard))
            WriteTable(steps, shard, StepTable.Schema(shard.Target.DiscreteActions), writer => StepTable.Write(shard, writer));
        cancellationToken.ThrowIfCancellationRequested();
        string episodes = Path.Combine(dataset, DatasetLayout.EpisodesFolder, name);
        string dataFile = $"{DatasetLayout.StepsFolder}/{name}";
        if (!IsThere(episodes, shard))
            WriteTable(episodes, shard, EpisodeTable.Schema, writer => EpisodeTable.Write(EpisodeTable.RowsOf(shard, dataFile), writer));
        cancellationToken.ThrowIfCancellationRequested();
        await UpdateCardAsync(dataset, cancellationToken).ConfigureAwait(false);
    }

    private static string PropertyOf(EpisodeShard shard) => $"{shard.Target.RunId}/{shard.ShardId}";

    private static bool IsThere(string path, EpisodeShard shard)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            using ParquetReader reader = ParquetReader.Open(path);
            return reader.Properties.TryGetValue(ShardProperty, out string? property) && property == PropertyOf(shard);
        }
        catch (InvalidDataException)
        {
            // Damaged since it was written: the shard is still at hand, so the file is made anew.
            return false;
        }
    }

    private void WriteTable(string path, EpisodeShard shard, ParquetSchema schema, Action<ParquetWriter> writeRows) =>
        _files.Write(path, stream =>
        {
            using var writer = new ParquetWriter(stream, schema, _options);
            writer.SetProperty(ShardProperty, PropertyOf(shard));
            writer.SetProperty(EnvironmentProperty, shard.Target.Environment);
            writeRows(writer);
            writer.Complete();
        });

    private async Task UpdateCardAsync(string dataset, CancellationToken cancellationToken)
    {
        // Two shards that end together must not overwrite each other's card with an older view of the folder.
        using FileStream held = await LockAsync(dataset, cancellationToken).ConfigureAwait(false);
        List<DatasetCard.FileSummary> steps = Summarise(dataset, DatasetLayout.StepsFolder);
        List<DatasetCard.FileSummary> episodes = Summarise(dataset, DatasetLayout.EpisodesFolder);
        string path = Path.Combine(dataset, DatasetLayout.CardName);
        string? previous = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false) : null;
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataset)));
        string card = DatasetCard.Make(name, steps, episodes, previous);
        if (card != previous)
        {
            _files.Write(path, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                writer.Write(card);
            });
        }
    }

    private List<DatasetCard.FileSummary> Summarise(string dataset, string folder) =>
        [.. DatasetLayout.Files(dataset, folder).Select(path => _summaries.GetOrAdd(Path.GetFullPath(path), Summarise))];

    private static DatasetCard.FileSummary Summarise(string path)
    {
        try
        {
            using ParquetReader reader = ParquetReader.Open(path);
            return new DatasetCard.FileSummary(
                Path.GetFileName(path), reader.Properties.GetValueOrDefault(EnvironmentProperty, ""),
                reader.RowCount, reader.ValueBytes, new FileInfo(path).Length, reader.Schema);
        }
        catch (InvalidDataException error)
        {
            throw new IOException($"Cannot describe the dataset: {error.Message}", error);
        }
    }

    private async Task<FileStream> LockAsync(string dataset, CancellationToken cancellationToken)
    {
        string path = Path.Combine(dataset, DatasetLayout.LockName);
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
}
