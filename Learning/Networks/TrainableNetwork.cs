using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// A network of the standard layers with parameters, gradient and optimiser of its own: what an algorithm of a user's own
/// is made of that is no actor and critic. It computes on the calling thread, and allocates nothing after its construction.
/// Not safe for use by two threads at once.
/// </summary>
/// <remarks>Legend: B rows of a batch, I inputs, O outputs.</remarks>
public sealed unsafe class TrainableNetwork
{
    // The default of PyTorch's Adam.
    private const float OptimiserEpsilon = 1e-8f;

    private readonly Kernels _kernels;
    private readonly Network _network;
    private readonly NetworkEnsemble _parameters;
    private readonly NetworkWorkspace _workspace;
    private readonly FloatBuffer _input;
    private readonly FloatBuffer _gradient;
    private readonly Adam _adam;
    private readonly int _rowCapacity;
    private int _rows;
    private double _norm = double.NaN;

    /// <summary>A network with random weights.</summary>
    /// <param name="input">Shape of an input row.</param>
    /// <param name="layers">The hidden layers, as <see cref="Hyperparameters.Layers"/> gives them; none may be recurrent.</param>
    /// <param name="outputs">O, at least 1.</param>
    /// <param name="activation">After each hidden layer.</param>
    /// <param name="rowCapacity">The most that B may be, at least 1.</param>
    /// <param name="seed">The seed of the run, which the initial weights follow from.</param>
    /// <param name="number">Which network of the learner it is, so that two of one shape differ.</param>
    /// <exception cref="ArgumentException">A layer is recurrent, or cannot be put on the one before it.</exception>
    public TrainableNetwork(
        TensorShape input, ImmutableArray<LayerSpec> layers, int outputs, Activation activation, int rowCapacity, ulong seed, int number = 0)
        : this(new Network(Kernels.Best, input, layers, Positive(outputs, nameof(outputs)), activation), Kernels.Best, rowCapacity, seed, number)
    {
    }

    private TrainableNetwork(Network network, Kernels kernels, int rowCapacity, ulong seed, int number)
    {
        if (network.StateSize > 0)
            throw new ArgumentException("The network has a recurrent layer; only those that see each row by itself can be trained this way.", nameof(network));
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        _kernels = kernels;
        _network = network;
        _rowCapacity = Positive(rowCapacity, nameof(rowCapacity));
        _parameters = new NetworkEnsemble(kernels, network, count: 1, seed, (uint)number, hasTarget: false);
        _workspace = new NetworkWorkspace(network, rowCapacity);
        _input = new FloatBuffer(rowCapacity * network.InputStride);
        _gradient = new FloatBuffer(_parameters.Parameters.Length);
        _adam = new Adam(kernels, _gradient.Length, OptimiserEpsilon);
    }

    /// <summary>I.</summary>
    public int Inputs => _network.Inputs;

    /// <summary>O.</summary>
    public int Outputs => _network.Outputs;

    /// <summary>Weights and biases.</summary>
    public int WeightCount => _network.WeightCount;

    /// <summary>Floating-point operations so far; see <see cref="ILearner.Operations"/>.</summary>
    public long Operations => _network.Operations;

