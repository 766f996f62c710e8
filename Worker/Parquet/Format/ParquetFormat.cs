namespace RlOrleans.Worker.Parquet.Format;

/// <summary>What every file begins and ends with.</summary>
internal static class ParquetFormat
{
    /// <summary>A footer's length and the magic number after it.</summary>
    public const int TailLength = sizeof(int) + 4;

    public static ReadOnlySpan<byte> Magic => "PAR1"u8;

    public static string CreatedBy { get; } =
        $"RlOrleans version {typeof(ParquetFormat).Assembly.GetName().Version?.ToString(3)} (build {typeof(ParquetFormat).Module.ModuleVersionId:N})";
}
