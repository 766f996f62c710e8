using System.Security.Cryptography;
using System.Text;
using RlOrleans.Files;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Hub;

/// <summary>
/// Keeps a dataset in a repository on the Hub. Many shards go into one commit, with the card and the summary that
/// belong to them: a revision is always consistent in itself.
/// </summary>
/// <remarks>
/// Each shard is committed exactly once, whatever fails: a commit names the commit that it was made on, and the Hub
/// refuses it (412) once the branch has moved on. Whenever a commit was refused, or its outcome is unknown, the head is
/// read anew, and what it has already is not sent again.
/// </remarks>
public sealed class HubDataset : IDatasetStore
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);

    private readonly HubClient _hub;
    private readonly HubOptions _options;
    private readonly Lazy<SpoolFolder> _spool;
    private readonly ParquetWriterOptions _parquet = new();

    // Commits of one process go one after the other: at the same time they would only refuse each other.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private RepositoryState? _state;

    /// <summary>Opens a repository; nothing is sent yet.</summary>
    /// <param name="repository">The repository; it is created by the first commit.</param>
    /// <param name="options">How the Hub is reached.</param>
    /// <param name="spoolFolder">Where files wait for their commit: about the size of a commit's shards is needed.</param>
    /// <param name="batching">How shards are gathered.</param>
    public HubDataset(HubRepository repository, HubOptions options, string spoolFolder, CommitBatching batching)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(spoolFolder);
        _hub = new HubClient(repository, options);
        _options = options;
        _spool = new Lazy<SpoolFolder>(() => new SpoolFolder(spoolFolder));
        Batching = batching;
    }

    /// <inheritdoc/>
    public string Location => DatasetName.HubScheme + _hub.Repository;

    /// <inheritdoc/>
    public CommitBatching Batching { get; }

    /// <inheritdoc/>
    public PreparedShard Prepare(ReadableShard shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ShardFiles.Check(shard);
        if (_state?.Summary?.Format.WhyRefused(Location, shard.Target) is string reason)
            throw ShardFiles.Refuse(PreparedShard.KeyOf(shard), reason);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return new HubShard(shard, _spool.Value, _parquet);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DatasetStoreException.Of(error);
        }
    }

    /// <inheritdoc/>
    public async Task<CommitReceipt> CommitAsync(IReadOnlyList<PreparedShard> shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shards);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _ = _options.Token.Read();
            return await CommitAsync([.. shards.Cast<HubShard>().DistinctBy(shard => shard.Key)], cancellationToken).ConfigureAwait(false);
        }
        catch (HubException error)
        {
            throw error.ToStoreException(_hub.Repository);
        }
        catch (Exception error) when (error is (IOException or UnauthorizedAccessException) and not DatasetStoreException)
        {
            throw DatasetStoreException.Of(error);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _hub.Dispose();
        _turn.Dispose();
        if (_spool.IsValueCreated)
            _spool.Value.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<CommitReceipt> CommitAsync(IReadOnlyList<HubShard> shards, CancellationToken cancellationToken)
    {
        IReadOnlyList<HubShard>? written = null;
        for (int attempt = 1; ; attempt++)
        {
            string head = await HeadAsync(cancellationToken).ConfigureAwait(false);
            IReadOnlyDictionary<string, TreeEntry> there = await _hub.PathsAsync(
                head, shards.SelectMany(shard => (string[])[shard.Steps.Path, shard.Episodes.Path]), cancellationToken).ConfigureAwait(false);
            List<HubShard> missing = [.. shards.Where(shard => !there.ContainsKey(shard.Steps.Path) || !there.ContainsKey(shard.Episodes.Path))];
            written ??= missing;
            if (missing.Count == 0)
                return Receipt(head);

            RepositoryState state = await ReadAsync(head, cancellationToken).ConfigureAwait(false);
            RepositoryState next = state.With(_hub.Repository, missing, there);
            try
            {
                string commit = await SendAsync(next, missing, cancellationToken).ConfigureAwait(false);
                _state = next with { Revision = commit };
                return Receipt(commit);
            }
            catch (HubException error) when (attempt < _options.MaxCommitAttempts && (error.IsStaleParent || error.IsOutcomeUnknown))
            {
                TimeSpan pause = PauseAfter(attempt);
                _options.Notice?.Invoke(FormattableString.Invariant(
                    $"{Location}: {(error.IsStaleParent ? "others committed at the same time" : error.Message)}; reading its head again in {pause.TotalSeconds:F1} s"));
                await Task.Delay(pause, _options.Time, cancellationToken).ConfigureAwait(false);
            }
        }

        CommitReceipt Receipt(string revision) => new(
            [.. written.Select(shard => shard.Key)], [.. shards.Except(written).Select(shard => shard.Key)], revision);
    }

    private async Task<string> HeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _hub.HeadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HubException error) when (error.IsNotFound || error.Code == "RepoNotFound")
        {
            await _hub.CreateAsync(cancellationToken).ConfigureAwait(false);
            return await _hub.HeadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RepositoryState> ReadAsync(string head, CancellationToken cancellationToken)
    {
        if (_state?.Revision == head)
            return _state;
        string? card = await _hub.ReadTextAsync(head, DatasetLayout.CardName, cancellationToken).ConfigureAwait(false);
        string? summary = await _hub.ReadTextAsync(head, DatasetLayout.SummaryName, cancellationToken).ConfigureAwait(false);
        try
        {
            _state = new RepositoryState(head, summary is null ? null : DatasetSummary.Parse(summary), card);
        }
        catch (InvalidDataException error)
        {
            throw new DatasetStoreException(DatasetStoreError.Refused, $"{Location}: {error.Message}", error);
        }

        if (_state.Summary is null && (await _hub.TreeAsync(head, cancellationToken).ConfigureAwait(false)).Any(file => IsData(file.Path)))
        {
            throw new DatasetStoreException(
                DatasetStoreError.Refused, $"{Location} has data files but no {DatasetLayout.SummaryName}: it was not written by RlOrleans, and is left alone.");
        }

        return _state;

        static bool IsData(string path) => path.EndsWith(DatasetLayout.Extension, StringComparison.Ordinal);
    }

    private async Task<string> SendAsync(RepositoryState next, List<HubShard> shards, CancellationToken cancellationToken)
    {
        List<HubFile> files = [.. shards.SelectMany(shard => (HubFile[])[shard.Steps, shard.Episodes])];
        files.Add(HubFile.Of(DatasetLayout.SummaryName, Encoding.UTF8.GetBytes(next.Summary!.ToJson())));
        files.Add(HubFile.Of(DatasetLayout.CardName, Encoding.UTF8.GetBytes(next.Card!)));
        (IReadOnlyList<HubFile> regular, IReadOnlyList<HubFile> large) = await _hub.SortAsync(files, cancellationToken).ConfigureAwait(false);
        await new LfsUpload(_hub).RunAsync(large, cancellationToken).ConfigureAwait(false);
        int episodes = shards.Sum(shard => shard.EpisodeCount);
        var header = new CommitHeader(
            $"Add {episodes} {(episodes == 1 ? "episode" : "episodes")} in {shards.Count} {(shards.Count == 1 ? "shard" : "shards")}",
            string.Join('\n', shards.Select(shard => shard.Key)),
            next.Revision);
        return await _hub.CommitAsync(header, regular, large, cancellationToken).ConfigureAwait(false);
    }

    // Workers that refused each other must not meet again: half of the pause is chance.
    private TimeSpan PauseAfter(int attempt)
    {
        double longest = Math.Min(_options.RetryDelay.TotalMilliseconds * Math.Pow(2, attempt - 1), MaxPause.TotalMilliseconds);
        return TimeSpan.FromMilliseconds((longest / 2) + RandomNumberGenerator.GetInt32((int)(longest / 2) + 1));
    }

    /// <summary>What a revision says of itself.</summary>
    private sealed record RepositoryState(string Revision, DatasetSummary? Summary, string? Card)
    {
        /// <summary>The state with more shards; the revision is still that which it is made on.</summary>
        public RepositoryState With(HubRepository repository, List<HubShard> shards, IReadOnlyDictionary<string, TreeEntry> there)
        {
            DatasetSummary summary = Summary ?? new DatasetSummary { Format = shards[0].Format };
            foreach (HubShard shard in shards)
            {
                if (summary.Format.WhyRefused(DatasetName.HubScheme + repository, shard.Target) is string reason)
                    throw ShardFiles.Refuse(shard.Key, reason);
                if (!there.ContainsKey(shard.Steps.Path))
                    summary = summary.WithSteps(shard.StepsSummary);
                if (!there.ContainsKey(shard.Episodes.Path))
                    summary = summary.WithEpisodes(shard.EpisodesSummary);
            }

            return this with { Summary = summary, Card = DatasetCard.Make(repository.Name, summary, Card) };
        }
    }
}
