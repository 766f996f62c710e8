namespace RlOrleans.Learning;

/// <summary>Chooses what to learn from. Each choice is a function of the seed, the gradient step and its place in the sample.</summary>
internal abstract class ReplaySampler(ulong seed)
{
    /// <summary>Whether a choice depends on what was learnt from those before it, so that it cannot be made ahead.</summary>
    public abstract bool DependsOnErrors { get; }

    /// <summary>Takes note that each lane has so many new steps, the latest of which is before the buffer's position.</summary>
    public abstract void Added(ReplayBuffer buffer, int steps);

    /// <summary>Chooses slots and weights.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <param name="gradientStep">The number of the gradient step over the whole run.</param>
    /// <param name="remaining">The part of the run that remains, from 1 to 0.</param>
    /// <param name="sample">Slots and weights are filled.</param>
    public abstract void Sample(ReplayBuffer buffer, long gradientStep, double remaining, ReplaySample sample);

    /// <summary>Takes note of a sample's errors.</summary>
    public abstract void Learnt(ReplaySample sample);

    public abstract void Save(StateWriter writer);

    public abstract void Load(ref StateReader reader);

    /// <summary>Draws that belong to a gradient step.</summary>
    protected SampleDraws Draws(long gradientStep) => new(new CounterRandom(seed, RandomPurpose.Replay, agent: 0, lane: 0), (ulong)gradientStep << 32);

    /// <summary>Words one after the other: each block of the generator has four.</summary>
    protected struct SampleDraws(CounterRandom random, ulong counter)
    {
        private (uint X, uint Y, uint Z, uint W) _block;
        private int _left;

        public uint Next()
        {
            if (_left == 0)
            {
                _block = random.Block(counter++);
                _left = 4;
            }

            return _left-- switch { 4 => _block.X, 3 => _block.Y, 2 => _block.Z, _ => _block.W };
        }
    }
}
