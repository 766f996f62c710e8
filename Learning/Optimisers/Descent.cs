namespace RlOrleans.Learning;

/// <summary>
/// Steps a parameter vector down gradients that were computed in several parts: sums the parts in order, clips the norm
/// and has the optimiser step, each over ranges of the vector that a team shares. The ranges are fixed, so the result is
/// the same for any team.
/// </summary>
internal sealed unsafe class Descent : IWork
{
    // Below this a range is done sooner than another thread could be told of it.
    private const int RangeLength = 16 * 1024;

    private readonly Kernels _kernels;
    private readonly WorkTeam _team;
    private readonly FloatBuffer _parameters;
    private readonly NetworkEnsemble? _networks;
    private readonly (int First, int Count)[] _ranges;
    private readonly FloatBuffer _sum;
    private readonly double[] _sumSquares;
    private IReadOnlyList<FloatBuffer> _parts = [];
    private int _partCount;
    private bool _stepping;

    /// <param name="kernels">Arithmetic.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="parameters">What is stepped.</param>
    /// <param name="optimiser">How.</param>
    public Descent(Kernels kernels, WorkTeam team, FloatBuffer parameters, Optimiser optimiser)
        : this(kernels, team, parameters, optimiser, RangesOf(parameters.Length))
    {
    }

    /// <summary>A descent of networks whose parameters are shared out in their blocks; what follows from a step is brought up to date with it.</summary>
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="networks">What is stepped.</param>
    /// <param name="optimiser">How.</param>
    public Descent(Kernels kernels, WorkTeam team, NetworkEnsemble networks, Optimiser optimiser)
        : this(kernels, team, networks.Parameters, optimiser, [.. Enumerable.Range(0, networks.Blocks).Select(networks.BlockRange)]) =>
        _networks = networks;

    private Descent(Kernels kernels, WorkTeam team, FloatBuffer parameters, Optimiser optimiser, (int First, int Count)[] ranges)
    {
        _kernels = kernels;
        _team = team;
        _parameters = parameters;
        _ranges = ranges;
        _sum = new FloatBuffer(parameters.Length);
        _sumSquares = new double[ranges.Length];
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
        _stepping = false;
        Gradients = count == 1 ? parts[0] : _sum;
        _team.Run(this, _ranges.Length);
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
        _stepping = true;
        _team.Run(this, _ranges.Length);
        GC.KeepAlive(this);
    }

    void IWork.Run(int part)
    {
        (int first, int count) = _ranges[part];
        if (_stepping)
        {
            Optimiser.Step(first, count, _parameters.Pointer, Gradients.Pointer);
            _networks?.BlockChanged(part);
            return;
        }

        float* sum = Gradients.Pointer + first;
        if (_partCount > 1)
            _parts[0].Span.Slice(first, count).CopyTo(new Span<float>(sum, count));
        for (int i = 1; i < _partCount; i++)
            _kernels.Accumulate(_parts[i].Pointer + first, sum, count);
        _sumSquares[part] = _kernels.SumSquares(sum, count);
    }

    private static (int First, int Count)[] RangesOf(int length)
    {
        var ranges = new (int, int)[(length + RangeLength - 1) / RangeLength];
        for (int i = 0; i < ranges.Length; i++)
            ranges[i] = (i * RangeLength, Math.Min(RangeLength, length - i * RangeLength));
        return ranges;
    }
}
