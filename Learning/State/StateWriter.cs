using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace RlOrleans.Learning;

/// <summary>
/// Writes a learner's state: a magic number, what the state belongs to, the values in a fixed order, and a SHA-256 of
/// everything before it. All numbers are little-endian.
/// </summary>
public sealed class StateWriter : IDisposable
{
    private readonly IBufferWriter<byte> _destination;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <param name="destination">Receives the bytes.</param>
    /// <param name="identity">What a reader must be, to make sense of the state.</param>
    public StateWriter(IBufferWriter<byte> destination, string identity)
    {
        _destination = destination;
        WriteBytes(StateReader.Magic);
        WriteBytes(SHA256.HashData(Encoding.UTF8.GetBytes(identity)));
    }

    /// <summary>Writes a whole number.</summary>
    public void Write(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        WriteBytes(bytes);
    }

    /// <summary>Writes a number.</summary>
    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Writes values, without their number.</summary>
    public void Write(ReadOnlySpan<float> values) => WriteBytes(LittleEndian.Bytes(values));

    /// <summary>Writes flags, without their number.</summary>
    public void Write(ReadOnlySpan<bool> values) => WriteBytes(MemoryMarshal.AsBytes(values));

    /// <summary>Writes the checksum; nothing can follow.</summary>
    public void Finish()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(hash);
        _destination.Write(hash);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _destination.Write(bytes);
    }
}
