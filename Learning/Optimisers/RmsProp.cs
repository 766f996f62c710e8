namespace RlOrleans.Learning;

/// <summary>
/// RMSprop (Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5, 2012), not centred and without
/// momentum, over a flat parameter vector.
/// </summary>
/// <param name="kernels">Arithmetic.</param>
/// <param name="length">Floats of the parameter storage, with padding.</param>
/// <param name="epsilon">Added to the root of the mean square.</param>
internal sealed unsafe class RmsProp(Kernels kernels, int length, float epsilon) : Optimiser
{
    // The decay of the mean squares in A3C (Mnih et al., 2016) and in all that came after it.
    private const double Decay = 0.99;

    private readonly FloatBuffer _meanSquares = new(length);
    private float _gradientScale;
    private float _stepSize;

    public override void BeginStep(double learningRate, double gradientScale)
    {
        Steps++;
        _gradientScale = (float)gradientScale;
        _stepSize = (float)learningRate;
    }

    public override void Step(int first, int count, float* parameters, float* gradients) =>
        kernels.RmsProp(
            count, parameters + first, gradients + first, _meanSquares.Pointer + first,
            _gradientScale, (float)Decay, (float)(1 - Decay), epsilon, _stepSize);

    public override void Save(StateWriter writer)
    {
        writer.Write(Steps);
        writer.Write(_meanSquares.Span);
    }

    public override void Load(ref StateReader reader)
    {
        Steps = reader.ReadInt64();
        reader.Read(_meanSquares.Span);
    }
}
