namespace RlOrleans.Client.CommandLine;

/// <summary>Files that a command was told to write.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file beside its place and then renames it, so that half of one is never seen.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = path + ".tmp";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = File.Create(temporary))
            write(file);
        File.Move(temporary, path, overwrite: true);
    }
}
