namespace RlOrleans.Learning.Tests.Networks;

/// <summary>
/// Gradients against central differences of the network's own output. Single precision leaves differences an error of some
/// 1e-3 of the gradient's size, which a wrong term exceeds by far.
/// </summary>
public sealed unsafe class NetworkGradientTests
{
    private const int Rows = 12;
    private const int Outputs = 3;
    private const float Delta = 4e-3f;
    private const double Tolerance = 1e-2;

    /// <summary>Vector width, shape of an observation, hidden layers, lanes of a sequence (0 for none) and activation.</summary>
    public static TheoryData<int, string, string, int, Activation> Networks
    {
        get
        {
            (string Shape, string Hidden, int Lanes)[] networks =
            [
                ("5", "", 0), ("5", "7", 0), ("5", "20,33", 0), ("5", "16,5,16", 0),
                ("7x7x2", "conv:5x3/2", 0), ("6x7x3", "conv:16x3/1,conv:6x2/1,9", 0), ("5x5x1", "conv:16x2/2,20", 0),
                ("4", "lstm:5", 3), ("4", "12,lstm:7,9", 3), ("5", "lstm:16,lstm:3", 2), ("7x7x2", "conv:5x3/2,lstm:6", 3),
            ];
            var data = new TheoryData<int, string, string, int, Activation>();
            foreach (Learning.Kernels kernels in Learning.Kernels.Supported)
            {
                foreach ((string shape, string hidden, int lanes) in networks)
                {
                    data.Add(kernels.VectorCount, shape, hidden, lanes, Activation.Tanh);

                    // Between the two points of a difference, a stack of convolutions has too many kinks.
                    if (lanes == 0 && !hidden.Contains(",conv", StringComparison.Ordinal))
                        data.Add(kernels.VectorCount, shape, hidden, lanes, Activation.Relu);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Backward_AnyNetwork_AgreesWithDifferences(int width, string shape, string hidden, int lanes, Activation activation)
    {
        var probe = new Probe(Widths.Get(width), Shape(shape), hidden, lanes, activation);
        (float[] weightGradient, float[] inputGradient) = probe.Backward();
        AssertAgrees(probe.Weights, probe.Objective, weightGradient, kinks: activation == Activation.Relu);
        AssertAgrees(probe.Inputs, probe.Objective, inputGradient, kinks: activation == Activation.Relu);
    }

    [Fact]
    public void Forward_StepByStep_GivesTheBitsOfTheWholeSequence()
    {
        var probe = new Probe(Learning.Kernels.Best, 4, "12,lstm:7,9", lanes: 3, Activation.Tanh);
        Assert.Equal(probe.Forward(stepByStep: false), probe.Forward(stepByStep: true));
    }

    [Fact]
    public void Backward_PaddedStorage_LeavesThePaddingZero()
    {
        var spec = Specs.Discrete(5, 3, "20,33", Activation.Tanh);
        var networks = new ActorCritic(Learning.Kernels.Best, spec, critic: true, seed: 1);
        using var team = new WorkTeam(1);
        var gradient = new ActorCriticGradient(networks, team, new ClippedSurrogate { ClipRange = 0.2f }, 0.01, 0.5, 64);
        var descent = new Descent(Learning.Kernels.Best, team, networks.Parameters, new Adam(Learning.Kernels.Best, networks.Parameters.Length, 1e-5f));
        var minibatch = new Minibatch(team, 1);
        var batch = new RolloutBatch(spec, 64, 1);
        Rollout rollout = Rollouts.Random(1, 64, 1);
        batch.Fill([rollout]);
        int[] order = [.. Enumerable.Range(0, 64)];
        for (int i = 0; i < 5; i++)
        {
            minibatch.Gather(order, batch.Observations, batch.Stride, batch.Actions, batch.LogProbs, rollout.Rewards.Span, rollout.Rewards.Span);
            gradient.Compute(minibatch);
            descent.Reduce(gradient.Gradients, gradient.Count);
            descent.Step(0.01, 1);
            networks.ParametersChanged();
        }

        // A round trip through the layout without padding keeps everything that is not padding.
        float[] weights = new float[networks.WeightCount];
        networks.CopyTo(weights);
        float[] storage = networks.Parameters.Span.ToArray();
        networks.Parameters.Span.Clear();
        networks.CopyFrom(weights);
        Assert.Equal(storage, networks.Parameters.Span.ToArray());
    }

    private static TensorShape Shape(string text)
    {
        int[] sizes = [.. text.Split('x').Select(int.Parse)];
        return sizes.Length == 1 ? sizes[0] : new TensorShape(sizes[0], sizes[1], sizes[2]);
    }

    // Where a rectifier's kink lies between the two points of a difference, the slopes on both sides are not the same, and
    // the difference says nothing: those are left out, as long as they are few. Two kinks may hide each other.
    private static void AssertAgrees(float[] values, Func<double> objective, float[] gradient, bool kinks)
    {
        double middle = objective();
        double[] above = Slopes(values, Delta), below = Slopes(values, -Delta);
        float[] differences = [.. above.Zip(below, (up, down) => (float)((up + down) / 2))];
        double size = Math.Sqrt(differences.Average(difference => (double)difference * difference));
        int[] smooth = [.. Enumerable.Range(0, values.Length).Where(i => !kinks || Math.Abs(above[i] - below[i]) < Tolerance * size)];
        Assert.True(smooth.Length >= 0.6 * values.Length, $"only {smooth.Length} of {values.Length} differences are smooth");
        Close.Equal([.. smooth.Select(i => differences[i])], [.. smooth.Select(i => gradient[i])], kinks ? 5 * Tolerance : Tolerance);

        double[] Slopes(float[] values, float delta)
        {
            double[] slopes = new double[values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                float kept = values[i];
                values[i] = kept + delta;
                slopes[i] = (objective() - middle) / delta;
                values[i] = kept;
            }

            return slopes;
        }
    }

    /// <summary>A network with numbers to evaluate it on; the objective is a weighted sum of its outputs.</summary>
    private sealed class Probe
    {
        private readonly Network _network;
        private readonly NetworkWorkspace _workspace;
        private readonly int _lanes;
        private readonly float[] _outputWeights;
        private readonly FloatBuffer _storage;
        private readonly FloatBuffer _transposed;
        private readonly FloatBuffer _input;
        private readonly FloatBuffer _keeps;
        private readonly FloatBuffer _states;

        public Probe(Learning.Kernels kernels, TensorShape shape, string hidden, int lanes, Activation activation)
        {
            _network = new Network(kernels, shape, Specs.Layers(hidden), Outputs, activation, inputGradients: true);
            _workspace = new NetworkWorkspace(_network, Rows);
            _lanes = lanes;
            var numbers = new Numbers(11);
            Weights = numbers.Array(_network.WeightCount, -0.5f, 0.5f);
            Inputs = numbers.Array(Rows * _network.Inputs);
            _outputWeights = numbers.Array(Rows * Outputs);
            _storage = new FloatBuffer(_network.StorageLength);
            _transposed = new FloatBuffer(_network.TransposedLength);
            _input = new FloatBuffer(Rows * _network.InputStride);
            _states = numbers.Buffer(Math.Max(1, lanes * _network.StateSize), -0.5f, 0.5f);

            // Some lanes begin an episode in the middle of the sequence.
            _keeps = new FloatBuffer(Rows);
            for (int i = 0; i < Rows; i++)
                _keeps.Pointer[i] = i % 5 == 3 ? 0 : 1;
        }

        public float[] Weights { get; }

        public float[] Inputs { get; }

        private Sequence Whole => _lanes == 0 ? default : new Sequence(_lanes, _keeps.Pointer, _states.Pointer, null);

        public double Objective()
        {
            float[] outputs = Forward(stepByStep: false);
            double sum = 0;
            for (int i = 0; i < outputs.Length; i++)
                sum += (double)_outputWeights[i] * outputs[i];
            return sum;
        }

        public (float[] Weights, float[] Inputs) Backward()
        {
            Forward(stepByStep: false);
            _network.Transpose(_storage.Pointer, _transposed.Pointer);
            for (int o = 0; o < Outputs; o++)
                _outputWeights.AsSpan(o * Rows, Rows).CopyTo(new Span<float>(_workspace.OutputGradients + o * _workspace.OutputStride, Rows));
            FloatBuffer gradient = new(_network.StorageLength), inputGradient = new(Rows * _network.InputStride);
            _network.Backward(_storage.Pointer, _transposed.Pointer, _input.Pointer, Rows, _workspace, gradient.Pointer, inputGradient.Pointer, Whole);
            float[] weights = new float[Weights.Length], inputs = new float[Inputs.Length];
            _network.CopyTo(gradient.Pointer, weights);
            for (int i = 0; i < Rows; i++)
                inputGradient.Span.Slice(i * _network.InputStride, _network.Inputs).CopyTo(inputs.AsSpan(i * _network.Inputs));
            return (weights, inputs);
        }

        /// <summary>[O, B].</summary>
        public float[] Forward(bool stepByStep)
        {
            _network.CopyFrom(_storage.Pointer, Weights);
            for (int i = 0; i < Rows; i++)
                Inputs.AsSpan(i * _network.Inputs, _network.Inputs).CopyTo(_input.Span[(i * _network.InputStride)..]);
            float[] outputs = new float[Outputs * Rows];
            if (!stepByStep)
            {
                _network.Forward(_storage.Pointer, _input.Pointer, Rows, _workspace, Whole);
                CopyOutputs(outputs, first: 0, Rows);
                return outputs;
            }

            var states = new FloatBuffer(_states.Length);
            _states.Span.CopyTo(states.Span);
            for (int row = 0; row < Rows; row += _lanes)
            {
                var step = new Sequence(_lanes, _keeps.Pointer + row, states.Pointer, states.Pointer);
                _network.Forward(_storage.Pointer, _input.Pointer + row * _network.InputStride, _lanes, _workspace, step);
                CopyOutputs(outputs, row, _lanes);
            }

            return outputs;
        }

        private void CopyOutputs(float[] outputs, int first, int rows)
        {
            for (int o = 0; o < Outputs; o++)
                new ReadOnlySpan<float>(_workspace.Outputs + o * _workspace.OutputStride, rows).CopyTo(outputs.AsSpan(o * Rows + first));
        }
    }
}
