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

    /// <summary>
    /// What the file says its ETag is, without a look at its content: enough to remove a state, which may be large, that the
    /// grain knows.
    /// </summary>
    /// <returns>The ETag, or null if there is no such file.</returns>
    /// <exception cref="CorruptGrainStateException">There is one, and its header or its length is damaged.</exception>
    public static string? TryReadETag(string path, string stateName, GrainId grainId)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            byte[] start = new byte[(int)Math.Min(stream.Length, HeaderLength)];
            stream.ReadExactly(start);
            Header header = Header.Parse(start, stream.Length, path);
            byte[] names = new byte[header.NamesLength];
            stream.ReadExactly(names);
            header.CheckNames(names, path, stateName, grainId);
            byte[] checksum = new byte[SHA256.HashSizeInBytes];
            stream.Seek(-checksum.Length, SeekOrigin.End);
            stream.ReadExactly(checksum);
            return MakeETag(header.Version, checksum);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
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

        return MakeETag(version, bytes.AsSpan(bytes.Length - SHA256.HashSizeInBytes));
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
        Header header = Header.Parse(file[..Math.Min(file.Length, HeaderLength)], file.Length, path);
        ReadOnlySpan<byte> signed = file[..^SHA256.HashSizeInBytes];
        if (!SHA256.HashData(signed).AsSpan().SequenceEqual(file[signed.Length..]))
        {
            throw new CorruptGrainStateException(path, "its checksum does not match its content.");
        }

        ReadOnlySpan<byte> body = signed[HeaderLength..];
        header.CheckNames(body[..header.NamesLength], path, stateName, grainId);
        return new StateFile(header.Version, MakeETag(header.Version, file[signed.Length..]), body[header.NamesLength..].ToArray());
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

    private static string MakeETag(long version, ReadOnlySpan<byte> checksum) =>
        string.Create(CultureInfo.InvariantCulture, $"{version}-{Convert.ToHexStringLower(checksum[..8])}");

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

    /// <summary>What stands before the names and the content.</summary>
    private readonly record struct Header(long Version, long NameLength, long IdLength)
    {
        public int NamesLength => (int)(NameLength + IdLength);

        /// <param name="start">The first bytes of the file.</param>
        /// <param name="fileLength">Bytes of the whole file.</param>
        /// <param name="path">For the error.</param>
        public static Header Parse(ReadOnlySpan<byte> start, long fileLength, string path)
        {
            if (fileLength < HeaderLength + SHA256.HashSizeInBytes || !start.StartsWith(Magic))
            {
                throw new CorruptGrainStateException(path, $"its {fileLength} bytes are not a state file.");
            }

            if (start[Magic.Length] != Format)
            {
                throw new CorruptGrainStateException(path, $"it has the format {start[Magic.Length]}, and this version reads format {Format}.");
            }

            ReadOnlySpan<byte> fields = start[(Magic.Length + 1)..];
            Header header = new(
                BinaryPrimitives.ReadInt64LittleEndian(fields),
                BinaryPrimitives.ReadUInt32LittleEndian(fields[8..]),
                BinaryPrimitives.ReadUInt32LittleEndian(fields[12..]));
            long contentLength = BinaryPrimitives.ReadUInt32LittleEndian(fields[16..]);
            return HeaderLength + header.NameLength + header.IdLength + contentLength + SHA256.HashSizeInBytes == fileLength
                ? header
                : throw new CorruptGrainStateException(path, "its lengths do not match its size.");
        }

        public void CheckNames(ReadOnlySpan<byte> names, string path, string stateName, GrainId grainId)
        {
            string name = Encoding.UTF8.GetString(names[..(int)NameLength]);
            string id = Encoding.UTF8.GetString(names[(int)NameLength..]);
            if (name != stateName || id != grainId.ToString())
            {
                throw new CorruptGrainStateException(path, $"it holds the state '{name}' of {id}, where '{stateName}' of {grainId} belongs.");
            }
        }
    }
}
