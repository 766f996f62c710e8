using System.Runtime.CompilerServices;

namespace RlOrleans;

/// <summary>
/// Counter-based randomness: every number is a pure function of (seed, purpose, agent, lane, counter), so there is
/// no generator state to share, to save or to lose. Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random
/// numbers: as easy as 1, 2, 3", SC 2011).
/// </summary>
/// <remarks>
/// The file is compiled into Environments (where the type is public) and into Learning (where it is internal):
/// neither of the two knows the other, and both must draw the same numbers.
/// </remarks>
#pragma warning disable IDE0040 // no modifier: each assembly that compiles the file decides whether the types are public
readonly partial struct CounterRandom(ulong seed, byte purpose, uint agent, uint lane)
{
    private readonly uint _key0 = (uint)seed;
    private readonly uint _key1 = (uint)(seed >> 32);
    private readonly uint _lane = lane;
    private readonly uint _purposeAndAgent = ((uint)purpose << 24) | (agent & 0xFF_FFFF);

    /// <summary>The four 32-bit words at a counter.</summary>
    public (uint X, uint Y, uint Z, uint W) Block(ulong counter)
    {
        uint c0 = (uint)counter, c1 = (uint)(counter >> 32), c2 = _lane, c3 = _purposeAndAgent;
        uint k0 = _key0, k1 = _key1;
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = 0xD2511F53UL * c0, p1 = 0xCD9E8D57UL * c2;
            uint n0 = (uint)(p1 >> 32) ^ c1 ^ k0, n2 = (uint)(p0 >> 32) ^ c3 ^ k1;
            c1 = (uint)p1;
            c3 = (uint)p0;
            c0 = n0;
            c2 = n2;
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>A uniform float in [0, 1), from the 24 upper bits of the first word at the counter.</summary>
    public float Uniform(ulong counter) => ToUniform(Block(counter).X);

    /// <summary>A uniform float in [low, high).</summary>
    public float Uniform(ulong counter, float low, float high) => low + (high - low) * Uniform(counter);

    /// <summary>A uniform integer in [0, count), by multiplication (the bias is below count / 2^32).</summary>
    public int Below(ulong counter, int count) => (int)(((ulong)Block(counter).X * (uint)count) >> 32);

    /// <summary>Maps a word to a uniform float in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToUniform(uint word) => (word >> 8) * (1f / (1 << 24));
}

/// <summary>What a random number is for: each purpose draws from its own sequence.</summary>
static partial class RandomPurpose
{
    /// <summary>Environment resets and chance in the dynamics.</summary>
    public const byte Environment = 1;

    /// <summary>Sampling of actions.</summary>
    public const byte Action = 2;

    /// <summary>Initial weights.</summary>
    public const byte Initialisation = 3;

    /// <summary>Order of minibatches.</summary>
    public const byte Shuffle = 4;

    /// <summary>Environments of evaluation episodes.</summary>
    public const byte Evaluation = 5;

    /// <summary>What is learnt from among stored experience.</summary>
    public const byte Replay = 6;

    /// <summary>Noise that an algorithm adds to actions which it imagines as it learns.</summary>
    public const byte LearningNoise = 7;
}
