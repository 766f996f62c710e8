namespace RlOrleans.Worker.Parquet;

#pragma warning disable CA1720 // The kinds are named after the types of their values: there are no better names.

/// <summary>What a column holds.</summary>
public enum ParquetKind
{
    /// <summary><see cref="bool"/></summary>
    Boolean,

    /// <summary><see cref="int"/></summary>
    Int32,

    /// <summary><see cref="long"/></summary>
    Int64,

    /// <summary><see cref="ulong"/></summary>
    UInt64,

    /// <summary><see cref="float"/></summary>
    Float,

    /// <summary><see cref="double"/></summary>
    Double,

    /// <summary><see cref="string"/>, stored as UTF-8, by dictionary where values repeat.</summary>
    String,

    /// <summary>Bytes as an array of <see cref="byte"/>; not compressed, because images are already.</summary>
    Binary,

    /// <summary>A list of <see cref="float"/>, none of them null.</summary>
    FloatList,
}
