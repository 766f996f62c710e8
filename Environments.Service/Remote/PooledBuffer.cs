using System.Buffers;

namespace RlOrleans.Environments.Service.Remote;

/// <summary>A byte buffer that is kept from request to request, and grows when one needs more.</summary>
internal sealed class PooledBuffer : IDisposable
{
    private const int FirstSize = 4096;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);

    /// <summary>How many bytes are in use.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Forgets the content and makes room for another.</summary>
    public Span<byte> Begin(int length)
    {
        Length = 0;
        Grow(length);
        Length = length;
        return _bytes.AsSpan(0, length);
    }

    /// <summary>Reads a stream to its end in place of the content.</summary>
    /// <exception cref="InvalidDataException">The stream has more than <paramref name="most"/> bytes.</exception>
    public void Fill(Stream source, int most)
    {
        Length = 0;
        while (true)
        {
            Grow(Length + 1);
            int read = source.Read(_bytes, Length, _bytes.Length - Length);
            if (read == 0)
                return;
            Length += read;
            if (Length > most)
                throw new InvalidDataException($"The answer has more than the {most} bytes that are expected.");
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Grow(int length)
    {
        if (length <= _bytes.Length)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, 2 * _bytes.Length));
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
