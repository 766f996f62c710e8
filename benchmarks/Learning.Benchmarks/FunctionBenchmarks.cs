using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

namespace RlOrleans.Learning.Benchmarks;

/// <summary>Elementary functions over a vector that fits the first-level cache together with its results.</summary>
public unsafe class FunctionBenchmarks : ICosted
{
    private const int Count = 4096;

    private readonly FloatBuffer _values = KernelWorkload.Filled(Count), _results = new(Count);

    public enum Function
    {
        Exp,
        Log,
        Tanh,
        Sigmoid,
    }

    [Params(Function.Exp, Function.Log, Function.Tanh, Function.Sigmoid)]
    public Function Of { get; set; }

    KernelCost ICosted.Cost => Kernels.Cost.Function(Count);

    [GlobalSetup]
    public void Setup()
    {
        if (Of == Function.Log)
            TensorPrimitives.Add(_values.Span, 1f, _values.Span);
    }

    [Benchmark(Baseline = true)]
    public void Loops()
    {
        Span<float> results = _results.Span;
        for (int i = 0; i < Count; i++)
        {
            float x = _values.Span[i];
            results[i] = Of switch
            {
                Function.Exp => MathF.Exp(x),
                Function.Log => MathF.Log(x),
                Function.Tanh => MathF.Tanh(x),
                _ => 1 / (1 + MathF.Exp(-x)),
            };
        }
    }

    [Benchmark]
    public void Tensors()
    {
        switch (Of)
        {
            case Function.Exp:
                TensorPrimitives.Exp(_values.Span, _results.Span);
                break;
            case Function.Log:
                TensorPrimitives.Log(_values.Span, _results.Span);
                break;
            case Function.Tanh:
                TensorPrimitives.Tanh(_values.Span, _results.Span);
                break;
            default:
                TensorPrimitives.Sigmoid(_values.Span, _results.Span);
                break;
        }
    }

    [Benchmark]
    public void Kernel()
    {
        switch (Of)
        {
            case Function.Exp:
                Kernels.Best.Exp(_values.Pointer, _results.Pointer, Count);
                break;
            case Function.Log:
                Kernels.Best.Log(_values.Pointer, _results.Pointer, Count);
                break;
            case Function.Tanh:
                Kernels.Best.Tanh(_values.Pointer, _results.Pointer, Count);
                break;
            default:
                Kernels.Best.Sigmoid(_values.Pointer, _results.Pointer, Count);
                break;
        }
    }
}
