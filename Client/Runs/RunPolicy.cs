using RlOrleans.Learning;
using RlOrleans.Policies;
using RlOrleans.Runs;

namespace RlOrleans.Client.Runs;

/// <summary>The policy that a run has written.</summary>
internal static class RunPolicy
{
    /// <summary>Reads a run's policy file.</summary>
    /// <exception cref="RunException">There is none yet, or it cannot be read.</exception>
    public static (PolicyHeader Header, float[] Weights) Read(RunDescription run)
    {
        string path = Path.Combine(run.Folder, PolicyStore.FileName);
        if (!File.Exists(path))
            throw new RunException(RunErrorCode.NotFound, $"run '{run.RunId}' has no policy yet ({path} is missing)");
        using var stream = File.OpenRead(path);
        try
        {
            return PolicyFile.Read(stream);
        }
        catch (InvalidDataException exception)
        {
            throw new RunException(RunErrorCode.Failed, $"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
