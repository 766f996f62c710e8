using System.Numerics;

namespace RlOrleans.Learning;

/// <summary>
/// The loss whose minimum are the quantiles of the targets, smooth near zero (Dabney et al., 2018, equation 10):
/// <c>Σ_i mean_j |τ_i − 1[u_ij &lt; 0]| · H(u_ij)</c> with <c>u_ij = target_j − θ_i</c>, <c>τ_i = (i + ½) / Q</c> and Huber's
/// H with its bend at 1.
/// </summary>
/// <remarks>Legend: Q quantiles, B rows; quantiles are stored one after the other, <c>[Q, stride]</c>, with whole lines of rows.</remarks>
internal static unsafe class QuantileHuberLoss
{
    /// <summary>The losses of rows, and their gradients for the estimates.</summary>
    /// <param name="quantiles">Q.</param>
    /// <param name="stride">Rows with padding, a multiple of <see cref="FloatBuffer.Line"/>.</param>
    /// <param name="estimates">θ [Q, stride].</param>
    /// <param name="targets">[Q, stride].</param>
    /// <param name="losses">[stride], filled.</param>
    /// <param name="gradients">[Q, stride], filled with the gradients of each row's own loss.</param>
    public static void Compute(int quantiles, int stride, float* estimates, float* targets, float* losses, float* gradients)
    {
        Vector<float> share = new(1f / quantiles), half = new(0.5f), one = Vector<float>.One;
        for (int row = 0; row < stride; row += Vector<float>.Count)
        {
            Vector<float> loss = Vector<float>.Zero;
            for (int i = 0; i < quantiles; i++)
            {
                Vector<float> estimate = Vector.Load(estimates + i * stride + row), gradient = Vector<float>.Zero;
                Vector<float> above = new((i + 0.5f) / quantiles), below = one - above;
                for (int j = 0; j < quantiles; j++)
                {
                    // Where u is NaN so are both products, and the loss tells of it.
                    Vector<float> error = Vector.Load(targets + j * stride + row) - estimate;
                    Vector<float> size = Vector.Abs(error), near = Vector.Min(size, one);
                    Vector<float> weight = Vector.ConditionalSelect(Vector.LessThan(error, Vector<float>.Zero), below, above);
                    loss += weight * near * (size - half * near);
                    gradient -= weight * Vector.Min(one, Vector.Max(-one, error));
                }

                (gradient * share).Store(gradients + i * stride + row);
            }

            (loss * share).Store(losses + row);
        }
    }
}
