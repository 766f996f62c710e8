using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>Steps over parameter vectors.</summary>
/// <remarks>
/// Moments of parameters without a gradient fade for ever. Long before they could reach the subnormal numbers, which
/// processors are several times slower with, they are too small to move a parameter or a denominator, and become zero.
/// </remarks>
internal sealed unsafe partial class Kernels<TSimd, TVector>
{
    private const float SmallestMoment = 1e-35f;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Adam(
        int count, float* weights, float* gradients, float* firstMoments, float* secondMoments,
        float scale, float firstGain, float secondDecay, float secondGain, float epsilon, float stepSize, float inverseRootCorrection)
    {
        TVector scaleV = TSimd.Broadcast(scale), keep = TSimd.Broadcast(firstGain);
        TVector decay = TSimd.Broadcast(secondDecay), gain = TSimd.Broadcast(secondGain);
        TVector epsilonV = TSimd.Broadcast(epsilon), correction = TSimd.Broadcast(inverseRootCorrection);
        TVector step = TSimd.Broadcast(-stepSize), smallest = TSimd.Broadcast(SmallestMoment);
        for (int i = 0; i < count; i += TSimd.Count)
        {
            TVector g = TSimd.Multiply(TSimd.Load(gradients + i), scaleV);
            TVector m = TSimd.Load(firstMoments + i);
            m = TSimd.MultiplyAdd(TSimd.Subtract(g, m), keep, m);
            m = TSimd.Select(TSimd.Greater(smallest, TSimd.Max(TSimd.Subtract(TSimd.Zero, m), m)), TSimd.Zero, m);
            TVector v = TSimd.MultiplyAdd(TSimd.Multiply(g, g), gain, TSimd.Multiply(TSimd.Load(secondMoments + i), decay));
            v = TSimd.Select(TSimd.Greater(smallest, v), TSimd.Zero, v);
            TVector denominator = TSimd.MultiplyAdd(TSimd.Sqrt(v), correction, epsilonV);
            TSimd.Store(m, firstMoments + i);
            TSimd.Store(v, secondMoments + i);
            TSimd.Store(TSimd.MultiplyAdd(TSimd.Divide(m, denominator), step, TSimd.Load(weights + i)), weights + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RmsProp(
        int count, float* weights, float* gradients, float* squareAverages, float scale, float decay, float gain, float epsilon, float stepSize)
    {
        TVector scaleV = TSimd.Broadcast(scale), decayV = TSimd.Broadcast(decay), gainV = TSimd.Broadcast(gain);
        TVector epsilonV = TSimd.Broadcast(epsilon), step = TSimd.Broadcast(-stepSize), smallest = TSimd.Broadcast(SmallestMoment);
        for (int i = 0; i < count; i += TSimd.Count)
        {
            TVector g = TSimd.Multiply(TSimd.Load(gradients + i), scaleV);
            TVector v = TSimd.MultiplyAdd(TSimd.Multiply(g, g), gainV, TSimd.Multiply(TSimd.Load(squareAverages + i), decayV));
            v = TSimd.Select(TSimd.Greater(smallest, v), TSimd.Zero, v);
            TSimd.Store(v, squareAverages + i);
            TVector direction = TSimd.Divide(g, TSimd.Add(TSimd.Sqrt(v), epsilonV));
            TSimd.Store(TSimd.MultiplyAdd(direction, step, TSimd.Load(weights + i)), weights + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Interpolate(float* target, float* source, float tau, int count)
    {
        TVector tauV = TSimd.Broadcast(tau);
        for (int i = 0; i < count; i += TSimd.Count)
        {
            TVector t = TSimd.Load(target + i);
            TSimd.Store(TSimd.MultiplyAdd(TSimd.Subtract(TSimd.Load(source + i), t), tauV, t), target + i);
        }
    }
}
