namespace RlOrleans.Environments;

/// <summary>
/// All the chance that one step of one lane may use: up to 256 draws, each a pure function of
/// (seed, purpose, agent, lane, episode, step, draw). The 64-bit counter is episode · 2^32 + step · 2^8 + draw.
/// </summary>
public readonly struct StepRandom
{
    /// <summary>How many bits of the counter tell the draws of a step apart.</summary>
    internal const int DrawBits = 8;

    private readonly CounterRandom _random;
    private readonly ulong _counter;

    internal StepRandom(CounterRandom random, uint episode, uint step)
    {
        _random = random;
        _counter = ((ulong)episode << 32) | (step << DrawBits);
    }

    /// <summary>Four 32-bit words.</summary>
    public (uint X, uint Y, uint Z, uint W) Block(byte draw) => _random.Block(_counter + draw);

    /// <summary>A uniform float in [0, 1).</summary>
    public float Uniform(byte draw) => _random.Uniform(_counter + draw);

    /// <summary>A uniform float in [low, high).</summary>
    public float Uniform(byte draw, float low, float high) => _random.Uniform(_counter + draw, low, high);

    /// <summary>A uniform integer in [0, count).</summary>
    public int Below(byte draw, int count) => _random.Below(_counter + draw, count);
}
