using System.Globalization;

namespace RlOrleans.Learning;

/// <summary>
/// A two-dimensional convolution without padding, <c>conv:filters x kernel / stride</c>, over images with channels last.
/// </summary>
/// <remarks>
/// Copies are <c>W[filter, row, column, channel]</c> row-major, then <c>b[filter]</c>. In storage W is
/// <c>[row, column, channel, stride(filters)]</c>, then b <c>[stride(filters)]</c>. The kernels keep each pixel in whole lines; where the filters
/// do not fill theirs, the pixels are packed for the next layer, which knows of no gaps.
/// </remarks>
internal sealed unsafe class ConvolutionLayer : Layer
{
    private const int MostFilters = 1024;
    private const int LargestKernel = 64;

    private readonly ConvolutionShape _shape;
    private readonly Convolution _convolution;

    private ConvolutionLayer(TensorShape input, in ConvolutionShape shape, Activation activation)
        : base(input, new TensorShape(shape.OutputHeight, shape.OutputWidth, shape.Filters), activation)
    {
        _shape = shape;
        _convolution = new Convolution(shape, InputStride);
    }

    public ConvolutionShape Shape => _shape;

    public override int WeightCount => (_shape.PatchLength + 1) * _shape.Filters;

    public override int StorageLength => (_shape.PatchLength + 1) * _shape.OutputPixelStride;

    public override int TransposedLength => _shape.Filters * _shape.PatchStride;

    public override long ForwardOperations => Convolution.Cost(_shape, images: 1).FloatingPointOperations;

    private int BiasOffset => _shape.PatchLength * _shape.OutputPixelStride;

    private bool HasGaps => _shape.OutputPixelStride != _shape.Filters;

    /// <summary>The numbers in <c>filters x kernel / stride</c>; null where the text is none, or they are out of range.</summary>
    public static (int Filters, int Kernel, int Stride)? Parse(string arguments)
    {
        string[] parts = arguments.Split('x', '/');
        int slash = arguments.IndexOf('/', StringComparison.Ordinal);
        return parts.Length == 3 && arguments.IndexOf('x', StringComparison.Ordinal) < slash
            && Number(parts[0], MostFilters) is { } filters && Number(parts[1], LargestKernel) is { } kernel && Number(parts[2], kernel) is { } stride
            ? (filters, kernel, stride) : null;
    }

    /// <summary>The layer; null where the window is larger than the input, or the input no image.</summary>
    public static ConvolutionLayer? Create(string arguments, TensorShape input, Activation activation)
    {
        (int filters, int kernel, int stride) = Parse(arguments)!.Value;
        return input.IsImage && kernel <= input.Height && kernel <= input.Width
            ? new ConvolutionLayer(input, new ConvolutionShape(input.Height, input.Width, input.Channels, input.Channels, filters, kernel, stride), activation)
            : null;
    }

    public override int SavedLength(int rows, bool gradients) =>
        (HasGaps ? rows * _shape.OutputStride : 0) + (gradients ? _shape.ScratchLength : 0);

    public override void Forward(ref LayerPass pass)
    {
        float* output = HasGaps ? pass.Saved : pass.Output;
        _convolution.Forward(pass.Kernels, pass.Rows, pass.Input, pass.Parameters, pass.Parameters + BiasOffset, Activation, output);
        if (HasGaps)
            for (int row = 0; row < pass.Rows; row++)
                for (int pixel = 0; pixel < _shape.OutputPixels; pixel++)
                    Pixel(output, row, pixel).CopyTo(Packed(pass.Output, row, pixel));
    }

    public override void Backward(ref LayerPass pass)
    {
        float* gradient = pass.OutputGradient, scratch = pass.Saved;
        if (HasGaps)
        {
            gradient = pass.Saved;
            scratch += (nint)pass.Rows * _shape.OutputStride;
            new Span<float>(gradient, pass.Rows * _shape.OutputStride).Clear();
            for (int row = 0; row < pass.Rows; row++)
                for (int pixel = 0; pixel < _shape.OutputPixels; pixel++)
                    Packed(pass.OutputGradient, row, pixel).CopyTo(Pixel(gradient, row, pixel));
        }

        if (pass.ParameterGradient != null)
            _convolution.ParameterGradient(
                pass.Kernels, pass.Rows, pass.Input, gradient, pass.ParameterGradient, pass.ParameterGradient + BiasOffset);
        if (pass.InputGradient != null)
            _convolution.InputGradient(
                pass.Kernels, pass.Rows, gradient, pass.Transposed, pass.Input, pass.InputActivation, pass.InputGradient, scratch);
    }

    public override void Transpose(Kernels kernels, int block, float* parameters, float* transposed, bool inputGradient)
    {
        if (inputGradient)
            kernels.Transpose(_shape.PatchLength, _shape.Filters, parameters, _shape.OutputPixelStride, transposed, _shape.PatchStride);
    }

    public override void Initialise(Span<float> weights, in Initialiser initialiser)
    {
        int matrix = _shape.PatchLength * _shape.Filters;
        initialiser.Fill(weights[..matrix], weights[matrix..], _shape.Filters, _shape.PatchLength);
    }

    public override void CopyTo(float* parameters, Span<float> destination)
    {
        int length = _shape.PatchLength;
        fixed (float* weights = destination[..(length * _shape.Filters)])
            Transposition.Run(length, _shape.Filters, parameters, _shape.OutputPixelStride, weights, length);
        new ReadOnlySpan<float>(parameters + BiasOffset, _shape.Filters).CopyTo(destination[(length * _shape.Filters)..]);
    }

    public override void CopyFrom(float* parameters, ReadOnlySpan<float> source)
    {
        int length = _shape.PatchLength;
        fixed (float* weights = source[..(length * _shape.Filters)])
            Transposition.Run(_shape.Filters, length, weights, length, parameters, _shape.OutputPixelStride);
        source.Slice(length * _shape.Filters, _shape.Filters).CopyTo(new Span<float>(parameters + BiasOffset, _shape.Filters));
    }

    private static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= most ? value : null;

    private Span<float> Pixel(float* images, int row, int pixel) =>
        new(images + (nint)row * _shape.OutputStride + pixel * _shape.OutputPixelStride, _shape.Filters);

    private Span<float> Packed(float* images, int row, int pixel) => new(images + (nint)row * OutputStride + pixel * _shape.Filters, _shape.Filters);
}