    /// <summary>
    /// The network that a policy acts with: its weights are the first of <see cref="PolicySpec.WeightCount"/>, and what its
    /// head carries beside them, such as how much it explores, comes after them.
    /// </summary>
    /// <param name="policy">Without normalisation of observations.</param>
    /// <param name="rowCapacity">The most that B may be, at least 1.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <exception cref="ArgumentException">The policy is recurrent, or normalises observations.</exception>
    public static TrainableNetwork Of(PolicySpec policy, int rowCapacity, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.NormalisesObservations)
            throw new ArgumentException("The policy normalises observations, and those figures come before the network's weights.", nameof(policy));
        return new(policy.CreateNetwork(Kernels.Best, PolicyHead.Create(Kernels.Best, policy, rowCapacity: 1)), Kernels.Best, rowCapacity, seed, number: 0);
    }

    /// <summary>Evaluates the network.</summary>
    /// <param name="inputs">[B, I].</param>
    /// <param name="outputs">[B, O], filled.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Forward(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int rows = inputs.Length / Inputs;
        if (rows * Inputs != inputs.Length || rows < 1 || rows > _rowCapacity)
            throw new ArgumentException($"{inputs.Length} floats are not 1 to {_rowCapacity} rows of {Inputs} each.", nameof(inputs));
        RequireLength(outputs.Length, rows * Outputs, nameof(outputs));
        for (int row = 0; row < rows; row++)
            inputs.Slice(row * Inputs, Inputs).CopyTo(_input.Span[(row * _network.InputStride)..]);
        _parameters.Forward(0, _input.Pointer, rows, _workspace);
        fixed (float* result = outputs)
            _kernels.Transpose(Outputs, rows, _workspace.Outputs, _workspace.OutputStride, result, Outputs);
        _rows = rows;
        GC.KeepAlive(this);
    }

    /// <summary>Computes the gradient of a loss of what <see cref="Forward"/> gave last, for <see cref="Step"/>.</summary>
    /// <param name="outputGradients">[B, O]: of the loss by the outputs.</param>
    /// <returns>The Euclidean norm of the gradient over all weights; not finite where a value was not.</returns>
    /// <exception cref="ArgumentException">The length is not that of the outputs.</exception>
    public double Backward(ReadOnlySpan<float> outputGradients)
    {
        RequireLength(outputGradients.Length, _rows * Outputs, nameof(outputGradients));
        fixed (float* gradients = outputGradients)
            _kernels.Transpose(_rows, Outputs, gradients, Outputs, _workspace.OutputGradients, _workspace.OutputStride);
        _parameters.Backward(0, _input.Pointer, _rows, _workspace, _gradient.Pointer);
        _norm = Math.Sqrt(_kernels.SumSquares(_gradient.Pointer, _gradient.Length));
        GC.KeepAlive(this);
        return _norm;
    }

    /// <summary>One step of Adam down the gradient that <see cref="Backward"/> computed last.</summary>
    /// <param name="learningRate">The step size.</param>
    /// <param name="maxGradientNorm">The norm that a longer gradient is brought to.</param>
    /// <exception cref="InvalidOperationException">There is no gradient, or it is not finite.</exception>
    public void Step(double learningRate, double maxGradientNorm = double.PositiveInfinity)
    {
        if (!double.IsFinite(_norm))
            throw new InvalidOperationException($"The norm of the gradient is {_norm}: there is nothing to step down.");
        _adam.BeginStep(learningRate, GradientNorm.ClippingScale(_norm, maxGradientNorm));
        _adam.Step(0, _gradient.Length, _parameters.Parameters.Pointer, _gradient.Pointer);
        _parameters.ParametersChanged();
        _norm = double.NaN;
        GC.KeepAlive(this);
    }

    /// <summary>Moves the weights a part of the way to another network's: how a target network follows.</summary>
    /// <param name="other">A network of the same layers.</param>
    /// <param name="part">From 0, which moves nothing, to 1, which copies.</param>
    /// <exception cref="ArgumentException">The networks differ.</exception>
    public void MoveTowards(TrainableNetwork other, double part)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, 1);
        if (other._gradient.Length != _gradient.Length || other.WeightCount != WeightCount)
            throw new ArgumentException($"The other network has {other.WeightCount} weights in other layers than these {WeightCount}.", nameof(other));
        FloatBuffer target = _parameters.Parameters, source = other._parameters.Parameters;
        if (part == 1)
            source.Span.CopyTo(target.Span);
        else
            _kernels.Interpolate(target.Pointer, source.Pointer, (float)part, target.Length);
        _parameters.ParametersChanged();
        GC.KeepAlive(this);
        GC.KeepAlive(other);
    }

    /// <summary>Copies the weights: layer by layer <c>W[O, I]</c> and <c>b[O]</c>, the output layer last.</summary>
    /// <param name="destination">At least <see cref="WeightCount"/> floats.</param>
    public void CopyWeights(Span<float> destination)
    {
        _parameters.CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <summary>Takes weights in the order of <see cref="CopyWeights"/>.</summary>
    /// <param name="source">At least <see cref="WeightCount"/> floats.</param>
    public void LoadWeights(ReadOnlySpan<float> source)
    {
        _network.CopyFrom(_parameters.Parameters.Pointer, source);
        _parameters.ParametersChanged();
        GC.KeepAlive(this);
    }

    /// <summary>Writes weights and optimiser.</summary>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _parameters.Save(writer);
        _adam.Save(writer);
        GC.KeepAlive(this);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        _parameters.Load(ref reader);
        _adam.Load(ref reader);
        _norm = double.NaN;
        GC.KeepAlive(this);
    }

    private static int Positive(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }

    private static void RequireLength(int length, int expected, string name)
    {
        if (length != expected)
            throw new ArgumentException($"{length} floats, where {expected} are meant.", name);
    }
}
