using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>The loss of quantile regression, whose every pair of an estimate and a target is a term.</summary>
internal sealed unsafe partial class Kernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void QuantileHuber(int quantiles, int rows, float* estimates, float* targets, float* losses, float* gradients)
    {
        TVector share = TSimd.Broadcast(1f / quantiles), half = TSimd.Broadcast(0.5f), one = TSimd.Broadcast(1), minusOne = TSimd.Broadcast(-1);
        for (int row = 0; row < rows; row += TSimd.Count)
        {
            TVector loss = TSimd.Zero;
            for (int i = 0; i < quantiles; i++)
            {
                TVector estimate = TSimd.Load(estimates + i * rows + row), gradient = TSimd.Zero;
                TVector above = TSimd.Broadcast((i + 0.5f) / quantiles), below = TSimd.Subtract(one, above);
                float* target = targets + row;
                for (int j = 0; j < quantiles; j++, target += rows)
                {
                    // With H's slope s = clamp(u), H(u) = s (u − s / 2).
                    TVector error = TSimd.Subtract(TSimd.Load(target), estimate);
                    TVector slope = TSimd.Min(one, TSimd.Max(minusOne, error));
                    TVector pull = TSimd.Multiply(TSimd.Select(TSimd.Greater(TSimd.Zero, error), below, above), slope);
                    loss = TSimd.Add(loss, TSimd.Multiply(pull, TSimd.Subtract(error, TSimd.Multiply(half, slope))));
                    gradient = TSimd.Subtract(gradient, pull);
                }

                TSimd.Store(TSimd.Multiply(gradient, share), gradients + i * rows + row);
            }

            TSimd.Store(TSimd.Multiply(loss, share), losses + row);
        }
    }
}
