using System.Buffers;
using System.IO.Compression;
using RlOrleans.Worker.Compression;
using RlOrleans.Worker.Parquet.Format;

namespace RlOrleans.Worker.Parquet;

/// <summary>Compresses the pages of one file. The span that it returns is valid until the next call.</summary>
internal sealed class PageCompressor : IDisposable
{
    private readonly Zstd? _zstd;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public PageCompressor(ParquetCompression compression)
    {
        Codec = compression switch
        {
            ParquetCompression.None => CompressionCodec.Uncompressed,
            ParquetCompression.Gzip => CompressionCodec.Gzip,
            ParquetCompression.Best when !Zstd.IsAvailable => CompressionCodec.Gzip,
            _ => CompressionCodec.Zstd,
        };
        _zstd = Codec == CompressionCodec.Zstd ? new Zstd() : null;
    }

    public CompressionCodec Codec { get; }

    public ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> page)
    {
        _buffer.ResetWrittenCount();
        switch (Codec)
        {
            case CompressionCodec.Zstd:
                _buffer.Advance(_zstd!.Compress(page, _buffer.GetSpan(Zstd.MaxCompressedLength(page.Length))));
                return _buffer.WrittenSpan;
            case CompressionCodec.Gzip:
                var compressed = new MemoryStream();
                using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
                    gzip.Write(page);
                return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
            default:
                return page;
        }
    }

    /// <summary>Decompresses a page into as many bytes as its header says it has.</summary>
    public static void Decompress(CompressionCodec codec, byte[] source, Span<byte> destination)
    {
        switch (codec)
        {
            case CompressionCodec.Uncompressed:
                if (source.Length != destination.Length)
                    throw new InvalidDataException($"A page of {source.Length} bytes says that it has {destination.Length}.");
                source.CopyTo(destination);
                break;
            case CompressionCodec.Zstd:
                Zstd.Decompress(source, destination);
                break;
            case CompressionCodec.Gzip:
                using (var gzip = new GZipStream(new MemoryStream(source), CompressionMode.Decompress))
                {
                    if (gzip.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) != destination.Length || gzip.ReadByte() >= 0)
                        throw new InvalidDataException($"A gzip page does not hold the {destination.Length} bytes that its header says.");
                }

                break;
            default:
                throw new InvalidDataException($"Pages compressed by codec {(int)codec} are not read here.");
        }
    }

    public void Dispose() => _zstd?.Dispose();
}
