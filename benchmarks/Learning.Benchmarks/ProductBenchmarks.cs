using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

namespace RlOrleans.Learning.Benchmarks;

/// <summary>The products of a layer's forward pass, <c>[Rows, Inputs] x [Inputs, Outputs]</c>, with a bias and no activation.</summary>
public unsafe class ProductBenchmarks : ICosted
{
    private FloatBuffer _input = null!, _weights = null!, _bias = null!, _output = null!;

    /// <summary>Rows, inputs and outputs.</summary>
    [Params("1x64x64", "8x4x64", "8x64x64", "64x64x64", "256x64x64", "8x256x256", "256x256x256", "2048x512x512")]
    public string Shape { get; set; } = "1x1x16";

    KernelCost ICosted.Cost => Kernels.Cost.Multiply(Rows, Outputs, Inputs);

    private int Rows => Size(0);

    private int Inputs => Size(1);

    private int Outputs => Size(2);

    [GlobalSetup]
    public void Setup()
    {
        _input = KernelWorkload.Filled(Rows * Inputs);
        _weights = KernelWorkload.Filled(Inputs * Outputs);
        _bias = KernelWorkload.Filled(Outputs);
        _output = new FloatBuffer(Rows * Outputs);
    }

    [Benchmark(Baseline = true)]
    public void Loops()
    {
        int rows = Rows, inputs = Inputs, outputs = Outputs;
        float* x = _input.Pointer, w = _weights.Pointer, y = _output.Pointer;
        for (int i = 0; i < rows; i++, x += inputs, y += outputs)
        {
            _bias.Span[..outputs].CopyTo(new Span<float>(y, outputs));
            for (int p = 0; p < inputs; p++)
                for (int j = 0; j < outputs; j++)
                    y[j] += x[p] * w[p * outputs + j];
        }
    }

    /// <summary>System.Numerics.Tensors has no product of matrices: a multiply-add of a row at a time.</summary>
    [Benchmark]
    public void Tensors()
    {
        int rows = Rows, inputs = Inputs, outputs = Outputs;
        for (int i = 0; i < rows; i++)
        {
            Span<float> y = _output.Span.Slice(i * outputs, outputs);
            _bias.Span[..outputs].CopyTo(y);
            for (int p = 0; p < inputs; p++)
                TensorPrimitives.MultiplyAdd(_weights.Span.Slice(p * outputs, outputs), _input.Span[i * inputs + p], y, y);
        }
    }

    [Benchmark]
    public void Kernel() => Kernels.Best.Multiply(
        Rows, Outputs, Inputs, _input.Pointer, Inputs, 1, _weights.Pointer, Outputs, _bias.Pointer, Activation.Identity, _output.Pointer, Outputs);

    /// <summary>The gradient of the weights has the same number of operations.</summary>
    [Benchmark]
    public void KernelWeightGradient() => Kernels.Best.Multiply(
        Inputs, Outputs, Rows, _input.Pointer, 1, Inputs, _output.Pointer, Outputs, null, Activation.Identity, _weights.Pointer, Outputs);

    private int Size(int index) => int.Parse(Shape.Split('x')[index], System.Globalization.CultureInfo.InvariantCulture);
}
