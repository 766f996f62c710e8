namespace RlOrleans.Learning.Tests.Optimisers;

public sealed unsafe class AdamTests
{
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Step_ManySteps_AgreesWithDoublePrecision(int width)
    {
        const int Count = 48, Steps = 50;
        const double Rate = 0.01, Epsilon = 1e-5, Scale = 0.7;
        var numbers = new Numbers(41);
        FloatBuffer parameters = numbers.Buffer(Count), gradients = new(Count);
        double[] expected = [.. parameters.Span.ToArray().Select(value => (double)value)], m = new double[Count], v = new double[Count];
        var adam = new Adam(Widths.Get(width), Count, (float)Epsilon);
        for (int step = 1; step <= Steps; step++)
        {
            numbers.Array(Count).CopyTo(gradients.Span);
            adam.BeginStep(Rate, Scale);
            adam.Step(0, Count, parameters.Pointer, gradients.Pointer);
            for (int i = 0; i < Count; i++)
            {
                double g = gradients.Span[i] * Scale;
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                expected[i] -= Rate * (m[i] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, step))) + Epsilon);
            }
        }

        Assert.Equal(Steps, adam.Steps);
        Close.Equal([.. expected.Select(value => (float)value)], parameters.Span[..Count], 1e-4);
    }

    [Theory]
    [InlineData(0.25, 1)]
    [InlineData(5, 0.1)]
    public void ClippingScale_Norm_IsBroughtToTheLimit(double norm, double expected) =>
        Assert.Equal(expected, GradientNorm.ClippingScale(norm, 0.5), 6);
}
