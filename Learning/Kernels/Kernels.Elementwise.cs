using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>Sums, scaling, and the categorical distribution.</summary>
internal sealed unsafe partial class Kernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Sum(float* values, int count)
    {
        TVector sum = TSimd.Zero;
        int i = 0;
        for (; i + TSimd.Count <= count; i += TSimd.Count)
            sum = TSimd.Add(sum, TSimd.Load(values + i));
        float result = TSimd.Sum(sum);
        for (; i < count; i++)
            result += values[i];
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float SumSquares(float* values, int count)
    {
        TVector s0 = TSimd.Zero, s1 = s0, s2 = s0, s3 = s0;
        int width = TSimd.Count, i = 0;
        for (; i + 4 * width <= count; i += 4 * width)
        {
            TVector v0 = TSimd.Load(values + i), v1 = TSimd.Load(values + i + width);
            TVector v2 = TSimd.Load(values + i + 2 * width), v3 = TSimd.Load(values + i + 3 * width);
            s0 = TSimd.MultiplyAdd(v0, v0, s0);
            s1 = TSimd.MultiplyAdd(v1, v1, s1);
            s2 = TSimd.MultiplyAdd(v2, v2, s2);
            s3 = TSimd.MultiplyAdd(v3, v3, s3);
        }

        for (; i < count; i += width)
        {
            TVector v = TSimd.Load(values + i);
            s0 = TSimd.MultiplyAdd(v, v, s0);
        }

        return TSimd.Sum(TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Accumulate(float* values, float* sum, int count)
    {
        for (int i = 0; i < count; i += TSimd.Count)
            TSimd.Store(TSimd.Add(TSimd.Load(sum + i), TSimd.Load(values + i)), sum + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ScaleRows(int rows, int columns, float* matrix, nint stride, float* factors, float* result, nint resultStride)
    {
        for (int i = 0; i < rows; i++, matrix += stride, result += resultStride)
        {
            TVector factor = TSimd.Broadcast(factors[i]);
            for (int j = 0; j < columns; j += TSimd.Count)
                TSimd.Store(TSimd.Multiply(TSimd.Load(matrix + j), factor), result + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LogSoftmax(int choices, int rows, float* logits, nint stride, float* logProbs, float* entropies)
    {
        for (int i = 0; i < rows; i += TSimd.Count)
        {
            // The greatest logit is taken off first, so that no exponential overflows.
            TVector greatest = TSimd.Load(logits + i);
            for (int a = 1; a < choices; a++)
                greatest = TSimd.Max(greatest, TSimd.Load(logits + a * stride + i));
            // With s_a the shifted logits and Z the sum of their exponentials, H = ln Z + Σ e^s_a (−s_a) / Z: both terms are
            // positive, so nothing cancels.
            TVector sum = TSimd.Zero, weighted = TSimd.Zero;
            for (int a = 0; a < choices; a++)
            {
                TVector shifted = TSimd.Subtract(TSimd.Load(logits + a * stride + i), greatest);
                TVector exponential = VectorMath<TSimd, TVector>.Exp(shifted);
                sum = TSimd.Add(sum, exponential);
                weighted = TSimd.MultiplyAdd(exponential, shifted, weighted);
            }

            TVector normaliser = VectorMath<TSimd, TVector>.Log(sum);
            TSimd.Store(TSimd.Subtract(normaliser, TSimd.Divide(weighted, sum)), entropies + i);
            for (int a = 0; a < choices; a++)
            {
                TVector shifted = TSimd.Subtract(TSimd.Load(logits + a * stride + i), greatest);
                TSimd.Store(TSimd.Subtract(shifted, normaliser), logProbs + a * stride + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LogSoftmaxGradient(
        int choices, int rows, float* logProbs, nint stride, float* entropies,
        float* actions, float* logProbGradients, float entropyGradient, float* logitGradients)
    {
        TVector perEntropy = TSimd.Broadcast(entropyGradient);
        for (int i = 0; i < rows; i += TSimd.Count)
        {
            TVector action = TSimd.Load(actions + i);
            TVector perLogProb = TSimd.Load(logProbGradients + i);
            TVector entropy = TSimd.Load(entropies + i);
            for (int a = 0; a < choices; a++)
            {
                TVector logProb = TSimd.Load(logProbs + a * stride + i);
                TVector probability = VectorMath<TSimd, TVector>.Exp(logProb);
                TVector chosen = TSimd.Select(TSimd.Equal(action, TSimd.Broadcast(a)), perLogProb, TSimd.Zero);
                TVector pull = TSimd.MultiplyAdd(perEntropy, TSimd.Add(logProb, entropy), perLogProb);
                TSimd.Store(TSimd.Subtract(chosen, TSimd.Multiply(probability, pull)), logitGradients + a * stride + i);
            }
        }
    }
}
