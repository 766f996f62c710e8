namespace RlOrleans.Learning;

/// <summary>
/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015) over a flat parameter vector.
/// </summary>
/// <param name="kernels">Arithmetic.</param>
/// <param name="length">Floats of the parameter storage, with padding.</param>
/// <param name="epsilon">Added to the root of the second moment.</param>
internal sealed unsafe class Adam(Kernels kernels, int length, float epsilon)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;

    private readonly FloatBuffer _firstMoments = new(length);
    private readonly FloatBuffer _secondMoments = new(length);

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>One step down the gradient times a scale, which is how its norm is clipped without another pass.</summary>
    public void Step(FloatBuffer parameters, FloatBuffer gradients, double learningRate, double gradientScale)
    {
        Steps++;
        double stepSize = learningRate / (1 - Math.Pow(Beta1, Steps));
        double rootCorrection = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        kernels.Adam(
            length, parameters.Pointer, gradients.Pointer, _firstMoments.Pointer, _secondMoments.Pointer,
            (float)gradientScale, (float)(1 - Beta1), (float)Beta2, (float)(1 - Beta2), epsilon, (float)stepSize, (float)(1 / rootCorrection));
    }

    public void Save(StateWriter writer)
    {
        writer.Write(Steps);
        writer.Write(_firstMoments.Span);
        writer.Write(_secondMoments.Span);
    }

    public void Load(ref StateReader reader)
    {
        Steps = reader.ReadInt64();
        reader.Read(_firstMoments.Span);
        reader.Read(_secondMoments.Span);
    }
}
