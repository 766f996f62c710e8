namespace RlOrleans.Learning.Tests.Distributions;

public sealed class DiagonalGaussianTests
{
    private readonly Reference _reference = Reference.Read("diag_gaussian");

    [Fact]
    public void LogProb_Reference_Agrees()
    {
        float[] expected = _reference.Array("log_prob"), actual = new float[expected.Length];
        DiagonalGaussian.LogProb(_reference.Array("mean"), _reference.Array("log_std"), _reference.Array("x"), actual);
        Close.Equal(expected, actual, 1e-5);
    }

    [Fact]
    public void Entropy_Reference_Agrees()
    {
        float entropy = DiagonalGaussian.Entropy(_reference.Array("log_std"));
        Assert.All(_reference.Array("entropy"), expected => Close.Equal(expected, entropy, 1e-5));
    }

    [Fact]
    public void Backward_Reference_Agrees()
    {
        float[] means = _reference.Array("mean"), logStds = _reference.Array("log_std"), weights = _reference.Array("weights");
        float[] meanGradients = new float[means.Length], logStdGradients = new float[logStds.Length];
        float[] perLogProb = [.. weights.Select(weight => weight / weights.Length)];
        DiagonalGaussian.Backward(means, logStds, _reference.Array("x"), perLogProb, 0, meanGradients, logStdGradients);
        Close.Equal(_reference.Array("grad_mean"), meanGradients, 1e-4);
        Close.Equal(_reference.Array("grad_log_std"), logStdGradients, 1e-4);
    }

    [Fact]
    public void Backward_Entropy_HasAGradientOfOneForEachLogStd()
    {
        float[] logStdGradients = new float[3];
        DiagonalGaussian.Backward([], [0.1f, 0.2f, 0.3f], [], [], 2, [], logStdGradients);
        Assert.Equal([2f, 2f, 2f], logStdGradients);
    }
}
