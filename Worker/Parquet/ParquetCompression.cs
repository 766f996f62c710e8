using RlOrleans.Worker.Compression;

namespace RlOrleans.Worker.Parquet;

/// <summary>How pages are compressed.</summary>
public enum ParquetCompression
{
    /// <summary>Zstandard where the system has libzstd, gzip elsewhere.</summary>
    Best,

    /// <summary>Zstandard; needs libzstd.</summary>
    Zstd,

    /// <summary>Gzip, which the framework always has.</summary>
    Gzip,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>Options of a <see cref="ParquetWriter"/>.</summary>
public sealed record ParquetWriterOptions
{
    /// <summary>How pages are compressed.</summary>
    public ParquetCompression Compression { get; init; } = ParquetCompression.Best;

    /// <summary>A row group is written once its values take this many bytes; the writer's memory is bounded by it. 1 KiB to 1 GiB.</summary>
    public int RowGroupBytes { get; init; } = 16 << 20;

    /// <summary>About how many bytes the values of a page take. 1 byte to 64 MiB, and a row is never split.</summary>
    public int PageBytes { get; init; } = 1 << 20;

    internal void Validate()
    {
        if (!Enum.IsDefined(Compression))
            throw new ArgumentOutOfRangeException(nameof(Compression), Compression, "There is no such compression.");
        if (Compression == ParquetCompression.Zstd && !Zstd.IsAvailable)
            throw new ArgumentException("Compression is Zstd, but libzstd was not found on this machine.", nameof(Compression));
        if (RowGroupBytes is < 1 << 10 or > 1 << 30)
            throw new ArgumentOutOfRangeException(nameof(RowGroupBytes), RowGroupBytes, "Row groups take 1 KiB to 1 GiB.");
        if (PageBytes is < 1 or > 64 << 20)
            throw new ArgumentOutOfRangeException(nameof(PageBytes), PageBytes, "Pages take 1 byte to 64 MiB.");
    }
}
