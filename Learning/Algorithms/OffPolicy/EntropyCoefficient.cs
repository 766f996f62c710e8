namespace RlOrleans.Learning;

/// <summary>
/// α, what a nat of the policy's entropy is worth in rewards: fixed, or raised and lowered so that the entropy comes to a
/// target (Haarnoja et al., 2018, equation 18), by descending on <c>−log α · (log π(a|s) + target)</c>.
/// </summary>
internal sealed unsafe class EntropyCoefficient
{
    private const float OptimiserEpsilon = 1e-8f;

    private readonly FloatBuffer _logAlpha = new(1);
    private readonly FloatBuffer _keptLogAlpha = new(1);
    private readonly FloatBuffer _gradient = new(1);
    private readonly Adam? _optimiser;
    private readonly double _targetEntropy;

    /// <param name="kernels">Arithmetic.</param>
    /// <param name="given">α, or none to find it.</param>
    /// <param name="targetEntropy">In nats of actions in [−1, 1].</param>
    public EntropyCoefficient(Kernels kernels, AutoNumber given, double targetEntropy)
    {
        _targetEntropy = targetEntropy;
        _optimiser = given.Given is null ? new Adam(kernels, _logAlpha.Length, OptimiserEpsilon) : null;
        Value = (float)(given.Given ?? 1);
    }

    /// <summary>α.</summary>
    public float Value { get; private set; }

    /// <summary>One step; nothing where α is fixed.</summary>
    /// <param name="logProb">Mean log-probability of the policy's actions.</param>
    /// <param name="learningRate">Step size.</param>
    public void Learn(double logProb, double learningRate)
    {
        if (_optimiser is null)
            return;
        _gradient.Span[0] = (float)-(logProb + _targetEntropy);
        _optimiser.BeginStep(learningRate, gradientScale: 1);
        _optimiser.Step(0, _logAlpha.Length, _logAlpha.Pointer, _gradient.Pointer);
        Value = MathF.Exp(_logAlpha.Span[0]);
        GC.KeepAlive(this);
    }

    public void Keep() => _logAlpha.Span.CopyTo(_keptLogAlpha.Span);

    public void Restore()
    {
        if (_optimiser is null)
            return;
        _keptLogAlpha.Span.CopyTo(_logAlpha.Span);
        Value = MathF.Exp(_logAlpha.Span[0]);
    }

    public void Save(StateWriter writer)
    {
        if (_optimiser is null)
            return;
        writer.Write(_logAlpha.Span);
        _optimiser.Save(writer);
    }

    public void Load(ref StateReader reader)
    {
        if (_optimiser is null)
            return;
        reader.Read(_logAlpha.Span);
        _optimiser.Load(ref reader);
        Value = MathF.Exp(_logAlpha.Span[0]);
    }
}
