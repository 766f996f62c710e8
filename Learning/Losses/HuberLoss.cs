namespace RlOrleans.Learning;

/// <summary>
/// The loss of Huber (1964) with its bend at 1: <c>½ e²</c> near zero and <c>|e| − ½</c> beyond, so that one bad estimate
/// pulls no harder than another.
/// </summary>
internal static class HuberLoss
{
    public static float Compute(float error)
    {
        float size = Math.Abs(error);
        return size <= 1 ? 0.5f * error * error : size - 0.5f;
    }

    /// <summary>The derivative by the error. NaN stays NaN.</summary>
    public static float Gradient(float error) => Math.Clamp(error, -1, 1);
}
