namespace RlOrleans.Learning;

/// <summary>
/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015) over a flat parameter vector.
/// </summary>
/// <param name="kernels">Arithmetic.</param>
/// <param name="length">Floats of the parameter storage, with padding.</param>
/// <param name="epsilon">Added to the root of the second moment.</param>
internal sealed unsafe class Adam(Kernels kernels, int length, float epsilon) : Optimiser
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;

    private readonly FloatBuffer _firstMoments = new(length);
    private readonly FloatBuffer _secondMoments = new(length);
    private float _gradientScale;
    private float _stepSize;
    private float _inverseRootCorrection;

    public override void BeginStep(double learningRate, double gradientScale)
    {
        Steps++;
        _gradientScale = (float)gradientScale;
        _stepSize = (float)(learningRate / (1 - Math.Pow(Beta1, Steps)));
        _inverseRootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, Steps)));
    }

    public override void Step(int first, int count, float* parameters, float* gradients) =>
        kernels.Adam(
            count, parameters + first, gradients + first, _firstMoments.Pointer + first, _secondMoments.Pointer + first,
            _gradientScale, (float)(1 - Beta1), (float)Beta2, (float)(1 - Beta2), epsilon, _stepSize, _inverseRootCorrection);

    public override void Save(StateWriter writer)
    {
        writer.Write(Steps);
        writer.Write(_firstMoments.Span);
        writer.Write(_secondMoments.Span);
    }

    public override void Load(ref StateReader reader)
    {
        Steps = reader.ReadInt64();
        reader.Read(_firstMoments.Span);
        reader.Read(_secondMoments.Span);
    }
}
