namespace RlOrleans.Learning.Tests.Algorithms;

/// <summary>
/// A linear network of one input, whose values are its biases: of the network that learns 1, 3, 2, of the target 10, 20, 40.
/// The one step has the reward 5, and γ is ½.
/// </summary>
public sealed unsafe class DqnSliceTests
{
    private const float Online = 3;

    [Theory]
    [InlineData(false, 5 + 0.5f * 40)]
    [InlineData(true, 5 + 0.5f * 20)]
    public void Backward_OneStep_ErrsFromTheTargetByHand(bool doubleQ, float target)
    {
        (ReplaySample sample, double loss, _) = Backward(doubleQ, terminated: false);
        Assert.Equal(Online - target, sample.Errors[0], 1e-5f);
        Assert.Equal(0.5 * (target - Online - 0.5), loss, 1e-5);
    }

    [Fact]
    public void Backward_Terminated_TakesTheRewardAlone()
    {
        (ReplaySample sample, _, _) = Backward(doubleQ: false, terminated: true);
        Assert.Equal(Online - 5, sample.Errors[0], 1e-5f);
    }

    [Fact]
    public void Backward_LargeError_HasTheGradientOfItsWeight()
    {
        (_, _, float[] gradients) = Backward(doubleQ: false, terminated: false);
        Assert.Equal([0, -0.5f, 0], gradients);
    }

    private static (ReplaySample Sample, double Loss, float[] BiasGradients) Backward(bool doubleQ, bool terminated)
    {
        var spec = new PolicySpec(1, new DiscreteActionSpec(3), new HeadSpec(HeadKind.ActionValues), [], Activation.Relu);
        var network = spec.CreateNetwork(Learning.Kernels.Best, new ActionValueHead(3, duelling: false, rowCapacity: 1));
        var networks = new NetworkEnsemble(Learning.Kernels.Best, network, count: 1, seed: 1);
        networks.Network.CopyFrom(networks.Parameters.Pointer, [0, 0, 0, 1, Online, 2]);
        networks.Network.CopyFrom(networks.Target.Pointer, [0, 0, 0, 10, 20, 40]);
        networks.ParametersChanged();

        var buffer = new ReplayBuffer(capacity: 1, lanes: 1, observationSize: 1, actionSize: 1);
        buffer.Add([new Rollout(
            1, 1, 0, new float[] { 0.25f }, new float[] { 1 }, new float[1], new float[] { 5 }, new[] { terminated }, new bool[1], new float[1], default)]);
        var sample = new ReplaySample(1) { Weights = { [0] = 0.5f } };
        using var team = new WorkTeam(1);
        var targets = new TargetOutputs(networks, Learning.Kernels.Best, team, slots: 1, batchSize: 1, samples: 1, steps: 1);
        targets.Compute(buffer, [sample]);
        var slice = new DqnSlice(networks, targets, new ActionValueRows(networks.Network, capacity: 1), choices: 3, doubleQ) { Steps = 1, Gamma = 0.5f };
        var gradient = new FloatBuffer(networks.Parameters.Length);
        (double loss, _) = slice.Backward(buffer, sample, first: 0, rows: 1, gradient.Pointer);
        float[] gradients = new float[networks.Network.WeightCount];
        networks.Network.CopyTo(gradient.Pointer, gradients);
        return (sample, loss, gradients[3..]);
    }
}
