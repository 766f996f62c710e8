namespace RlOrleans.Learning;

/// <summary>
/// Steps that were estimated badly come back more often, and count for less in return (Schaul, Quan, Antonoglou and
/// Silver, "Prioritized experience replay", 2016, the proportional variant): <c>P(i) ∝ (|δ_i| + ε)^α</c>, weighted by
/// <c>(N · P(i))^−β</c> over the largest of the sample. A new step has the largest priority seen.
/// </summary>
internal sealed class PrioritizedReplay : ReplaySampler
{
    // Keeps steps without any error from never coming back.
    private const float Epsilon = 1e-6f;

    private readonly double _alpha;
    private readonly double _initialBeta;
    private readonly SumTree _tree;
    private readonly float[] _priorities;
    private float _largest = 1;

    /// <param name="seed">The seed of the run.</param>
    /// <param name="slots">Slots of the buffer.</param>
    /// <param name="alpha">α: 0 is uniform.</param>
    /// <param name="initialBeta">β at the start of the run; it rises to 1 along a straight line.</param>
    public PrioritizedReplay(ulong seed, int slots, double alpha, double initialBeta)
        : base(seed)
    {
        _alpha = alpha;
        _initialBeta = initialBeta;
        _tree = new SumTree(slots);
        _priorities = new float[slots];
    }

    public override bool DependsOnErrors => true;

    public override void Added(ReplayBuffer buffer, int steps)
    {
        for (int back = 1; back <= Math.Min(steps, buffer.LaneCapacity); back++)
        {
            int place = buffer.Position - back;
            if (place < 0)
                place += buffer.LaneCapacity;
            for (int lane = 0; lane < buffer.Lanes; lane++)
            {
                int slot = lane * buffer.LaneCapacity + place;
                Set(slot, buffer.IsUsable(slot) ? _largest : 0);
            }
        }
    }

    public override void Sample(ReplayBuffer buffer, long gradientStep, double remaining, ReplaySample sample)
    {
        SampleDraws draws = Draws(gradientStep);
        double total = _tree.Total, beta = 1 - (1 - _initialBeta) * remaining;
        float largest = 0;
        for (int i = 0; i < sample.Count; i++)
        {
            // One draw in each of as many equal parts of the sum, which spreads a sample over the priorities.
            int slot = _tree.Find((i + draws.Next() * (1.0 / (1UL << 32))) / sample.Count * total);
            sample.Slots[i] = slot;
            sample.Weights[i] = (float)Math.Pow(buffer.Count * _tree[slot] / total, -beta);
            largest = Math.Max(largest, sample.Weights[i]);
        }

        for (int i = 0; i < sample.Count; i++)
            sample.Weights[i] /= largest;
    }

    public override void Learnt(ReplaySample sample)
    {
        for (int i = 0; i < sample.Count; i++)
        {
            float priority = Math.Abs(sample.Errors[i]) + Epsilon;
            _largest = Math.Max(_largest, priority);
            Set(sample.Slots[i], priority);
        }
    }

    public override void Save(StateWriter writer)
    {
        writer.Write((double)_largest);
        writer.Write(_priorities);
    }

    public override void Load(ref StateReader reader)
    {
        _largest = (float)reader.ReadDouble();
        reader.Read(_priorities);
        for (int slot = 0; slot < _priorities.Length; slot++)
            Set(slot, _priorities[slot]);
    }

    // An empty slot has no priority, which stays nothing even where α is 0.
    private void Set(int slot, float priority)
    {
        _priorities[slot] = priority;
        _tree[slot] = priority > 0 ? Math.Pow(priority, _alpha) : 0;
    }
}
