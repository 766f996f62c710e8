using System.Buffers;
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
    private const int BlockBytes = 1 << 18;

    /// <summary>Computes the fingerprint.</summary>
    /// <param name="environmentId">The environment that the episode was played in.</param>
    /// <param name="episode">The episode.</param>
    /// <param name="observationSize">D.</param>
    /// <param name="actionSize">A.</param>
    public static string Compute(string environmentId, Episode episode, int observationSize, int actionSize)
    {
        ArgumentNullException.ThrowIfNull(environmentId);
        ArgumentNullException.ThrowIfNull(episode);
        using var bytes = new CanonicalBytes();
        byte[] id = Encoding.UTF8.GetBytes(environmentId);
        bytes.Append(id.Length);
        bytes.Append<byte>(id);
        bytes.Append(episode.Seed);
        bytes.Append(episode.Purpose);
        bytes.Append(episode.Agent);
        bytes.Append(episode.Lane);
        bytes.Append(episode.EpisodeNumber);
        bytes.Append(episode.Length);
        bytes.Append(observationSize);
        bytes.Append(actionSize);
        AppendObservations(bytes, episode, observationSize);
        bytes.Append(episode.Actions.AsSpan());
        bytes.Append(episode.Rewards.AsSpan());
        bytes.Append(episode.LogProbs.AsSpan());
        bytes.Append(episode.PolicyVersions.AsSpan());
        bytes.Append<byte>([Flag(episode.Terminated), Flag(episode.Truncated), Flag(episode.Aborted)]);
        return Convert.ToHexStringLower(bytes.Hash());
    }

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;

    private static void AppendObservations(CanonicalBytes bytes, Episode episode, int size)
    {
        var observations = new ObservationRows(episode, size);
        int block = Math.Max(1, BlockBytes / (sizeof(float) * size));
        for (int row = 0; row <= episode.Length; row += block)
            bytes.Append(observations.Next(Math.Min(block, episode.Length + 1 - row)));
    }

    /// <summary>
    /// Gathers the bytes, and hashes those of a short episode in one go: for these, to begin a hash that can be continued
    /// takes longer than to compute it.
    /// </summary>
    private sealed class CanonicalBytes : IDisposable
    {
        private const int BufferBytes = 1 << 14;

        private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        private IncrementalHash? _hash;
        private int _count;

        // Datasets are read and written on little-endian machines only, so memory has the canonical form.
        public void Append<T>(T value)
            where T : unmanaged => Append(new ReadOnlySpan<T>(in value));

        public void Append<T>(ReadOnlySpan<T> values)
            where T : unmanaged
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
            if (_count + bytes.Length > BufferBytes)
                Flush();
            if (bytes.Length > BufferBytes)
            {
                _hash!.AppendData(bytes);
                return;
            }

            bytes.CopyTo(_buffer.AsSpan(_count));
            _count += bytes.Length;
        }

        public byte[] Hash()
        {
            if (_hash is null)
                return SHA256.HashData(_buffer.AsSpan(0, _count));
            Flush();
            return _hash.GetHashAndReset();
        }

        public void Dispose()
        {
            _hash?.Dispose();
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        private void Flush()
        {
            _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            _hash.AppendData(_buffer.AsSpan(0, _count));
            _count = 0;
        }
    }
}
