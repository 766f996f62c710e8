namespace RlOrleans.Learning.Tests.Algorithms;

/// <summary>The gradient of a sample by a team, beside that of all rows in one pass.</summary>
public sealed unsafe class ActionValueGradientTests
{
    private const int BatchSize = 70;
    private const int Lanes = 2;

    [Theory]
    [InlineData("", false)]
    [InlineData("33", false)]
    [InlineData("80,70", true)]
    [InlineData("conv:5x1/1,40", false)]
    public void Compute_SampleOfSeveralSlices_IsTheGradientOfOnePass(string hidden, bool doubleQ)
    {
        Learning.Kernels kernels = Learning.Kernels.Best;
        var shape = new TensorShape(Rollouts.ObservationSize, 1, 1);
        var spec = new PolicySpec(shape, new DiscreteActionSpec(Rollouts.Choices), new HeadSpec(HeadKind.ActionValues), Specs.Layers(hidden), Activation.Relu);
        if (!hidden.StartsWith("conv", StringComparison.Ordinal))
            spec = spec with { Observation = Rollouts.ObservationSize };
        var networks = new NetworkEnsemble(kernels, spec.CreateNetwork(kernels, PolicyHead.Create(kernels, spec, 1)), count: 1, seed: 3);
        var buffer = new ReplayBuffer(capacity: 200, Lanes, Rollouts.ObservationSize, actionSize: 1);
        buffer.Add([Rollouts.Random(1, steps: 100, Lanes)]);
        var sample = new ReplaySample(BatchSize);
        new UniformReplay(seed: 2).Sample(buffer, gradientStep: 0, remaining: 1, sample);
        using var team = new WorkTeam(3);
        var targets = new TargetOutputs(networks, kernels, team, buffer.SlotCount, BatchSize, samples: 1, steps: 1);
        targets.Compute(buffer, [sample]);
        DqnSlice Slice(ActionValueRows memory) => new(networks, targets, memory, Rollouts.Choices, doubleQ) { Steps = 1, Gamma = 0.9f };

        var expected = new FloatBuffer(networks.Parameters.Length);
        (double loss, double value) = Slice(new ActionValueRows(networks.Network, BatchSize)).Backward(buffer, sample, 0, BatchSize, expected.Pointer);
        float[] errors = [.. sample.Errors];
        var gradient = new ActionValueGradient(networks, kernels, team, BatchSize, Slice);
        var descent = new Descent(kernels, team, networks.Parameters, new Adam(kernels, networks.Parameters.Length, 1e-8f), networks);
        (double teamLoss, double teamValue) = gradient.Compute(buffer, sample);
        double norm = gradient.Reduce(descent);

        Assert.Equal(errors, sample.Errors);
        Assert.Equal(loss / BatchSize, teamLoss, 1e-6);
        Assert.Equal(value / BatchSize, teamValue, 1e-6);
        Close.Equal(expected.Span.ToArray(), descent.Gradients.Span, 1e-5);
        Assert.Equal(Math.Sqrt(expected.Span.ToArray().Sum(g => (double)g * g)), norm, 1e-5);
    }
}
