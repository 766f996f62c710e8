using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace RlOrleans.Learning;

/// <summary>Reads what <see cref="StateWriter"/> wrote. Everything is verified before the first value is given out.</summary>
public ref struct StateReader
{
    private ReadOnlySpan<byte> _rest;

    /// <param name="source">The whole state.</param>
    /// <param name="identity">What the reader is.</param>
    /// <exception cref="InvalidDataException">The state is no learner's, is damaged, or is another learner's.</exception>
    public StateReader(ReadOnlySpan<byte> source, string identity)
    {
        int headerLength = Magic.Length + SHA256.HashSizeInBytes;
        if (source.Length < headerLength + SHA256.HashSizeInBytes || !source.StartsWith(Magic))
            throw new InvalidDataException("The data is not the state of a learner: it does not begin with the expected mark.");
        ReadOnlySpan<byte> content = source[..^SHA256.HashSizeInBytes];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        if (!hash.SequenceEqual(source[^SHA256.HashSizeInBytes..]))
            throw new InvalidDataException($"The state of the learner is damaged: the checksum of its {source.Length} bytes does not match.");
        SHA256.HashData(Encoding.UTF8.GetBytes(identity), hash);
        if (!hash.SequenceEqual(content.Slice(Magic.Length, SHA256.HashSizeInBytes)))
            throw new InvalidDataException($"The state belongs to a learner with other settings than this one ({identity}).");
        _rest = content[headerLength..];
    }

    /// <summary>The first bytes of a state: a name, and the version of the format.</summary>
    public static ReadOnlySpan<byte> Magic => "RLSTATE1"u8;

    /// <summary>Reads a whole number.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>Reads a number.</summary>
    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadInt64());

    /// <summary>Reads as many values as the span has.</summary>
    public void Read(Span<float> values)
    {
        Take(values.Length * sizeof(float)).CopyTo(MemoryMarshal.AsBytes(values));
        LittleEndian.FromLittleEndian(values);
    }

    /// <summary>Reads as many flags as the span has.</summary>
    public void Read(Span<bool> values)
    {
        ReadOnlySpan<byte> bytes = Take(values.Length);
        for (int i = 0; i < bytes.Length; i++)
            values[i] = bytes[i] != 0;
    }

    /// <summary>Checks that nothing is left.</summary>
    public readonly void Finish()
    {
        if (_rest.Length != 0)
            throw new InvalidDataException($"The state of the learner has {_rest.Length} bytes too many.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || _rest.Length < count)
            throw new InvalidDataException("The state of the learner ends too early.");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
