namespace RlOrleans.Client.CommandLine;

/// <summary>Reads passwords from where they are not seen: an environment variable, or a file that one names.</summary>
internal static class Secrets
{
    private const int MaxFileBytes = 4096;

    /// <summary>The value of the variable, or the first line of the file that the variable with <c>_FILE</c> names; null where neither is set.</summary>
    public static string? Read(string variable, Mistakes mistakes)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            return value;
        string fileVariable = variable + "_FILE";
        if (Environment.GetEnvironmentVariable(fileVariable) is not { Length: > 0 } path)
            return null;
        try
        {
            if (new FileInfo(path).Length <= MaxFileBytes && File.ReadLines(path).FirstOrDefault()?.Trim() is { Length: > 0 } secret)
                return secret;
            mistakes.Add(fileVariable, path, $"must name a file whose first line is the password, of at most {MaxFileBytes} bytes");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            mistakes.Add(fileVariable, path, $"cannot be read: {error.Message}");
        }

        return null;
    }
}
