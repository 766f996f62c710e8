using System.Collections.Concurrent;

namespace RlOrleans.Worker.Datasets;

/// <summary>Opens the store of a dataset by the dataset's name, once each. Safe for concurrent use.</summary>
public sealed class DatasetStores : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<IDatasetStore>> _stores = new(StringComparer.Ordinal);
    private readonly DatasetStoreOptions _options;

    /// <summary>Opens nothing yet.</summary>
    public DatasetStores(DatasetStoreOptions? options = null) => _options = options ?? new DatasetStoreOptions();

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

    private DatasetFolder Create(string dataset)
    {
        if (DatasetName.WhyRefused(dataset) is string reason)
            throw new DatasetStoreException(DatasetStoreError.Refused, $"The dataset '{dataset}' {reason}.");
        return new DatasetFolder(dataset, new Files.AtomicFile(), _options.Time);
    }
}

/// <summary>How datasets are kept.</summary>
public sealed record DatasetStoreOptions
{
    /// <summary>The clock of waits and retries.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
