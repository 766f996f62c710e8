namespace Orleans.Storage;

/// <summary>
/// Excludes other threads and other processes while a file is compared and replaced. Many files share one of a fixed number
/// of locks, each of which is a file that is held open exclusively; the system frees it when the process ends in any way.
/// </summary>
internal sealed class StripedFileLocks(string directory, TimeSpan timeout, TimeProvider timeProvider)
{
    private const int Stripes = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim[] _threads = [.. Enumerable.Range(0, Stripes).Select(static _ => new SemaphoreSlim(1, 1))];

    /// <summary>Runs <paramref name="action"/> on a pool thread while the lock of <paramref name="path"/> is held.</summary>
    /// <exception cref="TimeoutException">Another process holds the lock for too long.</exception>
    public async Task<T> RunAsync<T>(string path, Func<T> action, CancellationToken cancellationToken)
    {
        int stripe = (int)(StableHash(path) % Stripes);
        await _threads[stripe].WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string lockPath = Path.Combine(directory, $"{stripe:d2}.lock");
            using FileStream held = await AcquireAsync(lockPath, cancellationToken).ConfigureAwait(false);
            return await Task.Run(action, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _threads[stripe].Release();
        }
    }

    private async Task<FileStream> AcquireAsync(string lockPath, CancellationToken cancellationToken)
    {
        long start = timeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(directory);
                return new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(lockPath))
            {
                if (timeProvider.GetElapsedTime(start) > timeout)
                {
                    throw new TimeoutException($"Another process has held '{lockPath}' for {timeout}: {exception.Message}", exception);
                }
            }

            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>FNV-1a, so that every process picks the same lock.</summary>
    private static uint StableHash(string text)
    {
        uint hash = 2166136261;
        foreach (char character in text)
        {
            hash = unchecked((hash ^ character) * 16777619);
        }

        return hash;
    }
}
