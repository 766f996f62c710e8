using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// One stored state. The file holds, little-endian: "RLGS", the format (1 byte, 1), the version of the state (8 bytes),
/// the lengths (4 bytes each) and the bytes of the state's name, the grain id and the content, and the SHA-256 of all
/// that.
/// </summary>
internal sealed class StateFile
{
    private const int HeaderLength = 4 + 1 + 8 + 4 + 4 + 4;
    private const byte Format = 1;

    private StateFile(long version, string etag, byte[] content)
    {
        Version = version;
        ETag = etag;
        Content = content;
    }

    private static ReadOnlySpan<byte> Magic => "RLGS"u8;

    /// <summary>How often the state was written since it was last absent.</summary>
    public long Version { get; }

    /// <summary>The version, and the beginning of the checksum: a state that was cleared and written anew does not repeat an ETag.</summary>
    public string ETag { get; }

    public byte[] Content { get; }

    /// <returns>The state, or null if there is no such file.</returns>
    /// <exception cref="CorruptGrainStateException">There is one, and it is damaged.</exception>
    public static StateFile? TryRead(string path, string stateName, GrainId grainId)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        return Parse(bytes, path, stateName, grainId);
    }

    /// <summary>Replaces the file.</summary>
    /// <returns>The ETag.</returns>
    /// <exception cref="IOException">The state could not be written. The file is as it was.</exception>
    public static string Write(string path, string stateName, GrainId grainId, long version, byte[] content, bool flushToDisk)
    {
        byte[] bytes = Format1(stateName, grainId, version, content);
        string directory = Path.GetDirectoryName(path)!;
        string temporary = path + ".tmp";
        try
        {
            Directory.CreateDirectory(directory);
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk);
            }

            File.Move(temporary, path, overwrite: true);
            if (flushToDisk)
            {
                DirectoryFlush.Flush(directory);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new IOException($"The state '{stateName}' of {grainId} could not be written to '{path}': {exception.Message} The state stored before is unchanged.", exception);
        }

        return MakeETag(version, bytes);
    }

    public static void Delete(string path, bool flushToDisk)
    {
        if (!File.Exists(path))
        {
            return;
        }

        File.Delete(path);
        if (flushToDisk)
        {
            DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
        }
    }

    private static StateFile Parse(byte[] bytes, string path, string stateName, GrainId grainId)
    {
        ReadOnlySpan<byte> file = bytes;
        if (file.Length < HeaderLength + SHA256.HashSizeInBytes || !file.StartsWith(Magic))
        {
            throw new CorruptGrainStateException(path, $"its {file.Length} bytes are not a state file.");
        }

        if (file[Magic.Length] != Format)
        {
            throw new CorruptGrainStateException(path, $"it has the format {file[Magic.Length]}, and this version reads format {Format}.");
        }

        ReadOnlySpan<byte> signed = file[..^SHA256.HashSizeInBytes];
        if (!SHA256.HashData(signed).AsSpan().SequenceEqual(file[signed.Length..]))
        {
            throw new CorruptGrainStateException(path, "its checksum does not match its content.");
        }

        ReadOnlySpan<byte> header = file[(Magic.Length + 1)..];
        long version = BinaryPrimitives.ReadInt64LittleEndian(header);
        long nameLength = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        long idLength = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        long contentLength = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        ReadOnlySpan<byte> body = signed[HeaderLength..];
        if (nameLength + idLength + contentLength != body.Length)
        {
            throw new CorruptGrainStateException(path, "its lengths do not match its size.");
        }

        string name = Encoding.UTF8.GetString(body[..(int)nameLength]);
        string id = Encoding.UTF8.GetString(body.Slice((int)nameLength, (int)idLength));
        if (name != stateName || id != grainId.ToString())
        {
            throw new CorruptGrainStateException(path, $"it holds the state '{name}' of {id}, where '{stateName}' of {grainId} belongs.");
        }

        return new StateFile(version, MakeETag(version, bytes), body[(int)(nameLength + idLength)..].ToArray());
    }

    private static byte[] Format1(string stateName, GrainId grainId, long version, byte[] content)
    {
        byte[] name = Encoding.UTF8.GetBytes(stateName);
        byte[] id = Encoding.UTF8.GetBytes(grainId.ToString());
        byte[] bytes = new byte[checked(HeaderLength + name.Length + id.Length + content.Length + SHA256.HashSizeInBytes)];
        Span<byte> rest = bytes;
        Magic.CopyTo(rest);
        rest[Magic.Length] = Format;
        rest = rest[(Magic.Length + 1)..];
        BinaryPrimitives.WriteInt64LittleEndian(rest, version);
        BinaryPrimitives.WriteInt32LittleEndian(rest[8..], name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(rest[12..], id.Length);
        BinaryPrimitives.WriteInt32LittleEndian(rest[16..], content.Length);
        rest = rest[20..];
        foreach (byte[] part in (ReadOnlySpan<byte[]>)[name, id, content])
        {
            part.CopyTo(rest);
            rest = rest[part.Length..];
        }

        SHA256.HashData(bytes.AsSpan(0, bytes.Length - SHA256.HashSizeInBytes), rest);
        return bytes;
    }

    private static string MakeETag(long version, byte[] bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{version}-{Convert.ToHexStringLower(bytes.AsSpan(bytes.Length - SHA256.HashSizeInBytes, 8))}");

    // What is left of a failed write is overwritten by the next one, so a second failure here changes nothing.
    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
