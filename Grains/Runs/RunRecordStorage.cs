using System.Text.Json.Serialization;
using System.Text.Json;
using Orleans.Storage;
using RlOrleans.Files;

namespace RlOrleans.Runs;

/// <summary>
/// Stores each run's state as <c>run.json</c> in its folder, for people and other tools to read: the file that the
/// grain restarts from and the record that a run leaves are one and the same.
/// </summary>
public sealed class RunRecordStorage(RunArchive archive) : IGrainStorage
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "run.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = true,
    };

    /// <inheritdoc />
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string path = PathOf(grainId);
        if (!File.Exists(path))
        {
            grainState.RecordExists = false;
            return;
        }

        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            StateOf(grainState).Description = await JsonSerializer.DeserializeAsync<RunDescription>(stream, Json);
            grainState.RecordExists = true;
        }
        catch (JsonException exception)
        {
            throw new RunException(RunErrorCode.Failed, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <inheritdoc />
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var description = StateOf(grainState).Description
            ?? throw new InvalidOperationException($"{grainId} has nothing to store.");
        new AtomicFile().Write(PathOf(grainId), stream => JsonSerializer.Serialize(stream, description, Json));
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        File.Delete(PathOf(grainId));
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private string PathOf(GrainId grainId) => Path.Combine(archive.FolderOf(grainId.Key.ToString()!), FileName);

    private static RunState StateOf<T>(IGrainState<T> grainState)
    {
        grainState.State ??= (T)(object)new RunState();
        return grainState.State as RunState
            ?? throw new NotSupportedException($"This storage keeps runs, not {typeof(T).Name}.");
    }
}

/// <summary>What a run grain keeps.</summary>
[GenerateSerializer, Alias("rl.RunState")]
public sealed class RunState
{
    /// <summary>The run; null before it was launched.</summary>
    [Id(0)] public RunDescription? Description { get; set; }
}
