namespace RlOrleans.Files;

/// <summary>
/// Writes files that are either there whole or not there: into a temporary file of the same folder, flushed to the
/// disk, then renamed. A failure removes the temporary file and leaves what was there before; what a killed process
/// left is overwritten by the next attempt. One file has one writer at a time: a second one gets an error.
/// </summary>
/// <remarks>The file is compiled into Worker, Grains and Client: the first two do not know each other.</remarks>
internal sealed class AtomicFile
{
    private const string TemporarySuffix = ".tmp";

    private readonly Func<string, Stream> _create;

    /// <summary>Writes to the file system.</summary>
    public AtomicFile()
        : this(path => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
    {
    }

    /// <summary>Writes through streams made by <paramref name="create"/>, which gets the temporary path.</summary>
    internal AtomicFile(Func<string, Stream> create) => _create = create;

    /// <summary>Writes a file, replacing one of the same name.</summary>
    /// <param name="path">Where it goes; folders on the way are created.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The file could not be written; the message names the path and the reason.</exception>
    public void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        Write([path], streams => write(streams[0]));
    }

    /// <summary>
    /// Writes files that belong together, replacing those of the same names: the first takes its name when the last is on the
    /// disk, and they take them in this order.
    /// </summary>
    /// <param name="paths">Where they go; folders on the way are created.</param>
    /// <param name="write">Writes their contents, each into the stream at its path's place.</param>
    /// <exception cref="IOException">They could not be written; the message names the paths and the reason.</exception>
    public void Write(IReadOnlyList<string> paths, Action<IReadOnlyList<Stream>> write)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(write);
        var created = new List<string>(paths.Count);
        try
        {
            WriteTemporaries(paths, write, created);
            foreach (string path in paths)
                File.Move(path + TemporarySuffix, path, overwrite: true);
        }
        catch (Exception error)
        {
            // What another writer has begun is left to it.
            foreach (string temporary in created)
                Remove(temporary);
            if (error is IOException or UnauthorizedAccessException)
                throw new IOException($"Cannot write {string.Join(" and ", paths.Select(path => $"'{path}'"))}: {error.Message}", error);
            throw;
        }
    }

    private void WriteTemporaries(IReadOnlyList<string> paths, Action<IReadOnlyList<Stream>> write, List<string> created)
    {
        var streams = new List<Stream>(paths.Count);
        try
        {
            foreach (string path in paths)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                streams.Add(_create(path + TemporarySuffix));
                created.Add(path + TemporarySuffix);
            }

            write(streams);
            foreach (Stream stream in streams)
            {
                if (stream is FileStream file)
                    file.Flush(flushToDisk: true);
                else
                    stream.Flush();
            }
        }
        finally
        {
            foreach (Stream stream in streams)
                stream.Dispose();
        }
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report. What stays behind has a name that nobody takes for a finished file.
        }
    }
}
