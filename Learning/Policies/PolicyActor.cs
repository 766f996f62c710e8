namespace RlOrleans.Learning;

/// <summary>
/// The replica of a policy that an agent acts with. It allocates nothing after its construction. Not safe for use by two
/// threads at once.
/// </summary>
/// <remarks>
/// Legend: N lanes, D observation size, A action size. A lane's action depends on its own observation, on the weights and
/// on (seed, agent, lane, counter), and on nothing else: not on how many lanes act together.
/// </remarks>
public sealed unsafe class PolicyActor
{
    private readonly Mlp _actor;
    private readonly FloatBuffer _parameters;
    private readonly FloatBuffer _input;
    private readonly MlpWorkspace _workspace;
    private readonly Categorical _distribution;
    private readonly PolicySpec _spec;
    private readonly int _maxLanes;

    /// <summary>An actor with all weights zero.</summary>
    /// <param name="spec">The networks.</param>
    /// <param name="maxLanes">Lanes that one call may have, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">maxLanes is below 1.</exception>
    public PolicyActor(PolicySpec spec, int maxLanes)
        : this(spec, maxLanes, Kernels.Best)
    {
    }

    internal PolicyActor(PolicySpec spec, int maxLanes, Kernels kernels)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLanes, 1);
        _spec = spec;
        _maxLanes = maxLanes;
        _actor = new Mlp(kernels, spec.ObservationSize, spec.NetArch, spec.ActorOutputs, spec.Activation);
        _parameters = new FloatBuffer(_actor.StorageLength);
        _input = new FloatBuffer(maxLanes * _actor.InputStride);
        _workspace = new MlpWorkspace(_actor, maxLanes, gradients: false);
        _distribution = new Categorical(kernels, spec.ActorOutputs, maxLanes);
    }

    /// <summary>Takes weights as <see cref="ILearner.CopyWeights"/> gives them; those beyond the actor's are not read.</summary>
    /// <param name="weights">At least <see cref="PolicySpec.ActorWeightCount"/> values.</param>
    /// <exception cref="ArgumentException">There are too few weights.</exception>
    public void Load(ReadOnlySpan<float> weights)
    {
        if (weights.Length < _actor.WeightCount)
            throw new ArgumentException($"The policy ({_spec}) has {_actor.WeightCount} weights, and {weights.Length} were given.", nameof(weights));
        _actor.CopyFrom(_parameters.Pointer, weights);
        GC.KeepAlive(this);
    }

    /// <summary>Draws an action for each lane.</summary>
    /// <param name="observations">[N, D].</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="agent">The agent's number, below 2^24.</param>
    /// <param name="counter">The agent's step: each step has its own.</param>
    /// <param name="actions">[N, A], filled.</param>
    /// <param name="logProbs">[N], filled with natural logarithms of the probabilities of the actions.</param>
    /// <exception cref="ArgumentException">A length does not fit the number of lanes, or there are more than maxLanes.</exception>
    public void Sample(
        ReadOnlySpan<float> observations, ulong seed, uint agent, ulong counter, Span<float> actions, Span<float> logProbs)
    {
        int lanes = Evaluate(observations, actions.Length);
        if (logProbs.Length != lanes)
            throw new ArgumentException($"{logProbs.Length} log-probabilities for {lanes} lanes.", nameof(logProbs));
        _distribution.PrepareSampling();
        for (int lane = 0; lane < lanes; lane++)
        {
            float uniform = new CounterRandom(seed, RandomPurpose.Action, agent, (uint)lane).Uniform(counter);
            actions[lane] = _distribution.Sample(lane, uniform, out logProbs[lane]);
        }

        // The buffers' memory is reached by pointers, which keep nothing alive.
        GC.KeepAlive(this);
    }

    /// <summary>Takes the most probable action for each lane.</summary>
    /// <param name="observations">[N, D].</param>
    /// <param name="actions">[N, A], filled.</param>
    /// <exception cref="ArgumentException">A length does not fit the number of lanes, or there are more than maxLanes.</exception>
    public void Greedy(ReadOnlySpan<float> observations, Span<float> actions)
    {
        int lanes = Evaluate(observations, actions.Length);
        for (int lane = 0; lane < lanes; lane++)
            actions[lane] = _distribution.Mode(lane);
        GC.KeepAlive(this);
    }

    private int Evaluate(ReadOnlySpan<float> observations, int actionCount)
    {
        int size = _spec.ObservationSize, lanes = observations.Length / size;
        if (lanes * size != observations.Length || lanes > _maxLanes)
            throw new ArgumentException($"{observations.Length} floats are not the observations of 1 to {_maxLanes} lanes of {size} each.", nameof(observations));
        if (actionCount != lanes * _spec.Action.Size)
            throw new ArgumentException($"{actionCount} floats for the actions of {lanes} lanes of {_spec.Action.Size} each.", nameof(observations));
        Span<float> input = _input.Span;
        for (int lane = 0; lane < lanes; lane++)
            observations.Slice(lane * size, size).CopyTo(input[(lane * _actor.InputStride)..]);
        _actor.Forward(_parameters.Pointer, _input.Pointer, lanes, _workspace);
        _distribution.Set(_workspace.Outputs, lanes);
        return lanes;
    }
}
