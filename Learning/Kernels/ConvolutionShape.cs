namespace RlOrleans.Learning;

/// <summary>
/// A two-dimensional convolution without padding ("valid") over images whose channels lie side by side:
/// pixel (y, x) of an image starts at <c>(y · Width + x) · PixelStride</c>.
/// </summary>
/// <param name="Height">Rows of pixels of the input.</param>
/// <param name="Width">Pixels in a row of the input.</param>
/// <param name="Channels">Values of an input pixel.</param>
/// <param name="PixelStride">Floats from one input pixel to the next, at least <paramref name="Channels"/>.</param>
/// <param name="Filters">Values of an output pixel.</param>
/// <param name="Kernel">Height and width of the window.</param>
/// <param name="Stride">Input pixels from one window to the next, in both directions.</param>
internal readonly record struct ConvolutionShape(int Height, int Width, int Channels, int PixelStride, int Filters, int Kernel, int Stride)
{
    // What the gradients of a block's windows should stay within, so that they are still in the second-level cache when they
    // are folded.
    private const int BlockFloats = 64 * 1024;

    public int OutputHeight => (Height - Kernel) / Stride + 1;

    public int OutputWidth => (Width - Kernel) / Stride + 1;

    public int OutputPixels => OutputHeight * OutputWidth;

    /// <summary>Inputs of one output: a patch is stored as (row, column, channel).</summary>
    public int PatchLength => Kernel * Kernel * Channels;

    /// <summary>Floats from one patch to the next in the scratch memory.</summary>
    public int PatchStride => FloatBuffer.RoundUp(PatchLength);

    /// <summary>Floats from one output pixel to the next; the padding holds activation(0).</summary>
    public int OutputPixelStride => FloatBuffer.RoundUp(Filters);

    /// <summary>Floats from one output image to the next.</summary>
    public int OutputStride => OutputPixels * OutputPixelStride;

    /// <summary>Images whose windows' gradients are computed together.</summary>
    public int BlockImages => Math.Max(1, BlockFloats / (OutputPixels * PatchStride));

    /// <summary>Floats of scratch memory that the input's gradient needs.</summary>
    public int ScratchLength => BlockImages * OutputPixels * PatchStride;
}
