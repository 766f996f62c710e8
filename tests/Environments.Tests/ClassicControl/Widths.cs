using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.Tests.ClassicControl;

/// <summary>Every width that lanes can be stepped at, whether this processor has it in hardware or not.</summary>
public static class Widths
{
    public static TheoryData<int> All => new(Enum.GetValues<LaneVectorWidth>().Select(width => (int)width));
}
