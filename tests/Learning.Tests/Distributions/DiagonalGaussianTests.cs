namespace RlOrleans.Learning.Tests.Distributions;

public sealed unsafe class DiagonalGaussianTests
{
    private readonly Reference _reference = Reference.Read("diag_gaussian");

    [Fact]
    public void LogProbEntropyAndGradients_Reference_Agree()
    {
        float[] expected = _reference.Array("log_prob"), actual = new float[expected.Length], actions = _reference.Array("x");
        using Batch batch = new(_reference.Array("mean"), _reference.Array("log_std"));
        batch.Distribution.LogProb(actions, actual);
        Close.Equal(expected, actual, 1e-5);
        Assert.All(_reference.Array("entropy"), entropy => Close.Equal(entropy, batch.Distribution.Entropies[0], 1e-5));

        float[] perLogProb = [.. _reference.Array("weights").Select(weight => weight / expected.Length)];
        (float[] means, float[] logStds) = batch.Backward(actions, perLogProb, entropyGradient: 0);
        Close.Equal(_reference.Array("grad_mean"), means, 1e-4);
        Close.Equal(_reference.Array("grad_log_std"), logStds, 1e-4);
    }

    [Fact]
    public void Backward_Entropy_HasAGradientOfOneForEachRowAndLogStd()
    {
        using Batch batch = new(new float[6], [0.1f, 0.2f, 0.3f]);
        (_, float[] logStds) = batch.Backward(new float[6], new float[2], entropyGradient: 2);
        Assert.Equal([4f, 4f, 4f], logStds);
    }

    [Fact]
    public void Sample_ManyDraws_HaveTheMomentsAndLogProbsOfTheDistribution()
    {
        const int Draws = 100_000;
        using Batch batch = new([0.5f, -2, 1], [0, -1, 0.5f]);
        float[] action = new float[3], logProb = new float[1];
        double[] sums = new double[3], squares = new double[3];
        var random = new CounterRandom(7, RandomPurpose.Action, 0, 0);
        for (ulong counter = 0; counter < Draws; counter++)
        {
            float drawn = batch.Distribution.Sample(0, random, counter, action);
            batch.Distribution.LogProb(action, logProb);
            Assert.InRange(drawn - logProb[0], -1e-3, 1e-3);
            for (int a = 0; a < 3; a++)
            {
                sums[a] += action[a];
                squares[a] += action[a] * action[a];
            }
        }

        for (int a = 0; a < 3; a++)
        {
            double std = Math.Exp(batch.LogStds[a]), mean = sums[a] / Draws;
            Assert.InRange(mean, batch.Means[a] - 5 * std / Math.Sqrt(Draws), batch.Means[a] + 5 * std / Math.Sqrt(Draws));
            Assert.InRange(Math.Sqrt(squares[a] / Draws - mean * mean) / std, 0.98, 1.02);
        }
    }

    [Fact]
    public void Execute_DrawBeyondTheBounds_IsBroughtToThem()
    {
        using Batch batch = new(new float[3], new float[3]);
        float[] executed = new float[3];
        batch.Distribution.Execute([-9, 0.5f, 9], executed);
        Assert.Equal([-1, 0.5f, 1], executed);
    }

    // Row-major means as the reference has them, component by component as networks give them.
    private sealed class Batch : IDisposable
    {
        private readonly FloatBuffer _outputs;
        private readonly FloatBuffer _parameters;
        private readonly int _stride;
        private readonly int _rows;

        public Batch(float[] means, float[] logStds)
        {
            (Means, LogStds) = (means, logStds);
            int size = logStds.Length;
            _rows = means.Length / size;
            _stride = FloatBuffer.RoundUp(_rows);
            _outputs = new FloatBuffer(size * _stride);
            _parameters = new FloatBuffer(size);
            logStds.CopyTo(_parameters.Span);
            for (int i = 0; i < means.Length; i++)
                _outputs.Span[i % size * _stride + i / size] = means[i];
            float[] ones = [.. Enumerable.Repeat(1f, size)];
            Distribution = new DiagonalGaussian(new ContinuousActionSpec([.. ones.Select(one => -one)], [.. ones]), _rows);
            Distribution.Set(_outputs.Pointer, _parameters.Pointer, _rows);
        }

        public float[] Means { get; }

        public float[] LogStds { get; }

        public DiagonalGaussian Distribution { get; }

        public (float[] Means, float[] LogStds) Backward(float[] actions, float[] perLogProb, float entropyGradient)
        {
            int size = LogStds.Length;
            FloatBuffer means = new(size * _stride), logStds = new(size);
            fixed (float* a = actions, w = perLogProb)
                Distribution.Backward(a, w, entropyGradient, _rows, means.Pointer, logStds.Pointer);
            return ([.. Enumerable.Range(0, actions.Length).Select(i => means.Span[i % size * _stride + i / size])], logStds.Span[..size].ToArray());
        }

        public void Dispose()
        {
            GC.KeepAlive(_outputs);
            GC.KeepAlive(_parameters);
        }
    }
}
