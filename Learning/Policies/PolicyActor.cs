namespace RlOrleans.Learning;

/// <summary>
/// The replica of a policy that an agent acts with. It allocates nothing after its construction. Not safe for use by two
/// threads at once.
/// </summary>
/// <remarks>
/// Legend: N lanes, D observation size, A action size, S state size. A lane's action depends on its own observation and
/// state, on the weights and on (seed, agent, lane, counter), and on nothing else: not on how many lanes act together.
/// </remarks>
public sealed unsafe class PolicyActor
{
    private readonly Network _network;
    private readonly FloatBuffer _parameters;
    private readonly FloatBuffer _headParameters;
    private readonly FloatBuffer _input;
    private readonly FloatBuffer _states;
    private readonly NetworkWorkspace _workspace;
    private readonly PolicyHead _head;
    private readonly ObservationScaling? _scaling;
    private readonly PolicySpec _spec;
    private readonly int _weightCount;
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
        _head = PolicyHead.Create(kernels, spec, maxLanes);
        _network = spec.CreateNetwork(kernels, _head);
        _scaling = spec.NormalisesObservations ? new ObservationScaling(spec.ObservationSize) : null;
        _weightCount = spec.NormaliserLength + _network.WeightCount + _head.ParameterCount;
        _parameters = new FloatBuffer(_network.StorageLength);
        _headParameters = new FloatBuffer(_head.ParameterCount);
        _input = new FloatBuffer(maxLanes * _network.InputStride);
        _states = new FloatBuffer(maxLanes * _network.StateSize);
        _workspace = new NetworkWorkspace(_network, maxLanes, gradients: false);
    }

    /// <summary>Lanes that one call may have.</summary>
    public int MaxLanes => _maxLanes;

    /// <summary>Floating-point operations of choosing one lane's action; a fused multiply-add counts as two.</summary>
    public long ForwardOperations => _network.ForwardOperations;

    /// <summary>S: floats that each lane carries from step to step; 0 for a policy without recurrence.</summary>
    public int StateSize => _network.StateSize;

    /// <summary>The states of the lanes, [maxLanes, S]: zero at first, moved on by every choice of actions.</summary>
    public Span<float> States => _states.Span[..(_maxLanes * StateSize)];

    /// <summary>Brings a lane's state to that of an episode's begin; must follow the end of each episode.</summary>
    public void ResetState(int lane) => States.Slice(lane * StateSize, StateSize).Clear();

    /// <summary>Takes weights as <see cref="ILearner.CopyWeights"/> gives them; those beyond the policy's are not read.</summary>
    /// <param name="weights">At least <see cref="PolicySpec.WeightCount"/> values.</param>
    /// <exception cref="ArgumentException">There are too few weights.</exception>
    public void Load(ReadOnlySpan<float> weights)
    {
        if (weights.Length < _weightCount)
            throw new ArgumentException($"The policy ({_spec}) has {_weightCount} weights, and {weights.Length} were given.", nameof(weights));
        _scaling?.CopyFrom(weights);
        weights = weights[_spec.NormaliserLength..];
        _network.CopyFrom(_parameters.Pointer, weights);
        weights.Slice(_network.WeightCount, _head.ParameterCount).CopyTo(_headParameters.Span);
        GC.KeepAlive(this);
    }

    /// <summary>Draws an action for each lane.</summary>
    /// <param name="observations">[N, D].</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="agent">The agent's number, below 2^24.</param>
    /// <param name="counter">The agent's step: each step has its own; below 2^48.</param>
    /// <param name="actions">[N, A], filled with actions as they were chosen; <see cref="Execute"/> makes them the environment's.</param>
    /// <param name="logProbs">[N], filled with natural logarithms of the probabilities (or densities) of the actions.</param>
    /// <exception cref="ArgumentException">A length does not fit the number of lanes, or there are more than maxLanes.</exception>
    public void Sample(
        ReadOnlySpan<float> observations, ulong seed, uint agent, ulong counter, Span<float> actions, Span<float> logProbs)
    {
        int lanes = Evaluate(observations, actions.Length), size = _spec.Action.Size;
        if (logProbs.Length != lanes)
            throw new ArgumentException($"{logProbs.Length} log-probabilities for {lanes} lanes.", nameof(logProbs));
        _head.PrepareSampling();
        for (int lane = 0; lane < lanes; lane++)
        {
            var random = new CounterRandom(seed, RandomPurpose.Action, agent, (uint)lane);
            logProbs[lane] = _head.Sample(lane, random, counter, actions.Slice(lane * size, size));
        }

        // The buffers' memory is reached by pointers, which keep nothing alive.
        GC.KeepAlive(this);
    }

    /// <summary>Takes the best action for each lane, ready to be executed.</summary>
    /// <param name="observations">[N, D].</param>
    /// <param name="actions">[N, A], filled with elements of the action space.</param>
    /// <exception cref="ArgumentException">A length does not fit the number of lanes, or there are more than maxLanes.</exception>
    public void Greedy(ReadOnlySpan<float> observations, Span<float> actions)
    {
        int lanes = Evaluate(observations, actions.Length), size = _spec.Action.Size;
        for (int lane = 0; lane < lanes; lane++)
            _head.Mode(lane, actions.Slice(lane * size, size));
        Execute(actions, actions);
        GC.KeepAlive(this);
    }

    /// <summary>What the environment is given for actions as they were chosen: elements of the action space.</summary>
    /// <param name="chosen">[N, A].</param>
    /// <param name="executed">[N, A], filled; may be the same memory.</param>
    public void Execute(ReadOnlySpan<float> chosen, Span<float> executed)
    {
        int size = _spec.Action.Size;
        for (int at = 0; at < chosen.Length; at += size)
            _head.Execute(chosen.Slice(at, size), executed.Slice(at, size));
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
        {
            Span<float> row = input.Slice(lane * _network.InputStride, size);
            observations.Slice(lane * size, size).CopyTo(row);
            _scaling?.Apply(row);
        }

        Sequence sequence = StateSize == 0 ? default : new Sequence(lanes, null, _states.Pointer, _states.Pointer);
        _network.Forward(_parameters.Pointer, _input.Pointer, lanes, _workspace, sequence);
        _head.Set(_workspace.Outputs, _headParameters.Pointer, lanes);
        return lanes;
    }
}
