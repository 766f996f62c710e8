namespace RlOrleans.Learning.Tests.Networks;

/// <summary>
/// Gradients against central differences of the network's own output. Single precision leaves differences an error of some
/// 1e-3 of the gradient's size, which a wrong term exceeds by far.
/// </summary>
public sealed unsafe class NetworkGradientTests
{
    private const int Rows = 9;
    private const float Delta = 4e-3f;
    private const double Tolerance = 1e-2;

    public static TheoryData<int, string, Activation> Networks
    {
        get
        {
            var data = new TheoryData<int, string, Activation>();
            foreach (Learning.Kernels kernels in Learning.Kernels.Supported)
                foreach (string hidden in (string[])["", "7", "20,33", "16,5,16"])
                {
                    data.Add(kernels.VectorCount, hidden, Activation.Tanh);
                    data.Add(kernels.VectorCount, hidden, Activation.Relu);
                }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Backward_AnyNetwork_AgreesWithDifferences(int width, string hidden, Activation activation)
    {
        const int Inputs = 5, Outputs = 3;
        Learning.Kernels kernels = Widths.Get(width);
        var network = new Network(kernels, Inputs, Specs.Layers(hidden), Outputs, activation);
        var workspace = new NetworkWorkspace(network, Rows);
        var numbers = new Numbers(11);
        float[] weights = numbers.Array(network.WeightCount, -0.5f, 0.5f);
        float[] outputWeights = numbers.Array(Rows * Outputs);
        FloatBuffer storage = new(network.StorageLength), transposed = new(network.TransposedLength), gradient = new(network.StorageLength);
        FloatBuffer input = new(Rows * network.InputStride);
        for (int i = 0; i < Rows; i++)
            numbers.Array(Inputs).CopyTo(input.Span[(i * network.InputStride)..]);

        double Objective()
        {
            network.CopyFrom(storage.Pointer, weights);
            network.Forward(storage.Pointer, input.Pointer, Rows, workspace);
            double sum = 0;
            for (int o = 0; o < Outputs; o++)
                for (int i = 0; i < Rows; i++)
                    sum += (double)outputWeights[o * Rows + i] * workspace.Outputs[o * workspace.OutputStride + i];
            return sum;
        }

        Objective();
        network.Transpose(storage.Pointer, transposed.Pointer);
        for (int o = 0; o < Outputs; o++)
            outputWeights.AsSpan(o * Rows, Rows).CopyTo(new Span<float>(workspace.OutputGradients + o * workspace.OutputStride, Rows));
        network.Backward(storage.Pointer, transposed.Pointer, input.Pointer, Rows, workspace, gradient.Pointer);
        float[] actual = new float[network.WeightCount];
        network.CopyTo(gradient.Pointer, actual);

        float[] expected = new float[network.WeightCount];
        for (int i = 0; i < weights.Length; i++)
        {
            float kept = weights[i];
            weights[i] = kept + Delta;
            double above = Objective();
            weights[i] = kept - Delta;
            expected[i] = (float)((above - Objective()) / (2 * Delta));
            weights[i] = kept;
        }

        Close.Equal(expected, actual, activation == Activation.Relu ? 5 * Tolerance : Tolerance);
    }

    [Theory]
    [InlineData(false, 2 * 12 * (3 * (35 + 21) - 35))]
    [InlineData(true, 2 * 12 * 3 * (35 + 21))]
    public void Operations_ForwardAndBackward_AreThoseOfTheProducts(bool inputGradient, long expected)
    {
        // 5 inputs, 7 hidden units, 3 outputs: 5 * 7 + 7 * 3 multiply-adds forward, as many for the gradient of the
        // parameters, and of the inputs of each layer that passes one on.
        var network = new Network(Learning.Kernels.Best, 5, Specs.Layers("7"), 3, Activation.Tanh, inputGradients: true);
        var workspace = new NetworkWorkspace(network, 12);
        FloatBuffer storage = new(network.StorageLength), transposed = new(network.TransposedLength), gradient = new(network.StorageLength);
        FloatBuffer input = new(12 * network.InputStride), inputGradients = new(12 * network.InputStride);
        network.Forward(storage.Pointer, input.Pointer, 12, workspace);
        network.Backward(storage.Pointer, transposed.Pointer, input.Pointer, 12, workspace, gradient.Pointer, inputGradient ? inputGradients.Pointer : null);
        Assert.Equal(expected, network.Operations);
    }

    [Fact]
    public void Backward_PaddedStorage_LeavesThePaddingZero()
    {
        var spec = Specs.Discrete(5, 3, "20,33", Activation.Tanh);
        var networks = new ActorCritic(Learning.Kernels.Best, spec, critic: true, seed: 1);
        using var team = new WorkTeam(1);
        var gradient = new ActorCriticGradient(networks, team, new ClippedSurrogate { ClipRange = 0.2f }, 0.01, 0.5, 64);
        var descent = new Descent(Learning.Kernels.Best, team, networks.Parameters, new Adam(Learning.Kernels.Best, networks.Parameters.Length, 1e-5f));
        var minibatch = new Minibatch(1);
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
}
