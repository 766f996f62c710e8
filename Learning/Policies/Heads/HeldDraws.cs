namespace RlOrleans.Learning;

/// <summary>
/// Numbers to explore with that stay the same for several steps: where only a push that lasts leads anywhere, noise that
/// is new in each step cancels itself out. It is the simplest of the noises that are correlated in time, and a function
/// of the step alone.
/// </summary>
/// <param name="hold">Steps that each draw is kept for, at least 1.</param>
internal sealed class HeldDraws(int hold)
{
    // Steps are below 2^48, and draws of many numbers count their blocks above them, so the highest bit is free.
    private const ulong UniformBit = 1UL << 63;

    /// <summary>Fills with standard normal numbers.</summary>
    public void Normal(in CounterRandom random, ulong step, Span<float> draws) => NormalDraws.Fill(random, step / (ulong)hold, draws);

    /// <summary>With a probability, fills with an action that is uniform over [−1, 1].</summary>
    public bool TryUniform(float probability, in CounterRandom random, ulong step, Span<float> action)
    {
        ulong counter = UniformBit | (step / (ulong)hold);
        if (CounterRandom.ToUniform(random.Block(counter).Y) >= probability)
            return false;
        for (int a = 0; a < action.Length; a++)
            action[a] = random.Uniform(counter + ((ulong)a << 48), -1, 1);
        return true;
    }
}
