namespace RlOrleans.Learning;

/// <summary>
/// Convolutions as matrix products of windows with filters, whose operand is read where the images lie: a window is found
/// by the place of its first pixel, and an element within it by a place that all windows share. The weights are
/// <c>W[patch, filter]</c> with rows of <see cref="ConvolutionShape.OutputPixelStride"/> and patches in the order (row,
/// column, channel).
/// </summary>
/// <remarks>
/// The input's gradient is computed window by window and folded back, a block of images at a time. An image's result does
/// not depend on the images beside it. It is safe to be used by several threads at once. Legend: B images, P output pixels of
/// an image.
/// </remarks>
internal sealed unsafe class Convolution
{
    /// <summary>Windows that products run over together, so that what is left over at the end of a block is little.</summary>
    private const int BlockWindows = 256;

    private readonly ConvolutionShape _shape;
    private readonly int _inputStride;
    private readonly int _blockImages;
    private readonly FloatBuffer _windows;
    private readonly FloatBuffer _elements;

    /// <param name="shape">Sizes.</param>
    /// <param name="inputStride">Floats from one input image to the next, a multiple of <see cref="FloatBuffer.Line"/>.</param>
    public Convolution(in ConvolutionShape shape, int inputStride)
    {
        _shape = shape;
        _inputStride = inputStride;
        _blockImages = Math.Max(1, BlockWindows / shape.OutputPixels);

        // Products read one place beyond the last.
        _windows = new FloatBuffer(_blockImages * shape.OutputPixels + 1);
        _elements = new FloatBuffer(shape.PatchLength + 1);
        int row = shape.Width * shape.PixelStride, at = 0;
        for (int image = 0; image < _blockImages; image++)
            for (int y = 0; y < shape.OutputHeight; y++)
                for (int x = 0; x < shape.OutputWidth; x++)
                    Windows[at++] = image * inputStride + shape.Stride * (y * row + x * shape.PixelStride);
        at = 0;
        for (int y = 0; y < shape.Kernel; y++)
            for (int x = 0; x < shape.Kernel; x++)
                for (int channel = 0; channel < shape.Channels; channel++)
                    Elements[at++] = y * row + x * shape.PixelStride + channel;
    }

    private int* Windows => (int*)_windows.Pointer;

    private int* Elements => (int*)_elements.Pointer;

    /// <summary><c>Y[B·P, filter] = activation(windows(X) · W + bias)</c>.</summary>
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="images">B.</param>
    /// <param name="input">X.</param>
    /// <param name="weights">W, with zeros in the padding.</param>
    /// <param name="bias">[filter], with zeros in the padding.</param>
    /// <param name="activation">Applied to each output.</param>
    /// <param name="output">Y, images <see cref="ConvolutionShape.OutputStride"/> apart.</param>
    public void Forward(Kernels kernels, int images, float* input, float* weights, float* bias, Activation activation, float* output)
    {
        for (int first = 0; first < images; first += _blockImages)
            kernels.MultiplyWindows(
                Math.Min(_blockImages, images - first) * _shape.OutputPixels, _shape.OutputPixelStride, _shape.PatchLength,
                input + (nint)first * _inputStride, Windows, Elements,
                weights, _shape.OutputPixelStride,
                bias, activation,
                output + (nint)first * _shape.OutputStride, _shape.OutputPixelStride);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// <c>dW = windows(X)ᵀ · dY</c> and <c>dbias = Σ dY</c>, where dY is the gradient before the activation, with zeros in
    /// the padding. Both are overwritten.
    /// </summary>
    public void ParameterGradient(
        Kernels kernels, int images, float* input, float* outputGradient, float* weightGradient, float* biasGradient)
    {
        int columns = _shape.OutputPixelStride;
        new Span<float>(weightGradient, _shape.PatchLength * columns).Clear();
        for (int first = 0; first < images; first += _blockImages)
            kernels.MultiplyWindowsAccumulate(
                _shape.PatchLength, columns, Math.Min(_blockImages, images - first) * _shape.OutputPixels,
                input + (nint)first * _inputStride, Elements, Windows,
                outputGradient + (nint)first * _shape.OutputStride, columns,
                weightGradient, columns);
        kernels.SumRows(images * _shape.OutputPixels, columns, outputGradient, columns, biasGradient);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// The gradient of the input before its own activation: <c>dX = fold(dY · Wᵀ) ⊙ activation'(X)</c>, overwritten.
    /// </summary>
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="images">B.</param>
    /// <param name="outputGradient">dY, before the activation.</param>
    /// <param name="transposedWeights">Wᵀ[filter, patch], rows <see cref="ConvolutionShape.PatchStride"/> apart.</param>
    /// <param name="input">X, activated; read unless the activation is the identity.</param>
    /// <param name="inputActivation">What made X.</param>
    /// <param name="inputGradient">dX.</param>
    /// <param name="scratch"><see cref="ConvolutionShape.ScratchLength"/> floats.</param>
    public void InputGradient(
        Kernels kernels, int images, float* outputGradient, float* transposedWeights,
        float* input, Activation inputActivation, float* inputGradient, float* scratch)
    {
        int block = _shape.BlockImages;
        for (int first = 0; first < images; first += block)
        {
            int count = Math.Min(block, images - first);
            kernels.Multiply(
                count * _shape.OutputPixels, _shape.PatchStride, _shape.Filters,
                outputGradient + (nint)first * _shape.OutputStride, _shape.OutputPixelStride, 1,
                transposedWeights, _shape.PatchStride,
                null, Activation.Identity,
                scratch, _shape.PatchStride);
            float* gradient = inputGradient + (nint)first * _inputStride;
            int length = count * _inputStride;
            new Span<float>(gradient, length).Clear();
            kernels.AccumulatePatches(_shape, count, scratch, gradient, _inputStride);
            if (inputActivation != Activation.Identity)
                kernels.ActivationGradient(gradient, input + (nint)first * _inputStride, inputActivation, gradient, length);
        }
    }

    /// <summary>Of <see cref="Forward"/>; both gradients have the same number of operations.</summary>
    public static KernelCost Cost(in ConvolutionShape shape, int images) =>
        Kernels.Cost.Multiply(images * shape.OutputPixels, shape.Filters, shape.PatchLength);
}
