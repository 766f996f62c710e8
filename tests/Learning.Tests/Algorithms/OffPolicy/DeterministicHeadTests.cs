namespace RlOrleans.Learning.Tests.Algorithms;

public sealed unsafe class DeterministicHeadTests
{
    private const float Output = 0.5f;

    private static readonly ContinuousActionSpec Bounds = new([-3], [1]);

    [Fact]
    public void Sample_NoNoise_IsTheSquashedOutput()
    {
        DeterministicHead head = Head(deviation: 0);
        Assert.All(Draws(head, 10), action => Assert.Equal(MathF.Tanh(Output), action, 1e-6f));
    }

    [Fact]
    public void Sample_Noise_HasItsDeviationAndStaysWithinTheRange()
    {
        float[] small = [.. Draws(Head(deviation: 0.1f), 4000)];
        double mean = small.Average(), deviation = Math.Sqrt(small.Average(action => (action - mean) * (action - mean)));
        Assert.Equal(Math.Tanh(Output), mean, 0.01);
        Assert.Equal(0.1, deviation, 0.01);
        float[] large = [.. Draws(Head(deviation: 5), 100)];
        Assert.Contains(1, large);
        Assert.Contains(-1, large);
        Assert.All(large, action => Assert.InRange(action, -1, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Sample_HeldNoise_ChangesOnceInItsTime(float epsilon)
    {
        float[] actions = [.. Draws(Head(deviation: 0.1f, epsilon, noiseHold: 5), 20)];
        Assert.All(actions.Index(), action => Assert.Equal(actions[action.Index / 5 * 5], action.Item));
        Assert.Equal(4, actions.Distinct().Count());
    }

    [Fact]
    public void Mode_Noise_IsLeftOut()
    {
        float[] action = new float[1];
        Head(deviation: 1, epsilon: 1).Mode(0, action);
        Assert.Equal(MathF.Tanh(Output), action[0], 1e-6f);
    }

    [Fact]
    public void Backward_AnyOutput_AgreesWithDifferences()
    {
        var gradients = new FloatBuffer(1);
        gradients.Span[0] = 2;
        Head(deviation: 0).Backward(gradients.Pointer, gradients.Pointer);
        Assert.Equal(2 * (Math.Tanh(Output + 1e-4) - Math.Tanh(Output - 1e-4)) / 2e-4, gradients.Span[0], 1e-4);
    }

    [Fact]
    public void Execute_Extremes_AreTheBounds()
    {
        float[] executed = new float[1];
        Head(deviation: 0).Execute([1], executed);
        Assert.Equal(1, executed[0]);
        Head(deviation: 0).Execute([-1], executed);
        Assert.Equal(-3, executed[0]);
    }

    private static IEnumerable<float> Draws(DeterministicHead head, int count)
    {
        float[] action = new float[1];
        for (int step = 0; step < count; step++)
        {
            head.Sample(0, new CounterRandom(seed: 1, RandomPurpose.Action, agent: 0, lane: 0), (ulong)step, action);
            yield return action[0];
        }
    }

    private static DeterministicHead Head(float deviation, float epsilon = 0, int noiseHold = 1)
    {
        var head = new DeterministicHead(Learning.Kernels.Best, Bounds, noiseHold, rowCapacity: 1);
        var outputs = new FloatBuffer(FloatBuffer.Line);
        outputs.Span[0] = Output;
        float* parameters = stackalloc[] { epsilon, deviation };
        head.Set(outputs.Pointer, parameters, rows: 1);
        GC.KeepAlive(outputs);
        return head;
    }
}
