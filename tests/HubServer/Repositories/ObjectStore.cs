using System.Security.Cryptography;

namespace RlOrleans.HubServer.Repositories;

/// <summary>Keeps objects by their hash: whole, checked, and once.</summary>
public sealed class ObjectStore
{
    private readonly string _folder;
    private int _next;

    internal ObjectStore(string folder)
    {
        _folder = Path.Combine(folder, "objects");
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Where an object lies, or would.</summary>
    public string PathOf(string oid) => Path.Combine(_folder, oid);

    /// <summary>The size of an object; null if it is not there.</summary>
    public long? SizeOf(string oid) => new FileInfo(PathOf(oid)) is { Exists: true } file ? file.Length : null;

    /// <summary>A file for bytes that are still coming.</summary>
    internal string NextTemporary() => Path.Combine(_folder, $".incoming-{Environment.ProcessId}-{Interlocked.Increment(ref _next)}");

    /// <summary>Takes a file in if it is what its name says; removes it otherwise.</summary>
    /// <returns>Why it was not taken; null if it was.</returns>
    internal string? Adopt(string temporary, string oid, long size)
    {
        long actualSize = new FileInfo(temporary).Length;
        string actual;
        using (FileStream stream = File.OpenRead(temporary))
            actual = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (actual != oid || actualSize != size)
        {
            File.Delete(temporary);
            return $"object {oid} of {size} bytes got {actualSize} bytes with the SHA-256 {actual}";
        }

        File.Move(temporary, PathOf(oid), overwrite: true);
        return null;
    }

    /// <summary>Keeps a content and returns its hash.</summary>
    internal string Add(byte[] content)
    {
        string oid = Convert.ToHexStringLower(SHA256.HashData(content));
        string temporary = NextTemporary();
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, PathOf(oid), overwrite: true);
        return oid;
    }
}
