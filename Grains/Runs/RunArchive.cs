using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using RlOrleans.Hosting;

namespace RlOrleans.Runs;

/// <summary>The folder of runs, one folder each, and who holds which: one process drives a run at a time.</summary>
public sealed partial class RunArchive(IOptions<RlSiloOptions> options)
{
    private const string LockFile = "lock";
    private const string StopFile = "stop";

    private readonly string _root = Path.GetFullPath(options.Value.RunsFolder);

    /// <summary>Ids of the runs that are there.</summary>
    public IReadOnlyList<string> List()
        => Directory.Exists(_root)
            ? [.. Directory.EnumerateDirectories(_root)
                .Where(folder => File.Exists(Path.Combine(folder, RunRecordStorage.FileName)))
                .Select(folder => Path.GetFileName(folder))
                .Order(StringComparer.Ordinal)]
            : [];

    /// <summary>The folder of a run, whether it exists or not.</summary>
    /// <exception cref="RunException">The id is not one that names a folder.</exception>
    public string FolderOf(string runId)
        => RunId().IsMatch(runId)
            ? Path.Combine(_root, runId)
            : throw new RunException(RunErrorCode.BadRequest,
                $"run '{runId}': an id is 1 to 128 letters, digits, dots, hyphens and underscores, and starts with a letter or digit.");

    /// <summary>Takes a run for this process, creating its folder; let go by disposing, or by the process's death.</summary>
    /// <exception cref="RunException">Another process drives the run, or the folder cannot be written.</exception>
    public IDisposable Acquire(string runId)
    {
        string folder = FolderOf(runId);
        try
        {
            Directory.CreateDirectory(folder);
            var held = Open(folder);
            File.Delete(Path.Combine(folder, StopFile));
            return held;
        }
        catch (IOException) when (IsHeld(runId))
        {
            throw new RunException(RunErrorCode.BadRequest, $"run '{runId}' is being trained by another process.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunException(RunErrorCode.Failed, $"--out '{_root}': cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Whether some process drives the run.</summary>
    public bool IsHeld(string runId)
    {
        string folder = FolderOf(runId);
        if (!File.Exists(Path.Combine(folder, LockFile)))
        {
            return false;
        }

        try
        {
            Open(folder).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Leaves word for the process that drives the run to stop it.</summary>
    public void RequestStop(string runId) => File.WriteAllText(Path.Combine(FolderOf(runId), StopFile), "");

    /// <summary>Whether another process left word to stop the run.</summary>
    public bool StopRequested(string runId) => File.Exists(Path.Combine(FolderOf(runId), StopFile));

    // The lock is the operating system's, on an open file: it cannot outlive its process.
    private static FileStream Open(string folder)
        => new(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex RunId();
}
