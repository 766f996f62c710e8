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
        string temporary = path + TemporarySuffix;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (Stream stream = _create(temporary))
            {
                write(stream);
                if (stream is FileStream file)
                    file.Flush(flushToDisk: true);
                else
                    stream.Flush();
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error)
        {
            Remove(temporary);
            if (error is IOException or UnauthorizedAccessException)
                throw new IOException($"Cannot write '{path}': {error.Message}", error);
            throw;
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
