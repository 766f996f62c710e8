namespace RlOrleans.Learning.Tests.Distributions;

public sealed unsafe class SquashedGaussianTests
{
    private const int Rows = 5;
    private const int Size = 2;
    private const int Stride = FloatBuffer.Line;

    private static readonly ContinuousActionSpec Bounds = new([-1, -3], [2, 0.5f]);

    [Fact]
    public void Draw_AnyOutputs_HasTheLogProbOfTheDefinition()
    {
        (SquashedGaussian head, FloatBuffer outputs) = Drawn(scale: 1.5f);
        for (int row = 0; row < Rows; row++)
        {
            double expected = 0;
            for (int a = 0; a < Size; a++)
            {
                double mean = outputs.Span[a * Stride + row], logStd = outputs.Span[(Size + a) * Stride + row], z = head.Noise[a * Stride + row];
                double u = mean + Math.Exp(logStd) * z, tanh = Math.Tanh(u);
                Assert.Equal(tanh, head.Actions[a * Stride + row], 1e-5);
                expected += -0.5 * z * z - logStd - 0.5 * Math.Log(2 * Math.PI) - Math.Log(1 - tanh * tanh);
            }

            Assert.Equal(expected, head.LogProbs[row], 1e-4);
        }
    }

    [Fact]
    public void Draw_ActionAtTheBound_HasAFiniteLogProb()
    {
        var outputs = new FloatBuffer(2 * Size * Stride);
        outputs.Span[..Stride].Fill(40);
        var head = new SquashedGaussian(Learning.Kernels.Best, Bounds, noiseHold: 1, Rows);
        head.Draw(outputs.Pointer);
        Assert.Equal(1, head.Actions[0]);

        // log(1 - tanh² 40) = 2 (ln 2 - 40) to all digits, and log(1 - tanh² 0) = 0.
        Assert.Equal(2 * (40 - Math.Log(2)) - Math.Log(2 * Math.PI), head.LogProbs[0], 1e-4);
    }

    [Fact]
    public void Backward_ActionsAndLogProbs_AgreeWithDifferences()
    {
        const float LogProbGradient = 0.3f, Delta = 1e-2f;
        (SquashedGaussian head, FloatBuffer outputs) = Drawn(scale: 1);
        FloatBuffer actionGradients = new Numbers(3).Buffer(Size * Stride), gradients = new(2 * Size * Stride);
        head.Backward(actionGradients.Pointer, LogProbGradient, gradients.Pointer);
        float[] actual = gradients.Span.ToArray();

        double Objective()
        {
            head.Draw(outputs.Pointer);
            double sum = 0;
            for (int row = 0; row < Rows; row++)
            {
                sum += LogProbGradient * head.LogProbs[row];
                for (int a = 0; a < Size; a++)
                    sum += actionGradients.Span[a * Stride + row] * head.Actions[a * Stride + row];
            }

            return sum;
        }

        for (int output = 0; output < 2 * Size; output++)
        {
            for (int row = 0; row < Rows; row++)
            {
                ref float value = ref outputs.Span[output * Stride + row];
                float kept = value;
                value = kept + Delta;
                double above = Objective();
                value = kept - Delta;
                double below = Objective();
                value = kept;
                Assert.Equal((above - below) / (2 * Delta), actual[output * Stride + row], 2e-3);
            }
        }
    }

    [Fact]
    public void Backward_LogStdBeyondItsBounds_HasNoGradient()
    {
        var outputs = new FloatBuffer(2 * Size * Stride);
        outputs.Span[Size * Stride] = 3;
        outputs.Span[Size * Stride + 1] = -21;
        var head = new SquashedGaussian(Learning.Kernels.Best, Bounds, noiseHold: 1, Rows);
        head.Noise.Fill(0.5f);
        head.Draw(outputs.Pointer);
        FloatBuffer actionGradients = new Numbers(3).Buffer(Size * Stride), gradients = new(2 * Size * Stride);
        head.Backward(actionGradients.Pointer, 1, gradients.Pointer);
        Assert.Equal([0f, 0f], gradients.Span.Slice(Size * Stride, 2).ToArray());
        Assert.NotEqual(0, gradients.Span[Size * Stride + 2]);
    }

    [Fact]
    public void Sample_OwnDraws_HaveTheLogProbOfTheirDensity()
    {
        (SquashedGaussian head, FloatBuffer outputs) = Drawn(scale: 1);
        float epsilon = 0;
        head.Set(outputs.Pointer, &epsilon, Rows);
        float[] action = new float[Size];
        float logProb = head.Sample(1, new CounterRandom(1, RandomPurpose.Action, 0, 0), counter: 9, action);
        double expected = 0;
        for (int a = 0; a < Size; a++)
        {
            double mean = outputs.Span[a * Stride + 1], logStd = outputs.Span[(Size + a) * Stride + 1];
            double z = (Math.Atanh(action[a]) - mean) / Math.Exp(logStd);
            expected += -0.5 * z * z - logStd - 0.5 * Math.Log(2 * Math.PI) - Math.Log(1 - (double)action[a] * action[a]);
        }

        Assert.Equal(expected, logProb, 1e-3);
    }

    [Fact]
    public void Sample_NothingButExploration_IsUniform()
    {
        (SquashedGaussian head, FloatBuffer outputs) = Drawn(scale: 1);
        float epsilon = 1;
        head.Set(outputs.Pointer, &epsilon, Rows);
        float[] action = new float[Size];
        int[] counts = new int[4];
        for (ulong step = 0; step < 4000; step++)
        {
            Assert.Equal(-Size * MathF.Log(2), head.Sample(0, new CounterRandom(1, RandomPurpose.Action, 0, 0), step, action));
            counts[(action[0] < 0 ? 0 : 1) + (action[1] < 0 ? 0 : 2)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 900, 1100));
    }

    [Fact]
    public void Execute_Extremes_AreTheBounds()
    {
        float[] executed = new float[Size];
        var head = new SquashedGaussian(Learning.Kernels.Best, Bounds, noiseHold: 1, Rows);
        head.Execute([-1, 1], executed);
        Assert.Equal([-1, 0.5f], executed);
        head.Execute([0, -1], executed);
        Assert.Equal([0.5f, -3], executed);
    }

    private static (SquashedGaussian Head, FloatBuffer Outputs) Drawn(float scale)
    {
        FloatBuffer outputs = new Numbers(1).Buffer(2 * Size * Stride, -scale, scale);
        var head = new SquashedGaussian(Learning.Kernels.Best, Bounds, noiseHold: 1, Rows);
        new Numbers(2).Array(Size * Stride, -1.5f, 1.5f).CopyTo(head.Noise);
        head.Draw(outputs.Pointer);
        return (head, outputs);
    }
}
