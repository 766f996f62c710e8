namespace RlOrleans.Worker.Compression;

/// <summary>
/// Decompresses one frame that is in memory, a piece at a time: beside the frame it takes no more memory than the frame's
/// window, which libzstd limits to 128 MiB. A damaged or incomplete frame is an <see cref="InvalidDataException"/>, by the
/// time its end is read at the latest.
/// </summary>
internal sealed unsafe class ZstdReadStream : Stream
{
    private readonly ReadOnlyMemory<byte> _frame;
    private readonly ZstdDecompressionContext _context;
    private nuint _read;
    private bool _isAtEnd;

    public ZstdReadStream(ReadOnlyMemory<byte> frame)
    {
        Zstd.CheckAvailable();
        _frame = frame;
        _context = ZstdNative.CreateDecompressionContext();
        if (_context.IsInvalid)
            throw new InsufficientMemoryException("libzstd could not allocate a decompression context.");
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_isAtEnd || buffer.IsEmpty)
            return 0;
        fixed (byte* source = _frame.Span, destination = buffer)
        {
            var input = new ZstdNative.Buffer { Memory = source, Size = (nuint)_frame.Length, Position = _read };
            var output = new ZstdNative.Buffer { Memory = destination, Size = (nuint)buffer.Length };
            while (output.Position == 0 && !_isAtEnd)
            {
                nuint before = input.Position;
                nuint expected = ZstdNative.DecompressStream(_context, ref output, ref input);
                if (ZstdNative.IsError(expected) != 0)
                    throw new InvalidDataException($"The zstd frame of {_frame.Length} bytes cannot be decompressed: {Zstd.ErrorName(expected)}.");
                _isAtEnd = expected == 0;
                if (_isAtEnd && input.Position < input.Size)
                    throw new InvalidDataException($"The zstd frame ends after {input.Position} of {input.Size} bytes.");
                if (!_isAtEnd && output.Position == 0 && input.Position == before)
                    throw new InvalidDataException($"The zstd frame of {_frame.Length} bytes is not complete.");
            }

            _read = input.Position;
            return (int)output.Position;
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _context.Dispose();
        base.Dispose(disposing);
    }
}
