namespace RlOrleans.Client.CommandLine;

/// <summary>Finds out that a folder cannot be written before hours of training end there.</summary>
internal static class WritableFolder
{
    /// <summary>
    /// Reports a folder that neither exists and can be written nor can be created. Leaves no trace.
    /// </summary>
    /// <returns>Whether it can be written.</returns>
    public static bool Check(string field, string text, string path, Mistakes mistakes)
    {
        try
        {
            string? existing = path;
            while (existing is not null && !Directory.Exists(existing))
            {
                if (File.Exists(existing))
                {
                    mistakes.Add(field, text, existing == path ? "is a file; a folder is needed" : $"cannot be created: {existing} is a file");
                    return false;
                }

                existing = Path.GetDirectoryName(existing);
            }

            string probe = Path.Combine(existing ?? path, $".rl-{Guid.NewGuid():N}");
            using (File.Create(probe, bufferSize: 1, FileOptions.DeleteOnClose))
            {
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Some file systems answer "not found" to a file that they will not create.
            mistakes.Add(field, text, $"cannot be written: {(exception is FileNotFoundException ? "no file can be created there" : exception.Message)}");
            return false;
        }
    }
}
