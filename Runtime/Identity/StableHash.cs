namespace Orleans.Runtime;

/// <summary>A hash that is the same in every process, so that silos agree on it: FNV-1a, 32 bits, with an avalanche at the end.</summary>
internal static class StableHash
{
    public static int Compute(ReadOnlySpan<byte> data)
    {
        var hash = 2166136261u;
        foreach (var value in data)
        {
            hash = (hash ^ value) * 16777619u;
        }

        // FNV leaves the high bits of short keys nearly constant; the murmur3 finaliser spreads them.
        hash ^= hash >> 16;
        hash *= 0x85ebca6bu;
        hash ^= hash >> 13;
        hash *= 0xc2b2ae35u;
        hash ^= hash >> 16;
        return unchecked((int)hash);
    }
}
