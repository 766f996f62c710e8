using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

namespace RlOrleans.Learning.Benchmarks;

/// <summary>The part of a long short-term memory between its products.</summary>
public unsafe class LstmBenchmarks
{
    private FloatBuffer _gates = null!, _previousCell = null!, _cell = null!, _hidden = null!, _gateGradients = null!, _scratch = null!;

    [Params(1, 64)]
    public int Rows { get; set; }

    [Params(128)]
    public int Units { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _gates = KernelWorkload.Filled(4 * Rows * Units);
        _gateGradients = new FloatBuffer(4 * Rows * Units);
        _previousCell = KernelWorkload.Filled(Rows * Units);
        _cell = new FloatBuffer(Rows * Units);
        _hidden = new FloatBuffer(Rows * Units);
        _scratch = new FloatBuffer(Units);
    }

    [Benchmark(Baseline = true)]
    public void Loops()
    {
        for (int b = 0; b < Rows; b++)
            for (int u = 0; u < Units; u++)
            {
                float* z = _gates.Pointer + 4 * b * Units + u;
                float i = 1 / (1 + MathF.Exp(-z[0])), f = 1 / (1 + MathF.Exp(-z[Units]));
                float g = MathF.Tanh(z[2 * Units]), o = 1 / (1 + MathF.Exp(-z[3 * Units]));
                float c = f * _previousCell.Pointer[b * Units + u] + i * g;
                z[0] = i;
                z[Units] = f;
                z[2 * Units] = g;
                z[3 * Units] = o;
                _cell.Pointer[b * Units + u] = c;
                _hidden.Pointer[b * Units + u] = o * MathF.Tanh(c);
            }
    }

    [Benchmark]
    public void Tensors()
    {
        for (int b = 0; b < Rows; b++)
        {
            Span<float> gates = _gates.Span.Slice(4 * b * Units, 4 * Units);
            Span<float> i = gates[..Units], f = gates.Slice(Units, Units), g = gates.Slice(2 * Units, Units), o = gates[(3 * Units)..];
            Span<float> cell = _cell.Span.Slice(b * Units, Units), hidden = _hidden.Span.Slice(b * Units, Units), product = _scratch.Span[..Units];
            TensorPrimitives.Sigmoid(i, i);
            TensorPrimitives.Sigmoid(f, f);
            TensorPrimitives.Tanh(g, g);
            TensorPrimitives.Sigmoid(o, o);
            TensorPrimitives.Multiply(i, g, product);
            TensorPrimitives.MultiplyAdd(f, _previousCell.Span.Slice(b * Units, Units), product, cell);
            TensorPrimitives.Tanh(cell, hidden);
            TensorPrimitives.Multiply(hidden, o, hidden);
        }
    }

    [Benchmark]
    public void Kernel() => Kernels.Best.LstmCell(Rows, Units, _gates.Pointer, _previousCell.Pointer, _cell.Pointer, _hidden.Pointer);

    [Benchmark]
    public void KernelGradient() => Kernels.Best.LstmCellGradient(
        Rows, Units, _gates.Pointer, _previousCell.Pointer, _cell.Pointer, _hidden.Pointer, _previousCell.Pointer, _gateGradients.Pointer, _hidden.Pointer);
}
