namespace RlOrleans.Learning.Tests.Distributions;

public sealed unsafe class CategoricalTests
{
    private const int Choices = 5;
    private const int Rows = 21;
    private const int Stride = 32;

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void LogProb_RandomLogits_AgreesWithDoublePrecision(int width)
    {
        FloatBuffer logits = new Numbers(21).Buffer(Choices * Stride, -8, 8);
        var distribution = new Categorical(Widths.Get(width), Choices, Rows);
        distribution.Set(logits.Pointer, null, Rows);
        float[] actual = new float[Rows], actions = new float[Rows];
        for (int choice = 0; choice < Choices; choice++)
        {
            Array.Fill(actions, choice);
            distribution.LogProb(actions, actual);
            Close.Equal(Exact(logits, choice), actual, 1e-5);
        }

        float[] entropies = [.. Enumerable.Range(0, Rows).Select(row => (float)-Enumerable.Range(0, Choices).Sum(
            choice => Math.Exp(Exact(logits, choice)[row]) * Exact(logits, choice)[row]))];
        Close.Equal(entropies, new ReadOnlySpan<float>(distribution.Entropies, Rows), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Backward_LogProbAndEntropy_AgreesWithDifferences(int width)
    {
        const float Delta = 1e-2f, PerEntropy = 0.7f;
        var numbers = new Numbers(22);
        FloatBuffer logits = numbers.Buffer(Choices * Stride, -2, 2), gradients = new(Choices * Stride), actions = new(Stride), weights = numbers.Buffer(Stride);
        for (int i = 0; i < Rows; i++)
            actions.Span[i] = numbers.Below(Choices);
        var distribution = new Categorical(Widths.Get(width), Choices, Rows);
        distribution.Set(logits.Pointer, null, Rows);
        distribution.Backward(actions.Pointer, weights.Pointer, PerEntropy, Rows, gradients.Pointer, null);

        float[] logProbs = new float[Rows];
        double Objective(int row)
        {
            distribution.Set(logits.Pointer, null, Rows);
            distribution.LogProb(actions.Span[..Rows], logProbs);
            return (double)weights.Span[row] * logProbs[row] + PerEntropy * distribution.Entropies[row];
        }

        for (int choice = 0; choice < Choices; choice++)
            for (int row = 0; row < Rows; row++)
            {
                ref float logit = ref logits.Span[choice * Stride + row];
                float kept = logit;
                logit = kept + Delta;
                double above = Objective(row);
                logit = kept - Delta;
                double below = Objective(row);
                logit = kept;
                Assert.Equal((above - below) / (2 * Delta), gradients.Span[choice * Stride + row], 3);
            }
    }

    [Fact]
    public void Set_HugeLogits_StaysFinite()
    {
        FloatBuffer logits = new(Choices * Stride);
        logits.Span[..Stride].Fill(3e38f);
        logits.Span[Stride..].Fill(-3e38f);
        var distribution = new Categorical(Learning.Kernels.Best, Choices, Rows);
        distribution.Set(logits.Pointer, null, Rows);
        float[] logProbs = new float[Rows];
        distribution.LogProb(new float[Rows], logProbs);
        Assert.All(logProbs, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Sample_ManyDraws_FollowsTheProbabilities()
    {
        const int Draws = 200_000;
        FloatBuffer logits = new(Choices * Stride);
        float[] probabilities = [0.5f, 0.25f, 0.125f, 0.0625f, 0.0625f];
        for (int choice = 0; choice < Choices; choice++)
            logits.Span[choice * Stride] = MathF.Log(probabilities[choice]);
        var distribution = new Categorical(Learning.Kernels.Best, Choices, Rows);
        distribution.Set(logits.Pointer, null, 1);
        distribution.PrepareSampling();
        var numbers = new Numbers(23);
        int[] counts = new int[Choices];
        for (int i = 0; i < Draws; i++)
        {
            int choice = distribution.Choose(0, numbers.Next(0, 1));
            counts[choice]++;
            Assert.Equal(Math.Log(probabilities[choice]), distribution.LogProbOf(0, choice), 4);
        }

        for (int choice = 0; choice < Choices; choice++)
        {
            double deviation = Math.Sqrt(probabilities[choice] * (1 - probabilities[choice]) / Draws);
            Assert.InRange((double)counts[choice] / Draws, probabilities[choice] - 5 * deviation, probabilities[choice] + 5 * deviation);
        }

        float[] mode = [1];
        distribution.Mode(0, mode);
        Assert.Equal(0, mode[0]);
    }

    private static float[] Exact(FloatBuffer logits, int choice) =>
        [.. Enumerable.Range(0, Rows).Select(row =>
        {
            double greatest = Enumerable.Range(0, Choices).Max(a => (double)logits.Span[a * Stride + row]);
            double sum = Enumerable.Range(0, Choices).Sum(a => Math.Exp(logits.Span[a * Stride + row] - greatest));
            return (float)(logits.Span[choice * Stride + row] - greatest - Math.Log(sum));
        })];
}
