using System.Runtime.InteropServices;

namespace RlOrleans.Worker.Compression;

/// <summary>
/// Zstandard frames (RFC 8878) by the system's libzstd. Where the system has none, <see cref="IsAvailable"/> is false
/// and everything else throws <see cref="DllNotFoundException"/>. Not safe for concurrent use.
/// </summary>
public sealed class Zstd : IDisposable
{
    /// <summary>The level used when none is given; the library's own default.</summary>
    public const int DefaultLevel = 3;

    private readonly ZstdCompressionContext _context;

    /// <summary>Makes a compressor.</summary>
    /// <param name="level">1 (fast) to 19 (small).</param>
    /// <param name="withChecksum">Whether frames end with a checksum of their content, which every reader then verifies.</param>
    public Zstd(int level = DefaultLevel, bool withChecksum = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 19);
        CheckAvailable();
        _context = ZstdNative.CreateCompressionContext();
        if (_context.IsInvalid)
            throw new InsufficientMemoryException("libzstd could not allocate a compression context.");
        Set(ZstdNative.CompressionLevel, level);
        Set(ZstdNative.ChecksumFlag, withChecksum ? 1 : 0);
    }

    /// <summary>Whether libzstd was found on this machine.</summary>
    public static bool IsAvailable => ZstdNative.IsLoaded;

    /// <summary>The most bytes that a source of the given size can be compressed to.</summary>
    public static int MaxCompressedLength(int sourceLength)
    {
        CheckAvailable();
        return checked((int)ZstdNative.CompressBound((nuint)sourceLength));
    }

    /// <summary>Compresses a source into one frame; returns its length.</summary>
    /// <exception cref="ArgumentException">The destination is too small; <see cref="MaxCompressedLength"/> is always enough.</exception>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        nuint written = ZstdNative.Compress(_context, destination, (nuint)destination.Length, source, (nuint)source.Length);
        if (ZstdNative.IsError(written) != 0)
            throw new ArgumentException($"zstd could not compress {source.Length} bytes into {destination.Length}: {ErrorName(written)}.", nameof(destination));
        return (int)written;
    }

    /// <summary>The number of bytes that a frame says it holds.</summary>
    /// <exception cref="InvalidDataException">It is not a zstd frame, or does not say.</exception>
    public static long ContentLength(ReadOnlySpan<byte> frame)
    {
        CheckAvailable();
        ulong length = ZstdNative.GetFrameContentSize(frame, (nuint)frame.Length);
        return length switch
        {
            ZstdNative.ContentSizeUnknown => throw new InvalidDataException($"The zstd frame of {frame.Length} bytes does not say how much it holds."),
            ZstdNative.ContentSizeError => throw new InvalidDataException($"These {frame.Length} bytes are not a zstd frame."),
            > long.MaxValue => throw new InvalidDataException($"The zstd frame says that it holds {length} bytes."),
            _ => (long)length,
        };
    }

    /// <summary>Decompresses one frame that holds exactly as many bytes as the destination.</summary>
    /// <exception cref="InvalidDataException">The frame is damaged or holds another number of bytes.</exception>
    public static void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        CheckAvailable();
        nuint written = ZstdNative.Decompress(destination, (nuint)destination.Length, source, (nuint)source.Length);
        if (ZstdNative.IsError(written) != 0)
            throw new InvalidDataException($"The zstd frame of {source.Length} bytes cannot be decompressed: {ErrorName(written)}.");
        if ((int)written != destination.Length)
            throw new InvalidDataException($"The zstd frame holds {written} bytes where {destination.Length} were expected.");
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();

    private void Set(int parameter, int value)
    {
        nuint code = ZstdNative.SetParameter(_context, parameter, value);
        if (ZstdNative.IsError(code) != 0)
            throw new NotSupportedException($"This libzstd refuses parameter {parameter} = {value}: {ErrorName(code)}.");
    }

    internal static void CheckAvailable()
    {
        if (!IsAvailable)
            throw new DllNotFoundException("libzstd was not found on this machine; install it (Debian: libzstd1, Homebrew: zstd).");
    }

    internal static string? ErrorName(nuint code) => Marshal.PtrToStringUTF8(ZstdNative.GetErrorName(code));
}
