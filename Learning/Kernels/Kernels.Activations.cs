using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>Elementary functions of vectors, and activations apart from a product.</summary>
internal sealed unsafe partial class Kernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Exp(float* values, float* result, int count)
    {
        for (int i = 0; i < count; i += TSimd.Count)
            TSimd.Store(VectorMath<TSimd, TVector>.Exp(TSimd.Load(values + i)), result + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Log(float* values, float* result, int count)
    {
        for (int i = 0; i < count; i += TSimd.Count)
            TSimd.Store(VectorMath<TSimd, TVector>.Log(TSimd.Load(values + i)), result + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Tanh(float* values, float* result, int count)
    {
        for (int i = 0; i < count; i += TSimd.Count)
            TSimd.Store(VectorMath<TSimd, TVector>.Tanh(TSimd.Load(values + i)), result + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sigmoid(float* values, float* result, int count)
    {
        for (int i = 0; i < count; i += TSimd.Count)
            TSimd.Store(VectorMath<TSimd, TVector>.Sigmoid(TSimd.Load(values + i)), result + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Softplus(float* values, float* result, int count)
    {
        for (int i = 0; i < count; i += TSimd.Count)
            TSimd.Store(VectorMath<TSimd, TVector>.Softplus(TSimd.Load(values + i)), result + i);
    }

    public override void ActivationGradient(float* gradients, float* activated, Activation activation, float* result, int count)
    {
        switch (activation)
        {
            case Activation.Identity:
                Apply<IdentityEpilogue>(gradients, activated, result, count);
                break;
            case Activation.Tanh:
                Apply<TanhGradientEpilogue>(gradients, activated, result, count);
                break;
            case Activation.Relu:
                Apply<ReluGradientEpilogue>(gradients, activated, result, count);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<TEpilogue>(float* values, float* activated, float* result, int count)
        where TEpilogue : struct, IEpilogue
    {
        for (int i = 0; i < count; i += TSimd.Count)
            Store<TEpilogue>(TSimd.Load(values + i), activated + i, result + i);
    }
}
