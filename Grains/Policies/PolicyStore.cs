using RlOrleans.Files;
using RlOrleans.Learning;
using RlOrleans.Runs;

namespace RlOrleans.Policies;

/// <summary>The policy that a run leaves, as <c>policy.bin</c> in its folder.</summary>
public sealed class PolicyStore(RunArchive archive)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "policy.bin";

    /// <summary>Replaces the run's policy.</summary>
    /// <exception cref="IOException">It could not be written; the one before is untouched.</exception>
    internal void Save(string runId, RunSpec spec, PolicySnapshot snapshot)
    {
        var header = new PolicyHeader(snapshot.Shape.ToSpec(), spec.Environment, spec.Algorithm, snapshot.Version, spec.Seed);
        new AtomicFile().Write(PathOf(runId), stream => PolicyFile.Write(stream, header, snapshot.Weights.AsSpan()));
    }

    /// <summary>The run's policy.</summary>
    /// <exception cref="RunException">There is none, or it is damaged.</exception>
    internal PolicySnapshot Load(string runId)
    {
        var (header, weights) = Read(archive.FolderOf(runId), runId);
        return new PolicySnapshot { Version = header.Version, Shape = header.Policy.ToShape(), Weights = [.. weights] };
    }

    /// <summary>The policy in a run's folder.</summary>
    /// <exception cref="RunException">There is none, or it is damaged.</exception>
    public static (PolicyHeader Header, float[] Weights) Read(string folder, string runId)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new RunException(RunErrorCode.NotFound, $"run '{runId}' has no policy yet ({path} is missing).");
        }

        try
        {
            using var stream = File.OpenRead(path);
            return PolicyFile.Read(stream);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new RunException(RunErrorCode.Failed, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private string PathOf(string runId) => Path.Combine(archive.FolderOf(runId), FileName);
}
