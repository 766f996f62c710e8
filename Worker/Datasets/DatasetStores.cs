using System.Collections.Concurrent;
using RlOrleans.Files;
using RlOrleans.Worker.Hub;

namespace RlOrleans.Worker.Datasets;

/// <summary>Opens the store of a dataset by the dataset's name, once each. Safe for concurrent use.</summary>
public sealed class DatasetStores : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<IDatasetStore>> _stores = new(StringComparer.Ordinal);
    private readonly DatasetStoreOptions _options;

    /// <summary>Opens nothing yet.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public DatasetStores(DatasetStoreOptions? options = null)
    {
        _options = options ?? new DatasetStoreOptions();
        _options.Hub?.Validate();
        if (_options.HubBatching.MaxShards is < 1 or > 100)
            throw new ArgumentOutOfRangeException(nameof(options), _options.HubBatching.MaxShards, "A commit on the Hub has 1 to 100 shards.");
    }

    /// <summary>The store of a dataset. It belongs to this object; do not dispose it.</summary>
    /// <param name="dataset">The path of a folder, or <c>hf://user/name</c>.</param>
    /// <exception cref="DatasetStoreException">The name is not allowed.</exception>
    public IDatasetStore Open(string dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return _stores.GetOrAdd(dataset, name => new Lazy<IDatasetStore>(() => Create(name))).Value;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<IDatasetStore> store in _stores.Values)
        {
            if (store.IsValueCreated)
                await store.Value.DisposeAsync().ConfigureAwait(false);
        }
    }

    private IDatasetStore Create(string dataset)
    {
        if (DatasetName.WhyRefused(dataset) is string reason)
            throw new DatasetStoreException(DatasetStoreError.Refused, $"The dataset '{dataset}' {reason}.");
        return DatasetName.IsOnHub(dataset)
            ? new HubDataset(HubRepository.Parse(dataset[DatasetName.HubScheme.Length..]), Hub(), _options.SpoolFolder, _options.HubBatching)
            : new DatasetFolder(dataset, new AtomicFile(), _options.Time);
    }

    private HubOptions Hub()
    {
        try
        {
            return _options.Hub ?? HubOptions.FromEnvironment();
        }
        catch (ArgumentException exception)
        {
            throw new DatasetStoreException(DatasetStoreError.Refused, exception.Message);
        }
    }
}

/// <summary>How datasets are kept.</summary>
public sealed record DatasetStoreOptions
{
    /// <summary>How the Hub is reached; null for what the environment says when a dataset on the Hub is first opened.</summary>
    public HubOptions? Hub { get; init; }

    /// <summary>
    /// How many shards go into one commit on the Hub, 1 to 100, and how long the first may wait for others. The Hub allows
    /// some hundred commits an hour.
    /// </summary>
    public CommitBatching HubBatching { get; init; } = new(50, TimeSpan.FromSeconds(30));

    /// <summary>Where files wait for their upload. Default: a folder in this user's application data.</summary>
    public string SpoolFolder { get; init; } = DefaultSpoolFolder();

    /// <summary>The clock of waits for other processes.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    // A user without a home, as in many containers, has only the temporary folder.
    private static string DefaultSpoolFolder()
    {
        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(data.Length > 0 ? data : Path.GetTempPath(), "rlorleans", "spool");
    }
}
