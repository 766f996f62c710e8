namespace RlOrleans.Learning;

/// <summary>Every step is as likely as any other (Mnih et al., 2015).</summary>
internal sealed class UniformReplay(ulong seed) : ReplaySampler(seed)
{
    public override void Added(ReplayBuffer buffer, int steps)
    {
    }

    public override void Sample(ReplayBuffer buffer, long gradientStep, double remaining, ReplaySample sample)
    {
        SampleDraws draws = Draws(gradientStep);
        for (int i = 0; i < sample.Count; i++)
        {
            sample.Slots[i] = buffer.SlotOf((int)(((ulong)draws.Next() * (uint)buffer.Count) >> 32));
            sample.Weights[i] = 1;
        }
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
