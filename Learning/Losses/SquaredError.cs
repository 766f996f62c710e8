namespace RlOrleans.Learning;

/// <summary>The mean square error of a critic, with its gradient.</summary>
internal static class SquaredError
{
    /// <summary>Mean over B samples.</summary>
    /// <param name="values">[B].</param>
    /// <param name="targets">[B].</param>
    /// <param name="coefficient">Weight of the loss in the gradient.</param>
    /// <param name="gradients">[B], filled with the gradient of coefficient times the mean for the values.</param>
    /// <returns>The mean, not weighted.</returns>
    public static double Compute(ReadOnlySpan<float> values, ReadOnlySpan<float> targets, float coefficient, Span<float> gradients)
    {
        float scale = 2 * coefficient / values.Length;
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            float error = values[i] - targets[i];
            sum += error * error;
            gradients[i] = scale * error;
        }

        return sum / values.Length;
    }
}
