namespace RlOrleans.Environments.ClassicControl;

/// <summary>Uniform float64 numbers from random words.</summary>
internal static class Uniform
{
    /// <summary>A uniform number in [low, high), in steps of (high − low) / 2^32.</summary>
    public static double Between(uint word, double low, double high) => low + (high - low) * (word * (1.0 / (1L << 32)));
}
