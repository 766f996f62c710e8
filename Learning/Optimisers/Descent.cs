namespace RlOrleans.Learning;

/// <summary>
/// Steps a parameter vector down gradients that were computed in several parts: sums the parts in order, clips the norm
/// and has the optimiser step, each over ranges of the vector that a team shares. The ranges are fixed, so the result is
/// the same for any team.
/// </summary>
/// <param name="kernels">Arithmetic.</param>
/// <param name="team">Who computes.</param>
/// <param name="parameters">What is stepped.</param>
/// <param name="optimiser">How.</param>
internal sealed unsafe class Descent(Kernels kernels, WorkTeam team, FloatBuffer parameters, Optimiser optimiser) : IWork
{
    // Below this a range is done sooner than another thread could be told of it.
    private const int RangeLength = 16 * 1024;

    private readonly FloatBuffer _gradients = new(parameters.Length);
    private readonly double[] _sumSquares = new double[(parameters.Length + RangeLength - 1) / RangeLength];
    private IReadOnlyList<FloatBuffer> _parts = [];
    private int _partCount;
    private bool _stepping;

    public Optimiser Optimiser => optimiser;

    /// <summary>The sum of the parts that were last reduced.</summary>
    public FloatBuffer Gradients => _gradients;

    /// <summary>Sums the first parts of the gradient, each as long as the parameters, and gives the Euclidean norm of the sum.</summary>
    public double Reduce(IReadOnlyList<FloatBuffer> parts, int count)
    {
        _parts = parts;
        _partCount = count;
        _stepping = false;
        team.Run(this, _sumSquares.Length);
        double sum = 0;
        foreach (double range in _sumSquares)
            sum += range;
        return Math.Sqrt(sum);
    }

    /// <summary>One step down the reduced gradient times a scale, which is how its norm is clipped without another pass.</summary>
    public void Step(double learningRate, double gradientScale)
    {
        optimiser.BeginStep(learningRate, gradientScale);
        _stepping = true;
        team.Run(this, _sumSquares.Length);
        GC.KeepAlive(this);
    }

    void IWork.Run(int part)
    {
        int first = part * RangeLength, count = Math.Min(RangeLength, parameters.Length - first);
        if (_stepping)
        {
            optimiser.Step(first, count, parameters.Pointer, _gradients.Pointer);
            return;
        }

        float* sum = _gradients.Pointer + first;
        _parts[0].Span.Slice(first, count).CopyTo(new Span<float>(sum, count));
        for (int i = 1; i < _partCount; i++)
            kernels.Accumulate(_parts[i].Pointer + first, sum, count);
        _sumSquares[part] = kernels.SumSquares(sum, count);
    }
}
