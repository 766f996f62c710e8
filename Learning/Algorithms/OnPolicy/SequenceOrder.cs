namespace RlOrleans.Learning;

/// <summary>
/// The order of a minibatch whose samples are learnt from in sequences, because the networks carry a state: blocks that can
/// be computed at once, with what is remembered at their begin. The blocks follow from the sizes alone.
/// </summary>
/// <remarks>Legend: B samples, L sequences, S state size.</remarks>
internal sealed unsafe class SequenceOrder(int stateSize)
{
    // Blocks of fewer rows keep more threads busy, and lose more to the seams.
    private const int LeastBlockRows = 64;
    private const int MostBlocks = 16;

    private readonly SequenceBlock[] _blocks = new SequenceBlock[MostBlocks];
    private int[] _samples = [];
    private FloatBuffer _keeps = new(0);
    private FloatBuffer _actorStates = new(0);
    private FloatBuffer _criticStates = new(0);
    private int _count;
    private int _blockCount;
    private bool _hasCriticStates;

    /// <summary>[B]: numbers of samples, block by block.</summary>
    public ReadOnlySpan<int> Samples => _samples.AsSpan(0, _count);

    public ReadOnlySpan<SequenceBlock> Blocks => _blocks.AsSpan(0, _blockCount);

    /// <summary>How the rows of a block follow each other in the actor's network.</summary>
    public Sequence Actor(in SequenceBlock block) => Of(block, _actorStates);

    /// <summary>How the rows of a block follow each other in the critic's own network.</summary>
    public Sequence Critic(in SequenceBlock block) => Of(block, _hasCriticStates ? _criticStates : _actorStates);

    /// <summary>Takes lanes of a batch, each from its first step to its last.</summary>
    /// <param name="batch">What the samples are of.</param>
    /// <param name="lanes">Lanes of the batch.</param>
    /// <param name="criticStates">[N, S]: of all lanes of the batch; null where the critic has none of its own.</param>
    public void TakeLanes(RolloutBatch batch, ReadOnlySpan<int> lanes, float* criticStates)
    {
        int steps = batch.Steps;
        Reserve(steps * lanes.Length, lanes.Length);
        _hasCriticStates = criticStates != null;
        for (int i = 0; i < lanes.Length; i++)
        {
            CopyState(batch.InitialStates, lanes[i], _actorStates, i);
            if (_hasCriticStates)
                CopyState(criticStates, lanes[i], _criticStates, i);
        }

        int most = Math.Clamp(steps * lanes.Length / LeastBlockRows, 1, Math.Min(MostBlocks, lanes.Length));
        int width = (lanes.Length + most - 1) / most;
        for (int first = 0; first < lanes.Length; first += width)
        {
            int count = Math.Min(width, lanes.Length - first);
            _blocks[_blockCount++] = new SequenceBlock(_count, steps * count, count, first);
            for (int step = 0; step < steps; step++)
                for (int i = 0; i < count; i++)
                    Add(step * batch.Lanes + lanes[first + i], batch.Keeps);
        }
    }

    /// <summary>Takes whole episodes, which nothing is remembered at the begin of.</summary>
    public void TakeEpisodes(EpisodeSteps episodes)
    {
        Reserve(episodes.Count, MostBlocks);
        _hasCriticStates = false;
        _actorStates.Span.Clear();
        int least = Math.Max(LeastBlockRows, (episodes.Count + MostBlocks - 1) / MostBlocks);
        for (int i = 0, first = 0; i < episodes.Count; i++)
        {
            _samples[_count] = i;
            _keeps.Pointer[_count++] = episodes.Begins(i) ? 0 : 1;
            bool ends = i + 1 == episodes.Count || episodes.Begins(i + 1);
            if (ends && (_count - first >= least || _count == episodes.Count))
            {
                _blocks[_blockCount] = new SequenceBlock(first, _count - first, Lanes: 1, _blockCount);
                _blockCount++;
                first = _count;
            }
        }
    }

    private Sequence Of(in SequenceBlock block, FloatBuffer states) =>
        new(block.Lanes, _keeps.Pointer + block.First, states.Pointer + (nint)block.FirstLane * stateSize, null);

    private void Add(int sample, float* keeps)
    {
        _samples[_count] = sample;
        _keeps.Pointer[_count++] = keeps[sample];
    }

    private void CopyState(float* from, int lane, FloatBuffer to, int index) =>
        new ReadOnlySpan<float>(from + (nint)lane * stateSize, stateSize).CopyTo(to.Span[(index * stateSize)..]);

    private void Reserve(int samples, int sequences)
    {
        _count = _blockCount = 0;
        if (samples > _samples.Length)
        {
            _samples = new int[2 * samples];
            _keeps = new FloatBuffer(2 * samples);
        }

        if (sequences * stateSize > _actorStates.Length)
        {
            _actorStates = new FloatBuffer(sequences * stateSize);
            _criticStates = new FloatBuffer(sequences * stateSize);
        }
    }
}
