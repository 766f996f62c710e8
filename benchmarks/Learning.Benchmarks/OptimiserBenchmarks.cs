using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

namespace RlOrleans.Learning.Benchmarks;

/// <summary>A step of Adam over the parameters of a small and of a large network.</summary>
public unsafe class OptimiserBenchmarks : ICosted
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-5f, StepSize = 1e-6f;

    private FloatBuffer _weights = null!, _gradients = null!, _first = null!, _second = null!, _scratch = null!;

    [Params(4096, 131072)]
    public int Count { get; set; }

    KernelCost ICosted.Cost => Kernels.Cost.Adam(Count);

    [GlobalSetup]
    public void Setup()
    {
        _weights = KernelWorkload.Filled(Count);
        _gradients = KernelWorkload.Filled(Count);
        _first = new FloatBuffer(Count);
        _second = new FloatBuffer(Count);
        _scratch = new FloatBuffer(Count);
    }

    [Benchmark(Baseline = true)]
    public void Loops()
    {
        float* w = _weights.Pointer, g = _gradients.Pointer, m = _first.Pointer, v = _second.Pointer;
        for (int i = 0; i < Count; i++)
        {
            m[i] += (1 - Beta1) * (g[i] - m[i]);
            v[i] = Beta2 * v[i] + (1 - Beta2) * g[i] * g[i];
            w[i] -= StepSize * m[i] / (MathF.Sqrt(v[i]) + Epsilon);
        }
    }

    [Benchmark]
    public void Tensors()
    {
        Span<float> w = _weights.Span[..Count], g = _gradients.Span[..Count], m = _first.Span[..Count], v = _second.Span[..Count], s = _scratch.Span[..Count];
        TensorPrimitives.Lerp(m, g, 1 - Beta1, m);
        TensorPrimitives.Multiply(g, g, s);
        TensorPrimitives.Lerp(v, s, 1 - Beta2, v);
        TensorPrimitives.Sqrt(v, s);
        TensorPrimitives.Add(s, Epsilon, s);
        TensorPrimitives.Divide(m, s, s);
        TensorPrimitives.MultiplyAdd(s, -StepSize, w, w);
    }

    [Benchmark]
    public void Kernel() => Kernels.Best.Adam(
        Count, _weights.Pointer, _gradients.Pointer, _first.Pointer, _second.Pointer, 1, 1 - Beta1, Beta2, 1 - Beta2, Epsilon, StepSize, 1);
}
