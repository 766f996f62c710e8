namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>A directory to run commands in, and what they leave there.</summary>
internal sealed class Workplace : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("rl-end-to-end-").FullName;

    public string Runs => Path.Combine(Folder, "runs");

    /// <summary>Folder of the only run; null until it is there.</summary>
    public string? Run => Directory.Exists(Runs) ? Directory.EnumerateDirectories(Runs).SingleOrDefault(IsRun) : null;

    /// <summary>Whole checkpoints of the only run, oldest first.</summary>
    public IReadOnlyList<string> Checkpoints
    {
        get
        {
            string? folder = Run is { } run ? Path.Combine(run, "checkpoints") : null;
            return folder is not null && Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder).Where(file => !file.EndsWith(".tmp", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
                : [];
        }
    }

    /// <summary>Changes one byte in the middle of a file.</summary>
    public static void Corrupt(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 0x55;
        File.WriteAllBytes(path, bytes);
    }

    public async Task<string> TrainToTheEnd(string arguments, params (string Name, string Value)[] environment)
    {
        var (exitCode, rl) = await RlProcess.Run(Folder, $"train CartPole-v1 {arguments} --json", environment);
        using (rl)
        {
            Assert.True(exitCode == 0, rl.Error);
            return rl.Json.GetProperty("weights_hash").GetString()!;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static bool IsRun(string folder) => !Path.GetFileName(folder).StartsWith('.');
}
