using System.Runtime.CompilerServices;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// The chance of one step of one lane. The first block of it is drawn for every step: its first word decides whether
/// the last action sticks, the other three are the game's. Further blocks are drawn where a game asks for them.
/// </summary>
internal readonly ref struct GameChance
{
    private const float StickyProbability = 0.1f;

    private readonly StepRandom _random;
    private readonly uint _sticky;

    public GameChance(in StepRandom random)
        : this(random, random.Block(0))
    {
    }

    /// <param name="random">All chance of the step.</param>
    /// <param name="first">Its first block.</param>
    public GameChance(in StepRandom random, (uint Sticky, uint First, uint Second, uint Third) first)
    {
        _random = random;
        (_sticky, First, Second, Third) = first;
    }

    /// <summary>Whether the last action is repeated in place of the chosen one (probability 0.1).</summary>
    public bool Sticks => CounterRandom.ToUniform(_sticky) < StickyProbability;

    public uint First { get; }

    public uint Second { get; }

    public uint Third { get; }

    /// <summary>Four more words; <paramref name="index"/> counts from 1.</summary>
    public (uint X, uint Y, uint Z, uint W) Block(byte index) => _random.Block(index);

    /// <summary>Whether an event of the given probability happens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Happens(uint word, float probability) => CounterRandom.ToUniform(word) < probability;

    /// <summary>A uniform integer in [0, count).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Below(uint word, int count) => (int)(((ulong)word * (uint)count) >> 32);
}
