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

    // A gradient of one part lies in the cache of the thread that computed it. Up to this many ranges, it is done with them
    // sooner than another thread could fetch its share.
    private const int MostOwnRanges = 8;

    private readonly FloatBuffer _sum = new(parameters.Length);
    private readonly double[] _sumSquares = new double[(parameters.Length + RangeLength - 1) / RangeLength];
    private IReadOnlyList<FloatBuffer> _parts = [];
    private int _partCount;
    private bool _stepping;
    private FloatBuffer? _reduced;

    public Optimiser Optimiser => optimiser;

    /// <summary>The sum of the parts that were last reduced.</summary>
    public FloatBuffer Gradients => _reduced ?? _sum;

    /// <summary>Sums the first parts of the gradient, each as long as the parameters, and gives the Euclidean norm of the sum.</summary>
    public double Reduce(IReadOnlyList<FloatBuffer> parts, int count)
    {
        _parts = parts;
        _partCount = count;
        _stepping = false;
        _reduced = count == 1 ? parts[0] : _sum;
        RunRanges();
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
        RunRanges();
        GC.KeepAlive(this);
    }

    private void RunRanges()
    {
        if (_partCount > 1 || _sumSquares.Length > MostOwnRanges)
        {
            team.Run(this, _sumSquares.Length);
            return;
        }

        for (int range = 0; range < _sumSquares.Length; range++)
            RunRange(range);
    }

    void IWork.Run(int part) => RunRange(part);

    private void RunRange(int range)
    {
        int first = range * RangeLength, count = Math.Min(RangeLength, parameters.Length - first);
        if (_stepping)
        {
            optimiser.Step(first, count, parameters.Pointer, Gradients.Pointer);
            return;
        }

        float* sum = Gradients.Pointer + first;
        if (_partCount > 1)
            _parts[0].Span.Slice(first, count).CopyTo(new Span<float>(sum, count));
        for (int i = 1; i < _partCount; i++)
            kernels.Accumulate(_parts[i].Pointer + first, sum, count);
        _sumSquares[range] = kernels.SumSquares(sum, count);
    }
}
