using BenchmarkDotNet.Attributes;

namespace RlOrleans.Learning.Benchmarks;

/// <summary>The three convolutions of Mnih et al., 2015 (84 by 84 pixels, 4 frames), and one over a small board.</summary>
public unsafe class ConvolutionBenchmarks : ICosted
{
    private static readonly Dictionary<string, ConvolutionShape> Shapes = new()
    {
        ["nature 1"] = new(84, 84, 4, 4, 32, 8, 4),
        ["nature 2"] = new(20, 20, 32, 32, 64, 4, 2),
        ["nature 3"] = new(9, 9, 64, 64, 64, 3, 1),
        ["board"] = new(10, 10, 4, 4, 16, 3, 1),
    };

    private ConvolutionShape _shape;
    private Convolution _convolution = null!;
    private int _inputStride;
    private FloatBuffer _input = null!, _weights = null!, _transposed = null!, _bias = null!, _output = null!, _gradient = null!, _scratch = null!;

    [Params("nature 1", "nature 2", "nature 3", "board")]
    public string Layer { get; set; } = "board";

    [Params(1, 32)]
    public int Images { get; set; }

    KernelCost ICosted.Cost => Convolution.Cost(Shapes[Layer], Images);

    [GlobalSetup]
    public void Setup()
    {
        _shape = Shapes[Layer];
        _inputStride = FloatBuffer.RoundUp(_shape.Height * _shape.Width * _shape.PixelStride);
        _input = KernelWorkload.Filled(Images * _inputStride);
        _weights = KernelWorkload.Filled(_shape.PatchLength * _shape.OutputPixelStride);
        _transposed = KernelWorkload.Filled(_shape.Filters * _shape.PatchStride);
        _bias = KernelWorkload.Filled(_shape.Filters);
        _output = KernelWorkload.Filled(Images * _shape.OutputStride);
        _gradient = new FloatBuffer(Images * _inputStride);
        _scratch = new FloatBuffer(_shape.ScratchLength);
        _convolution = new Convolution(_shape, _inputStride);
    }

    [Benchmark(Baseline = true)]
    public void Loops()
    {
        int columns = _shape.OutputPixelStride;
        float* y = _output.Pointer;
        for (int image = 0; image < Images; image++)
            for (int top = 0; top < _shape.OutputHeight; top++)
                for (int left = 0; left < _shape.OutputWidth; left++, y += columns)
                {
                    _bias.Span[..columns].CopyTo(new Span<float>(y, columns));
                    float* w = _weights.Pointer;
                    for (int i = 0; i < _shape.Kernel; i++)
                        for (int j = 0; j < _shape.Kernel; j++)
                            for (int c = 0; c < _shape.Channels; c++, w += columns)
                            {
                                int pixel = (top * _shape.Stride + i) * _shape.Width + left * _shape.Stride + j;
                                float x = _input.Pointer[image * _inputStride + pixel * _shape.PixelStride + c];
                                for (int f = 0; f < _shape.Filters; f++)
                                    y[f] += x * w[f];
                            }
                }
    }

    [Benchmark]
    public void KernelForward() => _convolution.Forward(
        Kernels.Best, Images, _input.Pointer, _weights.Pointer, _bias.Pointer, Activation.Relu, _output.Pointer);

    [Benchmark]
    public void KernelParameterGradient() => _convolution.ParameterGradient(
        Kernels.Best, Images, _input.Pointer, _output.Pointer, _weights.Pointer, _bias.Pointer);

    [Benchmark]
    public void KernelInputGradient() => _convolution.InputGradient(
        Kernels.Best, Images, _output.Pointer, _transposed.Pointer, _input.Pointer, Activation.Relu, _gradient.Pointer, _scratch.Pointer);
}
