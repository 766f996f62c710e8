using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using RlOrleans.Episodes;

namespace RlOrleans.Worker.Datasets;

/// <summary>
/// The fingerprint of a recorded episode: SHA-256 of its canonical bytes, as lower-case hexadecimal digits.
/// </summary>
/// <remarks>
/// The canonical bytes, all numbers little-endian: the length of the environment's id (int32) and the id (UTF-8) ·
/// seed (uint64) · purpose (uint8) · agent (uint32) · lane (int32) · episode (uint32) · L, the number of steps (int32) ·
/// D and A, the sizes of observations and actions (int32 each) · observations [L + 1, D] · actions [L, A] ·
/// rewards [L] · log-probabilities [L] (all float32) · policy versions [L] (int64) · terminated, truncated, aborted (uint8
/// each, 0 or 1). Identity, ordinal and return are left out: they follow from elsewhere.
/// </remarks>
public static class EpisodeHash
{
    /// <summary>Computes the fingerprint.</summary>
    /// <param name="environmentId">The environment that the episode was played in.</param>
    /// <param name="episode">The episode.</param>
    /// <param name="observationSize">D.</param>
    /// <param name="actionSize">A.</param>
    public static string Compute(string environmentId, Episode episode, int observationSize, int actionSize)
    {
        ArgumentNullException.ThrowIfNull(environmentId);
        ArgumentNullException.ThrowIfNull(episode);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] id = Encoding.UTF8.GetBytes(environmentId);
        AppendInt32(hash, id.Length);
        hash.AppendData(id);
        AppendInt64(hash, (long)episode.Seed);
        hash.AppendData([episode.Purpose]);
        AppendInt32(hash, (int)episode.Agent);
        AppendInt32(hash, episode.Lane);
        AppendInt32(hash, (int)episode.EpisodeNumber);
        AppendInt32(hash, episode.Length);
        AppendInt32(hash, observationSize);
        AppendInt32(hash, actionSize);
        AppendArray(hash, episode.Observations.AsSpan());
        AppendArray(hash, episode.Actions.AsSpan());
        AppendArray(hash, episode.Rewards.AsSpan());
        AppendArray(hash, episode.LogProbs.AsSpan());
        AppendArray(hash, episode.PolicyVersions.AsSpan());
        hash.AppendData([Flag(episode.Terminated), Flag(episode.Truncated), Flag(episode.Aborted)]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;

    private static void AppendInt32(IncrementalHash hash, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private static void AppendInt64(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

    // Datasets are read and written on little-endian machines only, so an array's memory has its canonical form.
    private static void AppendArray<T>(IncrementalHash hash, ReadOnlySpan<T> values)
        where T : unmanaged =>
        hash.AppendData(MemoryMarshal.AsBytes(values));
}
