namespace RlOrleans.Learning;

/// <summary>
/// Steps a parameter vector down gradients that were computed in several parts: sums the parts in order, clips the norm
/// and has the optimiser step, each over ranges of the vector that a team shares. The ranges are fixed, so the result is
/// the same for any team. What is stepped by one thread is mostly summed by it too.
/// </summary>
internal sealed unsafe class Descent : IWork
{
    // Below this a range is done sooner than another thread could be told of it.
    private const int RangeLength = 16 * 1024;

    private readonly Kernels _kernels;
    private readonly WorkTeam _team;
    private readonly FloatBuffer _parameters;
    private readonly IParameterBlocks? _blocks;
    private readonly FloatBuffer _sum;
    private readonly double[] _sumSquares;
    private IReadOnlyList<FloatBuffer> _parts = [];
    private int _partCount;
    private Phase _phase;

    /// <param name="kernels">Arithmetic.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="parameters">What is stepped.</param>
    /// <param name="optimiser">How.</param>
    /// <param name="blocks">Blocks of the parameters, each of which is stepped, and told so, by one thread; null for ranges of one length.</param>
    public Descent(Kernels kernels, WorkTeam team, FloatBuffer parameters, Optimiser optimiser, IParameterBlocks? blocks = null)
    {
        _kernels = kernels;
        _team = team;
        _parameters = parameters;
        _blocks = blocks;
        _sum = new FloatBuffer(parameters.Length);
        _sumSquares = new double[(parameters.Length + RangeLength - 1) / RangeLength];
        Optimiser = optimiser;
        Gradients = _sum;
    }

    public Optimiser Optimiser { get; }

    /// <summary>The gradient that is stepped down: the sum of the parts that were last reduced.</summary>
    public FloatBuffer Gradients { get; private set; }

    /// <summary>Sums the first parts of the gradient, each as long as the parameters, and gives the Euclidean norm of the sum.</summary>
    public double Reduce(IReadOnlyList<FloatBuffer> parts, int count)
    {
        _parts = parts;
        _partCount = count;
        Gradients = count == 1 ? parts[0] : _sum;
        if (count > 1)
            Run(Phase.Summing, Parts);
        Run(Phase.Measuring, _sumSquares.Length);
        double sum = 0;
        foreach (double range in _sumSquares)
            sum += range;
        return Math.Sqrt(sum);
    }

    /// <summary>Takes a gradient that is whole already.</summary>
    public void Take(FloatBuffer gradients) => Gradients = gradients;

    /// <summary>One step down the gradient times a scale, which is how its norm is clipped without another pass.</summary>
    public void Step(double learningRate, double gradientScale)
    {
        Optimiser.BeginStep(learningRate, gradientScale);
        Run(Phase.Stepping, Parts);
        GC.KeepAlive(this);
    }

    // Parts that the vector is summed and stepped in.
    private int Parts => _blocks?.Blocks ?? _sumSquares.Length;

    void IWork.Run(int part)
    {
        switch (_phase)
        {
            case Phase.Summing:
                SumPart(part);
                break;
            case Phase.Measuring:
                (int first, int count) = Range(part);
                _sumSquares[part] = _kernels.SumSquares(Gradients.Pointer + first, count);
                break;
            case Phase.Stepping:
                StepPart(part);
                break;
        }
    }

    private void Run(Phase phase, int parts)
    {
        _phase = phase;
        _team.Run(this, parts);
    }

    private void SumPart(int part)
    {
        (int first, int count) = PartRange(part);
        float* sum = Gradients.Pointer + first;
        _parts[0].Span.Slice(first, count).CopyTo(new Span<float>(sum, count));
        for (int i = 1; i < _partCount; i++)
            _kernels.Accumulate(_parts[i].Pointer + first, sum, count);
    }

    private void StepPart(int part)
    {
        (int first, int count) = PartRange(part);
        Optimiser.Step(first, count, _parameters.Pointer, Gradients.Pointer);
        _blocks?.BlockChanged(part);
    }

    private (int First, int Count) PartRange(int part) => _blocks?.BlockRange(part) ?? Range(part);

    private (int First, int Count) Range(int range) =>
        (range * RangeLength, Math.Min(RangeLength, _parameters.Length - range * RangeLength));

    private enum Phase
    {
        Summing,
        Measuring,
        Stepping,
    }
}
