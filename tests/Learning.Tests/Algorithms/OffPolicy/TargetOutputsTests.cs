namespace RlOrleans.Learning.Tests.Algorithms;

public sealed unsafe class TargetOutputsTests
{
    private const int BatchSize = 48;
    private const int Samples = 5;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    public void CopyTo_StepsDrawnTwice_GivesTheBitsOfEachStepAlone(int steps, int threads)
    {
        Learning.Kernels kernels = Learning.Kernels.Best;
        var spec = new PolicySpec(
            Rollouts.ObservationSize, new DiscreteActionSpec(Rollouts.Choices), new HeadSpec(HeadKind.ActionValues), Specs.Layers("40"), Activation.Relu);
        Network network = spec.CreateNetwork(kernels, PolicyHead.Create(kernels, spec, 1));
        var networks = new NetworkEnsemble(kernels, network, count: 1, seed: 3);
        var buffer = new ReplayBuffer(capacity: 160, lanes: 2, Rollouts.ObservationSize, actionSize: 1);
        buffer.Add([Rollouts.Random(1, steps: 80, lanes: 2)]);
        var samples = new ReplaySample[Samples];
        for (int i = 0; i < Samples; i++)
            new UniformReplay(seed: 2).Sample(buffer, gradientStep: i, remaining: 1, samples[i] = new ReplaySample(BatchSize));
        using var team = new WorkTeam(threads);
        var targets = new TargetOutputs(networks, kernels, team, buffer.SlotCount, BatchSize, Samples, steps);
        targets.Compute(buffer, samples);

        var workspace = new NetworkWorkspace(network, rowCapacity: 1, gradients: false);
        FloatBuffer input = new(network.InputStride), scratch = new(BatchSize * FloatBuffer.Line), outputs = new(network.Outputs * BatchSize);
        foreach (ReplaySample sample in samples)
        {
            targets.CopyTo(sample.Slots, scratch.Pointer, outputs.Pointer, BatchSize);
            for (int row = 0; row < BatchSize; row++)
            {
                buffer.Follow(sample.Slots[row], steps, 1, out _, out _).CopyTo(input.Span);
                networks.ForwardTarget(0, input.Pointer, 1, workspace);
                for (int o = 0; o < network.Outputs; o++)
                    Assert.Equal(workspace.Outputs[o * workspace.OutputStride], outputs.Span[o * BatchSize + row]);
            }
        }
    }

    [Theory]
    [InlineData(64, 2, 256)]
    [InlineData(32, 400, 327)]
    [InlineData(65_536, 2, 1)]
    public void SamplesOf_BatchAndOutputs_BoundsMemory(int batchSize, int outputs, int samples) =>
        Assert.Equal(samples, TargetOutputs.SamplesOf(batchSize, outputs));
}
