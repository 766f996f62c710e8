using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

namespace RlOrleans.Learning.Benchmarks;

/// <summary>The last layer of a policy or of a value function: few outputs.</summary>
public unsafe class NarrowProductBenchmarks : ICosted
{
    private FloatBuffer _input = null!, _weights = null!, _bias = null!, _output = null!;

    [Params(1, 8, 256)]
    public int Rows { get; set; }

    [Params(64, 256)]
    public int Inputs { get; set; }

    [Params(1, 2, 6, 18)]
    public int Outputs { get; set; }

    KernelCost ICosted.Cost => Kernels.Cost.Multiply(Rows, Outputs, Inputs);

    private int OutputStride => FloatBuffer.RoundUp(Rows);

    [GlobalSetup]
    public void Setup()
    {
        _input = KernelWorkload.Filled(Rows * Inputs);
        _weights = KernelWorkload.Filled(Outputs * Inputs);
        _bias = KernelWorkload.Filled(Outputs);
        _output = new FloatBuffer(Outputs * OutputStride);
    }

    [Benchmark(Baseline = true)]
    public void Loops()
    {
        for (int o = 0; o < Outputs; o++)
            for (int i = 0; i < Rows; i++)
            {
                float* x = _input.Pointer + i * Inputs, w = _weights.Pointer + o * Inputs;
                float sum = _bias.Span[o];
                for (int p = 0; p < Inputs; p++)
                    sum += x[p] * w[p];
                _output.Span[o * OutputStride + i] = sum;
            }
    }

    [Benchmark]
    public void Tensors()
    {
        for (int o = 0; o < Outputs; o++)
            for (int i = 0; i < Rows; i++)
                _output.Span[o * OutputStride + i] =
                    TensorPrimitives.Dot(_input.Span.Slice(i * Inputs, Inputs), _weights.Span.Slice(o * Inputs, Inputs)) + _bias.Span[o];
    }

    [Benchmark]
    public void Kernel() => Kernels.Best.MultiplyNarrow(
        Rows, Outputs, Inputs, _input.Pointer, Inputs, _weights.Pointer, Inputs, _bias.Pointer, _output.Pointer, OutputStride);
}
