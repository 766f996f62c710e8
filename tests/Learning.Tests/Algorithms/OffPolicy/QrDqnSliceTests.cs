namespace RlOrleans.Learning.Tests.Algorithms;

public sealed unsafe class QrDqnSliceTests
{
    private const int Rows = 9;
    private const int Quantiles = 4;
    private const float Delta = 1e-2f;

    [Fact]
    public void Backward_WeightedRows_AgreesWithDifferences()
    {
        var head = new HeadSpec(HeadKind.ActionValues, Quantiles);
        var spec = new PolicySpec(Rollouts.ObservationSize, new DiscreteActionSpec(Rollouts.Choices), head, Specs.Layers("8"), Activation.Tanh);
        Learning.Kernels kernels = Learning.Kernels.Best;
        var networks = new NetworkEnsemble(kernels, spec.CreateNetwork(kernels, PolicyHead.Create(kernels, spec, 1)), count: 1, seed: 3);
        using var team = new WorkTeam(1);
        var targets = new TargetOutputs(networks, kernels, team, slots: 60, Rows, samples: 1, steps: 2);
        var slice = new QrDqnSlice(networks, kernels, targets, new ActionValueRows(networks.Network, Rows), Rollouts.Choices, Quantiles) { Steps = 2, Gamma = 0.9f };
        var buffer = new ReplayBuffer(capacity: 60, lanes: 2, Rollouts.ObservationSize, actionSize: 1);
        buffer.Add([Rollouts.Random(1, steps: 30, lanes: 2)]);
        var sample = new ReplaySample(Rows);
        new UniformReplay(seed: 2).Sample(buffer, gradientStep: 0, remaining: 1, sample);
        new Numbers(4).Array(Rows, 0.2f, 1).CopyTo(sample.Weights, 0);
        var gradient = new FloatBuffer(networks.Parameters.Length);
        targets.Compute(buffer, [sample]);

        double Objective()
        {
            networks.ParametersChanged();
            return slice.Backward(buffer, sample, first: 0, Rows, gradient.Pointer).Loss / Rows;
        }

        Objective();
        float[] actual = new float[networks.WeightCount], weights = new float[networks.WeightCount], expected = new float[networks.WeightCount];
        networks.Network.CopyTo(gradient.Pointer, actual);
        networks.CopyTo(weights);
        for (int i = 0; i < weights.Length; i++)
        {
            float kept = weights[i];
            weights[i] = kept + Delta;
            networks.Network.CopyFrom(networks.Parameters.Pointer, weights);
            double above = Objective();
            weights[i] = kept - Delta;
            networks.Network.CopyFrom(networks.Parameters.Pointer, weights);
            expected[i] = (float)((above - Objective()) / (2 * Delta));
            weights[i] = kept;
        }

        Close.Equal(expected, actual, 5e-3);
    }
}
