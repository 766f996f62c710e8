using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>Folding the gradients of windows back into images.</summary>
internal sealed unsafe partial class Kernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AccumulatePatches(in ConvolutionShape shape, int images, float* patches, float* result, nint resultStride)
    {
        bool dense = shape.PixelStride == shape.Channels;
        int run = dense ? shape.Kernel * shape.Channels : shape.Channels, runs = dense ? 1 : shape.Kernel;
        int height = shape.OutputHeight, width = shape.OutputWidth, kernel = shape.Kernel, padding = shape.PatchStride - shape.PatchLength;
        nint pixel = shape.PixelStride, row = shape.Width * pixel, right = shape.Stride * pixel, down = shape.Stride * row;
        for (int image = 0; image < images; image++, result += resultStride)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++, patches += padding)
                {
                    float* window = result + y * down + x * right;
                    for (int i = 0; i < kernel; i++, window += row)
                        for (int j = 0; j < runs; j++, patches += run)
                            Add(patches, window + j * pixel, run);
                }
    }

    // Runs may end anywhere, and what lies behind them belongs to others: the last vector overlaps the one before, and runs
    // shorter than a vector are whole pixels of few channels.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* to, int count)
    {
        int width = TSimd.Count, i = 0;
        for (; i + width <= count; i += width)
            TSimd.Store(TSimd.Load(from + i), to + i);
        if (i == count)
            return;
        if (count >= width)
        {
            TSimd.Store(TSimd.Load(from + count - width), to + count - width);
            return;
        }

        for (; i + Simd128.Count <= count; i += Simd128.Count)
            Simd128.Store(Simd128.Load(from + i), to + i);
        for (; i < count; i++)
            to[i] = from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* from, float* to, int count)
    {
        int width = TSimd.Count, i = 0;
        for (; i + width <= count; i += width)
            TSimd.Store(TSimd.Add(TSimd.Load(to + i), TSimd.Load(from + i)), to + i);
        for (; i + Simd128.Count <= count; i += Simd128.Count)
            Simd128.Store(Simd128.Add(Simd128.Load(to + i), Simd128.Load(from + i)), to + i);
        for (; i < count; i++)
            to[i] += from[i];
    }
}
