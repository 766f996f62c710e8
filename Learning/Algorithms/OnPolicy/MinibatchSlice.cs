namespace RlOrleans.Learning;

/// <summary>
/// Computes the part of a minibatch's gradient that comes from some of its rows, in chunks that stay in the cache. Actor
/// and critic are two pieces of work that can run at once, unless they share a network.
/// </summary>
/// <remarks>Legend: B samples of the minibatch, R rows of the slice.</remarks>
internal sealed unsafe class MinibatchSlice
{
    private readonly ActorCritic _networks;
    private readonly IPolicyLoss _loss;
    private readonly int _chunkRows;
    private readonly NetworkWorkspace _actor;
    private readonly NetworkWorkspace? _critic;
    private readonly ActionDistribution _distribution;
    private readonly FloatBuffer _actorInput;
    private readonly FloatBuffer _criticInput;
    private readonly FloatBuffer _logProbs;
    private readonly FloatBuffer _logRatios;
    private readonly FloatBuffer _ratios;
    private readonly FloatBuffer _logProbGradients;
    private readonly FloatBuffer _chunkGradients;

    /// <param name="networks">What is learnt.</param>
    /// <param name="loss">What the actor descends on.</param>
    /// <param name="chunkRows">Rows that are computed together.</param>
    public MinibatchSlice(ActorCritic networks, IPolicyLoss loss, int chunkRows)
    {
        _networks = networks;
        _loss = loss;
        _chunkRows = chunkRows;
        _actor = new NetworkWorkspace(networks.Actor, chunkRows);
        _critic = networks.Critic is null ? null : new NetworkWorkspace(networks.Critic, chunkRows);
        _distribution = networks.CreateDistribution(chunkRows);
        _actorInput = new FloatBuffer(chunkRows * networks.Actor.InputStride);
        _criticInput = new FloatBuffer(networks.Critic is null ? 0 : chunkRows * networks.Actor.InputStride);
        _logProbs = new FloatBuffer(chunkRows);
        _logRatios = new FloatBuffer(chunkRows);
        _ratios = new FloatBuffer(chunkRows);
        _logProbGradients = new FloatBuffer(chunkRows);
        _chunkGradients = new FloatBuffer(networks.Parameters.Length);
        Gradients = new FloatBuffer(networks.Parameters.Length);
    }

    /// <summary>Rows that can be computed together.</summary>
    public int ChunkRows => _chunkRows;

    /// <summary>The slice's part of the gradient, in the layout of the parameters.</summary>
    public FloatBuffer Gradients { get; }

    public float EntropyCoefficient { get; init; }

    public float ValueCoefficient { get; init; }

    /// <summary>The actor's part, and the value's where they share a network. Sums, not means.</summary>
    public LossTerms BackwardActor(Minibatch batch, int first, int rows)
    {
        LossTerms sums = default;
        int length = _networks.Critic is null ? Gradients.Length : _networks.CriticOffset;
        for (int at = first; at < first + rows; at += _chunkRows)
        {
            int count = Math.Min(_chunkRows, first + rows - at);
            float* gradients = at == first ? Gradients.Pointer : _chunkGradients.Pointer;
            sums += BackwardActorChunk(batch, at, count, gradients);
            if (at != first)
                _networks.Kernels.Accumulate(gradients, Gradients.Pointer, length);
        }

        return sums;
    }

    /// <summary>The critic's part, where it has a network of its own. The sum, not the mean.</summary>
    public double BackwardCritic(Minibatch batch, int first, int rows)
    {
        double sum = 0;
        int offset = _networks.CriticOffset;
        for (int at = first; at < first + rows; at += _chunkRows)
        {
            int count = Math.Min(_chunkRows, first + rows - at);
            float* gradients = at == first ? Gradients.Pointer : _chunkGradients.Pointer;
            sum += BackwardCriticChunk(batch, at, count, gradients);
            if (at != first)
                _networks.Kernels.Accumulate(gradients + offset, Gradients.Pointer + offset, Gradients.Length - offset);
        }

        return sum;
    }

    /// <summary>The actor's part of a block of sequences.</summary>
    public LossTerms BackwardActor(Minibatch batch, in SequenceBlock block) =>
        BackwardActorChunk(batch, block.First, block.Rows, Gradients.Pointer, batch.Sequences!.Actor(block));

    /// <summary>The part of a critic with a network of its own.</summary>
    public double BackwardCritic(Minibatch batch, in SequenceBlock block) =>
        BackwardCriticChunk(batch, block.First, block.Rows, Gradients.Pointer, batch.Sequences!.Critic(block));

    private double BackwardCriticChunk(Minibatch batch, int first, int count, float* gradients, in Sequence sequence = default)
    {
        _networks.Kernels.GatherRows(batch.Samples.Slice(first, count), batch.Stride, batch.Observations, _criticInput.Pointer);
        _networks.ForwardValue(_criticInput.Pointer, count, _critic!, sequence);
        double loss = ValueLoss(batch, first, count, _critic!);
        _networks.BackwardCritic(_criticInput.Pointer, count, _critic!, gradients, sequence);
        return loss;
    }

    private LossTerms BackwardActorChunk(Minibatch batch, int first, int count, float* gradients, in Sequence sequence = default)
    {
        Span<float> logProbs = _logProbs.Span[..count], logRatios = _logRatios.Span[..count];
        float* actions = batch.Actions + (nint)first * _distribution.ActionSize;
        _networks.Kernels.GatherRows(batch.Samples.Slice(first, count), batch.Stride, batch.Observations, _actorInput.Pointer);
        _networks.ForwardActor(_actorInput.Pointer, count, _actor, sequence);
        _distribution.Set(_actor.Outputs, _networks.Parameters.Pointer + _networks.DistributionOffset, count);
        _distribution.LogProb(new ReadOnlySpan<float>(actions, count * _distribution.ActionSize), logProbs);
        for (int i = 0; i < count; i++)
            logRatios[i] = logProbs[i] - batch.ActingLogProbs[first + i];
        _networks.Kernels.Exp(_logRatios.Pointer, _ratios.Pointer, count);
        PolicyLossSums loss = _loss.Compute(
            logProbs, logRatios, _ratios.Span[..count], batch.Advantages.Slice(first, count), batch.Count, _logProbGradients.Span[..count]);
        double entropy = _networks.Kernels.Sum(_distribution.Entropies, count);
        _distribution.Backward(
            actions, _logProbGradients.Pointer, -EntropyCoefficient / batch.Count, count, _actor.OutputGradients,
            gradients + _networks.DistributionOffset);
        double valueLoss = _networks.Spec.SharesCritic ? ValueLoss(batch, first, count, _actor) : 0;
        _networks.BackwardActor(_actorInput.Pointer, count, _actor, gradients, sequence);
        return new LossTerms(loss.Loss, valueLoss, entropy, loss.Divergence, loss.Clipped);
    }

    private double ValueLoss(Minibatch batch, int first, int count, NetworkWorkspace workspace) => SquaredError.Compute(
        new ReadOnlySpan<float>(_networks.Values(workspace), count), new ReadOnlySpan<float>(batch.Returns + first, count),
        ValueCoefficient, batch.Count, new Span<float>(_networks.ValueGradients(workspace), count));
}
