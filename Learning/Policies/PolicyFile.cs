using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace RlOrleans.Learning;

/// <summary>
/// A trained policy on disk: everything that is needed to act with it, readable without this library.
/// </summary>
/// <remarks>
/// The format, with all numbers little-endian: the 8 bytes <c>RLPOLCY1</c>; the length of the header as a 32-bit integer;
/// the header, a JSON object in UTF-8; the number of weights as a 32-bit integer; the weights as 32-bit floats, in the
/// order of <see cref="ILearner.CopyWeights"/>; the SHA-256 of everything before it.
/// </remarks>
public static class PolicyFile
{
    private const int HeaderLimit = 1 << 20;
    private const int WeightLimit = 1 << 28;

    private static ReadOnlySpan<byte> Magic => "RLPOLCY1"u8;

    /// <summary>Writes a policy.</summary>
    /// <param name="stream">Receives the file; write to a temporary file and rename it, so that half a file is never seen.</param>
    /// <param name="header">What the weights are.</param>
    /// <param name="weights">The policy's weights first; others, such as the critic's, may follow.</param>
    /// <exception cref="ArgumentException">There are fewer weights than the policy has.</exception>
    public static void Write(Stream stream, PolicyHeader header, ReadOnlySpan<float> weights)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(header);
        if (weights.Length < header.Policy.WeightCount)
            throw new ArgumentException($"The policy has {header.Policy.WeightCount} weights, and {weights.Length} were given.", nameof(weights));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] json = Serialize(header);
        Append(stream, hash, Magic);
        AppendCount(stream, hash, json.Length);
        Append(stream, hash, json);
        AppendCount(stream, hash, weights.Length);
        Append(stream, hash, LittleEndian.Bytes(weights));
        stream.Write(hash.GetHashAndReset());
    }

    /// <summary>Reads a policy.</summary>
    /// <exception cref="InvalidDataException">The file is no policy, is damaged, or is of a kind that this version does not know.</exception>
    public static (PolicyHeader Header, float[] Weights) Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (!Magic.SequenceEqual(Take(stream, hash, Magic.Length)))
            throw new InvalidDataException("The file is not a policy: it does not begin with RLPOLCY1.");
        byte[] json = Take(stream, hash, TakeCount(stream, hash, "header length", HeaderLimit));
        float[] weights = new float[TakeCount(stream, hash, "number of weights", WeightLimit)];
        TakeInto(stream, hash, MemoryMarshal.AsBytes(weights.AsSpan()));
        LittleEndian.FromLittleEndian(weights);
        byte[] expected = hash.GetHashAndReset();
        byte[] found = new byte[SHA256.HashSizeInBytes];
        ReadFully(stream, found);
        if (!expected.AsSpan().SequenceEqual(found))
            throw new InvalidDataException("The policy file is damaged: its checksum does not match.");
        PolicyHeader header = Deserialize(json);
        if (weights.Length < header.Policy.WeightCount)
            throw new InvalidDataException($"The policy file has {weights.Length} weights; its networks have {header.Policy.WeightCount}.");
        return (header, weights);
    }

    private static byte[] Serialize(PolicyHeader header)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("environment", header.Environment);
            writer.WriteString("algorithm", header.Algorithm);
            writer.WriteNumber("version", header.Version);
            writer.WriteNumber("seed", header.Seed);
            writer.WritePropertyName("policy");
            PolicySpecJson.Write(writer, header.Policy);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static PolicyHeader Deserialize(byte[] json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return new PolicyHeader(
                PolicySpecJson.Read(root.GetProperty("policy")),
                root.GetProperty("environment").GetString()!,
                root.GetProperty("algorithm").GetString()!,
                root.GetProperty("version").GetInt64(),
                root.GetProperty("seed").GetUInt64());
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"The header of the policy file cannot be read: {exception.Message}", exception);
        }
    }

    private static void Append(Stream stream, IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        stream.Write(bytes);
    }

    private static void AppendCount(Stream stream, IncrementalHash hash, int count)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, count);
        Append(stream, hash, bytes);
    }

    private static int TakeCount(Stream stream, IncrementalHash hash, string what, int limit)
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(Take(stream, hash, sizeof(int)));
        return count >= 0 && count <= limit ? count
            : throw new InvalidDataException($"The policy file is damaged: its {what} is {count}, and can be at most {limit}.");
    }

    private static byte[] Take(Stream stream, IncrementalHash hash, int count)
    {
        byte[] bytes = new byte[count];
        TakeInto(stream, hash, bytes);
        return bytes;
    }

    private static void TakeInto(Stream stream, IncrementalHash hash, Span<byte> bytes)
    {
        ReadFully(stream, bytes);
        hash.AppendData(bytes);
    }

    private static void ReadFully(Stream stream, Span<byte> bytes)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidDataException("The policy file ends too early.");
    }
}
