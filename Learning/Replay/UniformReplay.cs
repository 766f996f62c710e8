namespace RlOrleans.Learning;

/// <summary>Every step is as likely as any other (Mnih et al., 2015).</summary>
internal sealed class UniformReplay(ulong seed) : ReplaySampler(seed)
{
    private const int MaxDraws = 32;

    public override bool DependsOnErrors => false;

    public override void Added(ReplayBuffer buffer, int steps)
    {
    }

    public override void Sample(ReplayBuffer buffer, long gradientStep, double remaining, ReplaySample sample)
    {
        SampleDraws draws = Draws(gradientStep);
        for (int i = 0; i < sample.Count; i++)
        {
            sample.Slots[i] = Draw(buffer, ref draws);
            sample.Weights[i] = 1;
        }
    }

    // Another draw for each slot that nothing can be learned from; after many, the next one that something can be.
    private static int Draw(ReplayBuffer buffer, ref SampleDraws draws)
    {
        int number = 0;
        for (int attempt = 0; attempt < MaxDraws; attempt++)
        {
            number = (int)(((ulong)draws.Next() * (uint)buffer.Count) >> 32);
            if (buffer.IsUsable(buffer.SlotOf(number)))
                return buffer.SlotOf(number);
        }

        while (!buffer.IsUsable(buffer.SlotOf(number)))
            number = number + 1 == buffer.Count ? 0 : number + 1;
        return buffer.SlotOf(number);
    }

    public override void Learnt(ReplaySample sample)
    {
    }

    public override void Save(StateWriter writer)
    {
    }

    public override void Load(ref StateReader reader)
    {
    }
}
