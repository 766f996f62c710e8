namespace RlOrleans.Learning;

/// <summary>The mean square error of a critic, with its gradient.</summary>
internal static class SquaredError
{
    /// <summary>Part of a mean over the samples of a minibatch.</summary>
    /// <param name="values">[B].</param>
    /// <param name="targets">[B].</param>
    /// <param name="coefficient">Weight of the loss in the gradient.</param>
    /// <param name="total">Samples of the whole minibatch.</param>
    /// <param name="gradients">[B], filled with the gradient of coefficient times the mean for the values.</param>
    /// <returns>The sum of the squares, not weighted.</returns>
    public static double Compute(ReadOnlySpan<float> values, ReadOnlySpan<float> targets, float coefficient, int total, Span<float> gradients)
    {
        float scale = 2 * coefficient / total;
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            float error = values[i] - targets[i];
            sum += error * error;
            gradients[i] = scale * error;
        }

        return sum;
    }
}
