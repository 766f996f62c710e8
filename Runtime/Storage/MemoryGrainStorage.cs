using System.Collections.Concurrent;
using System.Globalization;

using Orleans.Runtime;
using Orleans.Serialization;

namespace Orleans.Storage;

/// <summary>Keeps states in the memory of the process, in serialised form: what is read is never what somebody still changes.</summary>
public sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string StateName, GrainId GrainId), Record> _records = [];
    private readonly string _name;
    private readonly Serializer _serializer;
    private long _lastVersion;

    /// <summary>Creates an empty storage.</summary>
    /// <param name="name">The name under which grains ask for it.</param>
    /// <param name="serializer">Turns states into bytes.</param>
    public MemoryGrainStorage(string name, Serializer serializer)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(serializer);
        _name = name;
        _serializer = serializer;
    }

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        _records.TryGetValue((stateName, grainId), out Record? record);
        grainState.State = record is null ? StateActivator.Create<T>() : _serializer.Deserialize<T>(record.Content);
        grainState.ETag = record?.ETag;
        grainState.RecordExists = record is not null;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        string etag = Interlocked.Increment(ref _lastVersion).ToString(CultureInfo.InvariantCulture);
        Record written = new(_serializer.SerializeToArray(grainState.State), etag);
        _records.AddOrUpdate(
            (stateName, grainId),
            _ => Check(null),
            (_, stored) => Check(stored.ETag));
        grainState.ETag = etag;
        grainState.RecordExists = true;
        return Task.CompletedTask;

        Record Check(string? stored)
        {
            ETags.Check(stored, grainState.ETag, $"memory storage '{_name}'", stateName, grainId);
            return written;
        }
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        Record? stored;
        do
        {
            _records.TryGetValue((stateName, grainId), out stored);
            ETags.Check(stored?.ETag, grainState.ETag, $"memory storage '{_name}'", stateName, grainId);
        }
        while (stored is not null && !_records.TryRemove(new((stateName, grainId), stored)));

        grainState.State = StateActivator.Create<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private sealed record Record(byte[] Content, string ETag);
}
