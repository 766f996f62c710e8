using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Orleans.Storage;

/// <summary>
/// Keeps each state in a file of its own. A write goes to a temporary file that then takes the place of the old one, so
/// that a reader finds either the old state or the new one, whenever the process ends. Several processes may share a
/// folder.
/// </summary>
public sealed class FileGrainStorage : IGrainStorage
{
    private readonly FileGrainStorageOptions _options;
    private readonly string _name;
    private readonly string _root;
    private readonly Serializer _serializer;
    private readonly StripedFileLocks _locks;

    /// <summary>Opens a folder of states. Nothing is created or read yet.</summary>
    /// <param name="name">The name under which grains ask for the storage.</param>
    /// <param name="options">The folder.</param>
    /// <param name="serializer">Turns states into bytes.</param>
    /// <param name="timeProvider">Measures the wait for other processes.</param>
    public FileGrainStorage(string name, FileGrainStorageOptions options, Serializer serializer, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.RootDirectory, "options.RootDirectory");
        _name = name;
        _options = options;
        _root = Path.GetFullPath(options.RootDirectory);
        _serializer = serializer;
        _locks = new StripedFileLocks(Path.Combine(_root, ".locks"), options.LockTimeout, timeProvider);
    }

    /// <summary>The file of a state.</summary>
    public string GetPath(string stateName, GrainId grainId) =>
        Path.Combine(
            _root,
            FileNames.Escape(stateName),
            FileNames.Escape(grainId.Type.ToString()!),
            FileNames.Escape(grainId.Key.ToString()) + ".state");

    /// <inheritdoc/>
    /// <exception cref="CorruptGrainStateException">The file is damaged.</exception>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    /// <exception cref="CorruptGrainStateException">The file is damaged.</exception>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        string path = GetPath(stateName, grainId);

        // Replacing a file is atomic, so a reader needs no lock. The disk is not waited for on the grain's own thread.
        StateFile? file = await Task.Run(() => StateFile.TryRead(path, stateName, grainId), cancellationToken);
        grainState.State = file is null ? StateActivator.Create<T>() : Deserialize<T>(file, path);
        grainState.ETag = file?.ETag;
        grainState.RecordExists = file is not null;
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        string path = GetPath(stateName, grainId);
        string? held = grainState.ETag;
        byte[] content = _serializer.SerializeToArray(grainState.State);
        grainState.ETag = await _locks.RunAsync(
            path,
            () =>
            {
                StateFile? stored = StateFile.TryRead(path, stateName, grainId);
                ETags.Check(stored?.ETag, held, $"file storage '{_name}'", stateName, grainId);
                return StateFile.Write(path, stateName, grainId, (stored?.Version ?? 0) + 1, content, _options.FlushToDisk);
            },
            cancellationToken);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        string path = GetPath(stateName, grainId);
        string? held = grainState.ETag;
        await _locks.RunAsync<string?>(
            path,
            () =>
            {
                ETags.Check(StateFile.TryReadETag(path, stateName, grainId), held, $"file storage '{_name}'", stateName, grainId);
                StateFile.Delete(path, _options.FlushToDisk);
                return null;
            },
            cancellationToken);
        grainState.State = StateActivator.Create<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private T Deserialize<T>(StateFile file, string path)
    {
        try
        {
            return _serializer.Deserialize<T>(file.Content)!;
        }
        catch (SerializerException exception)
        {
            throw new CorruptGrainStateException(path, $"it does not hold a {typeof(T)} ({exception.Message}).", exception);
        }
    }
}
