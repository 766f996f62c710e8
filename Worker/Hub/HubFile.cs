using System.Security.Cryptography;

namespace RlOrleans.Worker.Hub;

/// <summary>A file that is to be part of a commit: what the Hub wants to know of it, and its bytes.</summary>
internal abstract class HubFile(string path, long size, string sha256, byte[] sample)
{
    /// <summary>How many bytes of a file the Hub looks at to decide how it is kept.</summary>
    public const int SampleBytes = 512;

    /// <summary>Where it goes in the repository.</summary>
    public string Path { get; } = path;

    public long Size { get; } = size;

    /// <summary>Lower-case hexadecimal digits; the name of an LFS object.</summary>
    public string Sha256 { get; } = sha256;

    /// <summary>Its first bytes.</summary>
    public byte[] Sample { get; } = sample;

    /// <summary>Opens its bytes; may be called many times, and for some of them at the same time.</summary>
    public abstract Stream Open();

    /// <summary>A text, kept in memory.</summary>
    public static HubFile Of(string path, byte[] content) =>
        new InMemory(path, content, Convert.ToHexStringLower(SHA256.HashData(content)), content[..Math.Min(SampleBytes, content.Length)]);

    /// <summary>A file on disk whose hash is known.</summary>
    public static HubFile OnDisk(string path, string localPath, string sha256)
    {
        using FileStream stream = File.OpenRead(localPath);
        var sample = new byte[(int)Math.Min(SampleBytes, stream.Length)];
        stream.ReadExactly(sample);
        return new OnDiskFile(path, localPath, stream.Length, sha256, sample);
    }

    private sealed class InMemory(string path, byte[] content, string sha256, byte[] sample) : HubFile(path, content.Length, sha256, sample)
    {
        public override Stream Open() => new MemoryStream(content, writable: false);
    }

    private sealed class OnDiskFile(string path, string localPath, long size, string sha256, byte[] sample) : HubFile(path, size, sha256, sample)
    {
        public override Stream Open() => new FileStream(localPath, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16, useAsync: true);
    }
}
