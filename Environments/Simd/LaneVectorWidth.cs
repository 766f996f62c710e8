using System.Runtime.Intrinsics;

namespace RlOrleans.Environments.Simd;

/// <summary>How many bits of lanes are stepped at once.</summary>
internal enum LaneVectorWidth
{
    /// <summary>One lane at a time.</summary>
    Scalar = 32,

    /// <summary>Four lanes of float32 or two of float64: SSE2 and NEON.</summary>
    Bits128 = 128,

    /// <summary>Eight lanes of float32 or four of float64: AVX2.</summary>
    Bits256 = 256,

    /// <summary>Sixteen lanes of float32 or eight of float64: AVX-512.</summary>
    Bits512 = 512,
}

internal static class LaneVectorWidths
{
    /// <summary>The widest that this processor runs in hardware.</summary>
    public static LaneVectorWidth Widest { get; } =
        Vector512.IsHardwareAccelerated ? LaneVectorWidth.Bits512
        : Vector256.IsHardwareAccelerated ? LaneVectorWidth.Bits256
        : Vector128.IsHardwareAccelerated ? LaneVectorWidth.Bits128
        : LaneVectorWidth.Scalar;
}
