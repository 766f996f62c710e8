using System.Security.Cryptography;

namespace RlOrleans.Learning;

/// <summary>The fingerprint of a set of weights: equal for two runs that learnt the same, bit for bit.</summary>
public static class WeightsHash
{
    /// <summary>SHA-256 of the little-endian bytes of the weights, as 64 lower-case hexadecimal digits.</summary>
    public static string Compute(ReadOnlySpan<float> weights) =>
        Convert.ToHexStringLower(SHA256.HashData(LittleEndian.Bytes(weights)));
}
