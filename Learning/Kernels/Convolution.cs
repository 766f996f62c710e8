namespace RlOrleans.Learning;

/// <summary>
/// Convolutions as matrix products over unfolded patches ("im2col"), a block of images at a time. The weights are
/// <c>W[patch, filter]</c> with rows of <see cref="ConvolutionShape.OutputPixelStride"/> and patches in the order (row,
/// column, channel).
/// </summary>
/// <remarks>
/// Unfolding writes each input Kernel²/Stride² times, which against the product's 2 · Filters operations for each of
/// these values is little from 16 filters on; in return all three passes run at the speed of <see cref="Kernels.Multiply"/>.
/// An image's result does not depend on the images beside it. Legend: B images, P output pixels of an image.
/// </remarks>
internal static unsafe class Convolution
{
    /// <summary><c>Y[B·P, filter] = activation(patches(X) · W + bias)</c>.</summary>
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="images">B.</param>
    /// <param name="input">X.</param>
    /// <param name="inputStride">Floats from one input image to the next.</param>
    /// <param name="weights">W, with zeros in the padding.</param>
    /// <param name="bias">[filter], with zeros in the padding.</param>
    /// <param name="activation">Applied to each output.</param>
    /// <param name="output">Y, images <see cref="ConvolutionShape.OutputStride"/> apart.</param>
    /// <param name="scratch"><see cref="ConvolutionShape.ScratchLength"/> floats.</param>
    public static void Forward(
        Kernels kernels, in ConvolutionShape shape, int images, float* input, nint inputStride,
        float* weights, float* bias, Activation activation, float* output, float* scratch)
    {
        int block = shape.BlockImages;
        for (int first = 0; first < images; first += block)
        {
            int count = Math.Min(block, images - first);
            kernels.CopyPatches(shape, count, input + first * inputStride, inputStride, scratch);
            kernels.Multiply(
                count * shape.OutputPixels, shape.OutputPixelStride, shape.PatchLength,
                scratch, shape.PatchStride, 1,
                weights, shape.OutputPixelStride,
                bias, activation,
                output + (nint)first * shape.OutputStride, shape.OutputPixelStride);
        }
    }

    /// <summary>
    /// <c>dW = patches(X)ᵀ · dY</c> and <c>dbias = Σ dY</c>, where dY is the gradient before the activation, with zeros in
    /// the padding. Both are overwritten.
    /// </summary>
    public static void ParameterGradient(
        Kernels kernels, in ConvolutionShape shape, int images, float* input, nint inputStride,
        float* outputGradient, float* weightGradient, float* biasGradient, float* scratch)
    {
        int block = shape.BlockImages, columns = shape.OutputPixelStride;
        new Span<float>(weightGradient, shape.PatchLength * columns).Clear();
        for (int first = 0; first < images; first += block)
        {
            int count = Math.Min(block, images - first);
            kernels.CopyPatches(shape, count, input + first * inputStride, inputStride, scratch);
            kernels.MultiplyAccumulate(
                shape.PatchLength, columns, count * shape.OutputPixels,
                scratch, 1, shape.PatchStride,
                outputGradient + (nint)first * shape.OutputStride, columns,
                weightGradient, columns);
        }

        kernels.SumRows(images * shape.OutputPixels, columns, outputGradient, columns, biasGradient);
    }

    /// <summary>
    /// The gradient of the input before its own activation: <c>dX = fold(dY · Wᵀ) ⊙ activation'(X)</c>, overwritten.
    /// </summary>
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="images">B.</param>
    /// <param name="outputGradient">dY, before the activation.</param>
    /// <param name="transposedWeights">Wᵀ[filter, patch], rows <see cref="ConvolutionShape.PatchStride"/> apart.</param>
    /// <param name="input">X, activated; read unless the activation is the identity.</param>
    /// <param name="inputActivation">What made X.</param>
    /// <param name="inputGradient">dX.</param>
    /// <param name="inputStride">Floats between images of X and dX, a multiple of <see cref="FloatBuffer.Line"/>.</param>
    /// <param name="scratch"><see cref="ConvolutionShape.ScratchLength"/> floats.</param>
    public static void InputGradient(
        Kernels kernels, in ConvolutionShape shape, int images, float* outputGradient, float* transposedWeights,
        float* input, Activation inputActivation, float* inputGradient, nint inputStride, float* scratch)
    {
        int block = shape.BlockImages;
        for (int first = 0; first < images; first += block)
        {
            int count = Math.Min(block, images - first);
            kernels.Multiply(
                count * shape.OutputPixels, shape.PatchStride, shape.Filters,
                outputGradient + (nint)first * shape.OutputStride, shape.OutputPixelStride, 1,
                transposedWeights, shape.PatchStride,
                null, Activation.Identity,
                scratch, shape.PatchStride);
            float* gradient = inputGradient + first * inputStride;
            int length = (int)(count * inputStride);
            new Span<float>(gradient, length).Clear();
            kernels.AccumulatePatches(shape, count, scratch, gradient, inputStride);
            if (inputActivation != Activation.Identity)
                kernels.ActivationGradient(gradient, input + first * inputStride, inputActivation, gradient, length);
        }
    }

    /// <summary>Of <see cref="Forward"/>; both gradients have the same number of operations.</summary>
    public static KernelCost Cost(in ConvolutionShape shape, int images) =>
        Kernels.Cost.Multiply(images * shape.OutputPixels, shape.Filters, shape.PatchLength);
}
