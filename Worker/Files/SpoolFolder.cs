namespace RlOrleans.Files;

/// <summary>
/// A folder for files on their way: each owner has a part of its own, which goes when its owner goes. What a killed
/// process left is removed by the next owner. Safe for concurrent use, also by several processes.
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    private const string LockName = "lock";

    private readonly string _path;
    private readonly FileStream _lock;
    private int _nextFile;

    /// <summary>Makes a part for this owner.</summary>
    /// <param name="root">The folder of all parts; created if need be.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    public SpoolFolder(string root)
    {
        Directory.CreateDirectory(root);
        foreach (string other in Directory.EnumerateDirectories(root))
            RemoveAbandoned(other);
        _path = Path.Combine(root, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(_path);

        // Held open for as long as the owner lives; the system lets go of it however the process ends.
        _lock = new FileStream(Path.Combine(_path, LockName), FileMode.Create, FileAccess.Write, FileShare.None);
    }

    /// <summary>A path that nobody else was given.</summary>
    public string NextPath() => Path.Combine(_path, Interlocked.Increment(ref _nextFile).ToString("D6", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Removes a file, if it can be removed: the rest of the part goes with its owner.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is in nobody's way.
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        RemoveAll(_path);
    }

    private static void RemoveAbandoned(string path)
    {
        try
        {
            // A part without a lock is being made right now.
            using var probe = new FileStream(Path.Combine(path, LockName), FileMode.Open, FileAccess.Write, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return;
        }

        RemoveAll(path);
    }

    private static void RemoveAll(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next owner tries again.
        }
    }
}
