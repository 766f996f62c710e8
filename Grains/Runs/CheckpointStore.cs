using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Orleans.Serialization;
using RlOrleans.Files;

namespace RlOrleans.Runs;

/// <summary>
/// Checkpoints in the run's folder, the newest few. A file is a magic number, the SHA-256 of what follows, and the
/// serialised checkpoint: a torn or damaged one is told from a good one, and the one before it is used.
/// </summary>
public sealed class CheckpointStore(RunArchive archive, Serializer serializer)
{
    private const int Kept = 3;
    private const int HeaderBytes = 8 + SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "RLCKPT01"u8;

    /// <summary>Writes a checkpoint for good, and drops those that newer ones replace.</summary>
    /// <exception cref="IOException">It could not be written; earlier ones are untouched.</exception>
    public void Save(string runId, Checkpoint checkpoint)
    {
        string folder = FolderOf(runId);
        Directory.CreateDirectory(folder);
        byte[] body = serializer.SerializeToArray(checkpoint);
        string name = checkpoint.Progress.Updates.ToString("D10", CultureInfo.InvariantCulture) + ".ckpt";
        new AtomicFile().Write(Path.Combine(folder, name), stream =>
        {
            stream.Write(Magic);
            stream.Write(SHA256.HashData(body));
            stream.Write(body);
        });
        foreach (string old in Newest(folder).Skip(Kept))
        {
            File.Delete(old);
        }
    }

    /// <summary>
    /// The newest checkpoint that can be read, and a sentence about each newer one that cannot; null when none was ever
    /// written.
    /// </summary>
    /// <exception cref="RunException">There are some, and none can be read.</exception>
    public (Checkpoint? Checkpoint, ImmutableArray<string> Warnings) LoadLatest(string runId)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        foreach (string path in Newest(FolderOf(runId)))
        {
            try
            {
                return (Read(path), warnings.ToImmutable());
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                warnings.Add($"checkpoint {path} cannot be read: {exception.Message}");
            }
        }

        return warnings.Count == 0
            ? (null, ["there was no checkpoint yet: the run starts from its beginning"])
            : throw new RunException(RunErrorCode.Failed,
                $"run '{runId}' has no good checkpoint to resume from: {string.Join("; ", warnings)}");
    }

    private string FolderOf(string runId) => Path.Combine(archive.FolderOf(runId), "checkpoints");

    private static IEnumerable<string> Newest(string folder)
        => Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*.ckpt").OrderDescending(StringComparer.Ordinal)
            : [];

    private Checkpoint Read(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(Magic))
        {
            throw new InvalidDataException("it is not a checkpoint.");
        }

        var body = bytes[HeaderBytes..];
        return bytes[Magic.Length..HeaderBytes].SequenceEqual(SHA256.HashData(body))
            ? serializer.Deserialize<Checkpoint>(body)!
            : throw new InvalidDataException("its checksum does not match its content.");
    }
}
