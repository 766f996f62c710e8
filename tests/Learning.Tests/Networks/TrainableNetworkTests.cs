using System.Buffers;
using System.Collections.Immutable;

namespace RlOrleans.Learning.Tests.Networks;

public sealed class TrainableNetworkTests
{
    private const int Rows = 40;
    private const int Inputs = 3;
    private const int Outputs = 2;

    [Fact]
    public void Step_Regression_FitsTheFunction()
    {
        TrainableNetwork network = Create(seed: 1);
        (float[] inputs, float[] wanted) = Function();
        Assert.True(Fit(network, inputs, wanted, steps: 1) > 0.1);
        Assert.True(Fit(network, inputs, wanted, steps: 600) < 1e-3);
    }

    [Fact]
    public void Backward_AnyWeight_AgreesWithDifferences()
    {
        const float Delta = 1e-2f;
        TrainableNetwork network = Create(seed: 2);
        (float[] inputs, float[] factors) = Function();
        float[] outputs = new float[Rows * Outputs], weights = new float[network.WeightCount];
        network.CopyWeights(weights);

        double Loss()
        {
            network.LoadWeights(weights);
            network.Forward(inputs, outputs);
            return outputs.Zip(factors, (output, factor) => (double)output * factor).Sum();
        }

        Loss();
        double norm = network.Backward(factors), squares = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            float kept = weights[i];
            weights[i] = kept + Delta;
            double above = Loss();
            weights[i] = kept - Delta;
            squares += Math.Pow((above - Loss()) / (2 * Delta), 2);
            weights[i] = kept;
        }

        Assert.Equal(Math.Sqrt(squares), norm, 1e-2 * norm);
    }

    [Fact]
    public void Load_SavedMidTraining_ContinuesBitByBit()
    {
        TrainableNetwork network = Create(seed: 3), resumed = Create(seed: 4);
        (float[] inputs, float[] wanted) = Function();
        Fit(network, inputs, wanted, steps: 5);
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new StateWriter(bytes, "test"))
        {
            network.Save(writer);
            writer.Finish();
        }

        var reader = new StateReader(bytes.WrittenSpan, "test");
        resumed.Load(ref reader);
        Assert.Equal(Fit(network, inputs, wanted, steps: 5), Fit(resumed, inputs, wanted, steps: 5));
        Assert.Equal(Weights(network), Weights(resumed));
    }

    [Fact]
    public void MoveTowards_PartOfTheWay_MixesTheWeights()
    {
        TrainableNetwork target = Create(seed: 5), source = Create(seed: 6);
        float[] expected = [.. Weights(target).Zip(Weights(source), (a, b) => a + 0.25f * (b - a))];
        target.MoveTowards(source, 0.25);
        Close.Equal(expected, Weights(target), 1e-6);
        target.MoveTowards(source, 1);
        Assert.Equal(Weights(source), Weights(target));
    }

    [Fact]
    public void Of_Policy_HasTheWeightsThatItActsWith()
    {
        var spec = new PolicySpec(Inputs, new DiscreteActionSpec(Outputs), new HeadSpec(HeadKind.ActionValues), Specs.Layers("9"), Activation.Relu);
        var network = TrainableNetwork.Of(spec, Rows, seed: 7);
        float[] weights = new float[spec.WeightCount], outputs = new float[Rows * Outputs], actions = new float[Rows];
        (float[] inputs, _) = Function();
        network.CopyWeights(weights);
        var actor = new PolicyActor(spec, Rows);
        actor.Load(weights);
        actor.Greedy(inputs, actions);
        network.Forward(inputs, outputs);
        Assert.Equal(Enumerable.Range(0, Rows).Select(row => outputs[2 * row + 1] > outputs[2 * row] ? 1f : 0), actions);
    }

    [Fact]
    public void Step_WithoutGradient_IsRefused()
    {
        TrainableNetwork network = Create(seed: 8);
        Assert.Throws<InvalidOperationException>(() => network.Step(0.1));
        (float[] inputs, float[] wanted) = Function();
        network.Forward(inputs, new float[Rows * Outputs]);
        wanted[0] = float.NaN;
        Assert.False(double.IsFinite(network.Backward(wanted)));
        Assert.Throws<InvalidOperationException>(() => network.Step(0.1));
    }

    [Fact]
    public void Forward_LengthsThatDoNotFit_AreRefused()
    {
        TrainableNetwork network = Create(seed: 9);
        Assert.Throws<ArgumentException>(() => network.Forward(new float[Inputs + 1], new float[Outputs]));
        Assert.Throws<ArgumentException>(() => network.Forward(new float[(Rows + 1) * Inputs], new float[(Rows + 1) * Outputs]));
        Assert.Throws<ArgumentException>(() => network.Forward(new float[Inputs], new float[Outputs + 1]));
        Assert.Throws<ArgumentException>(() => new TrainableNetwork(Inputs, Specs.Layers("lstm:4"), 1, Activation.Tanh, 1, seed: 1));
    }

    private static TrainableNetwork Create(ulong seed) => new(Inputs, Specs.Layers("32,16"), Outputs, Activation.Tanh, Rows, seed);

    private static (float[] Inputs, float[] Outputs) Function()
    {
        float[] inputs = new Numbers(50).Array(Rows * Inputs);
        ImmutableArray<float> outputs = [.. Enumerable.Range(0, Rows).SelectMany(row => (float[])
            [inputs[row * Inputs] * inputs[row * Inputs + 1], MathF.Sin(2 * inputs[row * Inputs + 2])])];
        return (inputs, [.. outputs]);
    }

    private static double Fit(TrainableNetwork network, float[] inputs, float[] wanted, int steps)
    {
        float[] outputs = new float[wanted.Length], gradients = new float[wanted.Length];
        double loss = 0;
        for (int step = 0; step < steps; step++)
        {
            network.Forward(inputs, outputs);
            loss = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                gradients[i] = (outputs[i] - wanted[i]) / outputs.Length;
                loss += gradients[i] * (outputs[i] - wanted[i]);
            }

            network.Backward(gradients);
            network.Step(0.01, maxGradientNorm: 1);
        }

        return loss;
    }

    private static float[] Weights(TrainableNetwork network)
    {
        float[] weights = new float[network.WeightCount];
        network.CopyWeights(weights);
        return weights;
    }
}
