namespace RlOrleans.Runtime.Tests.Serialization;

/// <summary>SplitMix64 (Steele, Lea and Flood, 2014): the same inputs in every run.</summary>
internal sealed class FuzzRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number below <paramref name="limit"/>.</summary>
    public uint Next(uint limit)
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return limit == 0 ? 0 : (uint)((z ^ (z >> 31)) % limit);
    }
}
