namespace RlOrleans.Learning.Tests.Kernels;

public sealed unsafe class ConvolutionTests
{
    private const double Tolerance = 1e-5;

    /// <summary>Width, images, then height, width, channels, pixel stride, filters, kernel and stride of the shape.</summary>
    public static TheoryData<int, int, int[]> Shapes
    {
        get
        {
            var data = new TheoryData<int, int, int[]>();
            foreach (Learning.Kernels kernels in Learning.Kernels.Supported)
            {
                data.Add(kernels.VectorCount, 1, [1, 1, 1, 1, 1, 1, 1]);
                data.Add(kernels.VectorCount, 3, [5, 4, 3, 3, 7, 2, 1]);
                data.Add(kernels.VectorCount, 2, [12, 9, 4, 4, 32, 4, 2]);
                data.Add(kernels.VectorCount, 5, [7, 7, 20, 32, 18, 3, 2]);
                data.Add(kernels.VectorCount, 9, [9, 9, 32, 32, 16, 4, 1]);

                // More than one block of images.
                data.Add(kernels.VectorCount, 11, [20, 20, 4, 4, 16, 8, 2]);

                // More windows in one image than products run over at once.
                data.Add(kernels.VectorCount, 2, [24, 23, 2, 2, 16, 3, 1]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_AnyShape_AgreesWithDoubleLoops(int width, int images, int[] sizes)
    {
        var problem = new Problem(sizes, images);
        foreach (Activation activation in (Activation[])[Activation.Identity, Activation.Tanh, Activation.Relu])
        {
            FloatBuffer output = problem.Forward(width, activation);
            float[] expected = new float[images * problem.Shape.OutputStride];
            problem.ForEachOutput((image, pixel, filter, at) =>
            {
                double sum = problem.Bias.Span[filter];
                problem.ForEachInput(image, pixel, filter, (x, w) => sum += (double)problem.Input.Span[x] * problem.Weights.Span[w]);
                expected[at] = (float)(activation switch { Activation.Tanh => Math.Tanh(sum), Activation.Relu => Math.Max(0, sum), _ => sum });
            });
            Close.Equal(expected, output.Span[..expected.Length], Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ParameterGradient_AnyShape_AgreesWithDoubleLoops(int width, int images, int[] sizes)
    {
        var problem = new Problem(sizes, images);
        FloatBuffer weightGradient = new Numbers(1).Buffer(problem.Weights.Length), biasGradient = new Numbers(2).Buffer(problem.Bias.Length);
        problem.Convolution.ParameterGradient(
            Widths.Get(width), images, problem.Input.Pointer, problem.OutputGradient.Pointer, weightGradient.Pointer, biasGradient.Pointer);

        double[] weights = new double[problem.Weights.Length], bias = new double[problem.Bias.Length];
        problem.ForEachOutput((image, pixel, filter, at) =>
        {
            double gradient = problem.OutputGradient.Span[at];
            bias[filter] += gradient;
            problem.ForEachInput(image, pixel, filter, (x, w) => weights[w] += gradient * problem.Input.Span[x]);
        });
        Close.Equal([.. weights.Select(value => (float)value)], weightGradient.Span, Tolerance);
        Close.Equal([.. bias.Select(value => (float)value)], biasGradient.Span, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void InputGradient_AnyShape_AgreesWithDoubleLoops(int width, int images, int[] sizes)
    {
        var problem = new Problem(sizes, images);
        FloatBuffer gradient = new Numbers(3).Buffer(images * problem.InputStride), transposed = problem.TransposedWeights();
        double[] plain = new double[gradient.Length];
        problem.ForEachOutput((image, pixel, filter, at) =>
        {
            double outputGradient = problem.OutputGradient.Span[at];
            problem.ForEachInput(image, pixel, filter, (x, w) => plain[x] += outputGradient * problem.Weights.Span[w]);
        });
        foreach (Activation activation in (Activation[])[Activation.Identity, Activation.Tanh, Activation.Relu])
        {
            problem.Convolution.InputGradient(
                Widths.Get(width), images, problem.OutputGradient.Pointer, transposed.Pointer, problem.Input.Pointer, activation,
                gradient.Pointer, problem.Scratch.Pointer);
            float[] expected = new float[plain.Length];
            for (int i = 0; i < expected.Length; i++)
            {
                double y = problem.Input.Span[i];
                expected[i] = (float)(plain[i] * (activation switch { Activation.Tanh => 1 - y * y, Activation.Relu => y > 0 ? 1 : 0, _ => 1 }));
            }

            Close.Equal(expected, gradient.Span, Tolerance);
        }
    }

    /// <summary>The gradients of a loss that is linear in the outputs, against its differences: nothing but the forward pass is trusted.</summary>
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Gradients_SmallShape_AgreeWithFiniteDifferences(int width)
    {
        const float Delta = 0.5f;
        var problem = new Problem([5, 6, 2, 2, 3, 3, 2], 2);
        FloatBuffer weightGradient = new(problem.Weights.Length), biasGradient = new(problem.Bias.Length);
        FloatBuffer inputGradient = new(problem.Input.Length), transposed = problem.TransposedWeights();
        problem.Convolution.ParameterGradient(
            Widths.Get(width), 2, problem.Input.Pointer, problem.OutputGradient.Pointer, weightGradient.Pointer, biasGradient.Pointer);
        problem.Convolution.InputGradient(
            Widths.Get(width), 2, problem.OutputGradient.Pointer, transposed.Pointer, null, Activation.Identity,
            inputGradient.Pointer, problem.Scratch.Pointer);

        void Check(FloatBuffer variables, FloatBuffer gradient, Func<int, bool> isUsed)
        {
            for (int i = 0; i < variables.Length; i++)
            {
                if (!isUsed(i))
                    continue;
                float kept = variables.Span[i];
                variables.Span[i] = kept + Delta;
                double above = problem.Loss(width);
                variables.Span[i] = kept - Delta;
                double below = problem.Loss(width);
                variables.Span[i] = kept;

                // The outputs are linear in each variable, so a wide difference is exact but for rounding.
                Assert.InRange((above - below) / (2 * Delta) - gradient.Span[i], -1e-5, 1e-5);
            }
        }

        Check(problem.Weights, weightGradient, i => i % problem.Shape.OutputPixelStride < problem.Shape.Filters);
        Check(problem.Bias, biasGradient, i => i < problem.Shape.Filters);
        Check(problem.Input, inputGradient, _ => true);
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Forward_ImageAlone_GivesTheBitsOfTheImageAmongOthers(int width)
    {
        var problem = new Problem([12, 12, 4, 4, 16, 4, 2], 50);
        FloatBuffer together = problem.Forward(width, Activation.Tanh), alone = new(problem.Shape.OutputStride);
        for (int image = 0; image < 50; image++)
        {
            problem.Convolution.Forward(
                Widths.Get(width), 1, problem.Input.Pointer + image * problem.InputStride,
                problem.Weights.Pointer, problem.Bias.Pointer, Activation.Tanh, alone.Pointer);
            Assert.True(together.Span.Slice(image * problem.Shape.OutputStride, problem.Shape.OutputStride).SequenceEqual(alone.Span));
        }
    }

    private sealed class Problem
    {
        private readonly int _images;

        public Problem(int[] sizes, int images)
        {
            _images = images;
            Shape = new ConvolutionShape(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], sizes[6]);
            InputStride = FloatBuffer.RoundUp(Shape.Height * Shape.Width * Shape.PixelStride);
            var numbers = new Numbers(40);
            Input = numbers.Buffer(images * InputStride);
            Weights = new FloatBuffer(Shape.PatchLength * Shape.OutputPixelStride);
            for (int i = 0; i < Shape.PatchLength; i++)
                numbers.Array(Shape.Filters).CopyTo(Weights.Span[(i * Shape.OutputPixelStride)..]);
            Bias = numbers.Buffer(Shape.Filters);
            OutputGradient = new FloatBuffer(images * Shape.OutputStride);
            ForEachOutput((_, _, _, at) => OutputGradient.Span[at] = numbers.Next());
            Scratch = new FloatBuffer(Shape.ScratchLength);
            Convolution = new Convolution(Shape, InputStride);
        }

        public ConvolutionShape Shape { get; }

        public int InputStride { get; }

        public FloatBuffer Input { get; }

        public FloatBuffer Weights { get; }

        public FloatBuffer Bias { get; }

        public FloatBuffer OutputGradient { get; }

        public FloatBuffer Scratch { get; }

        public Convolution Convolution { get; }

        public FloatBuffer Forward(int width, Activation activation)
        {
            var output = new FloatBuffer(_images * Shape.OutputStride);
            Convolution.Forward(
                Widths.Get(width), _images, Input.Pointer, Weights.Pointer, Bias.Pointer, activation, output.Pointer);
            return output;
        }

        public double Loss(int width)
        {
            FloatBuffer output = Forward(width, Activation.Identity);
            double loss = 0;
            ForEachOutput((_, _, _, at) => loss += (double)output.Span[at] * OutputGradient.Span[at]);
            return loss;
        }

        public FloatBuffer TransposedWeights()
        {
            var transposed = new FloatBuffer(Shape.Filters * Shape.PatchStride);
            for (int i = 0; i < Shape.PatchLength; i++)
                for (int filter = 0; filter < Shape.Filters; filter++)
                    transposed.Span[filter * Shape.PatchStride + i] = Weights.Span[i * Shape.OutputPixelStride + filter];
            return transposed;
        }

        /// <summary>Calls with (image, pixel, filter, index of the output).</summary>
        public void ForEachOutput(Action<int, int, int, int> visit)
        {
            for (int image = 0; image < _images; image++)
                for (int pixel = 0; pixel < Shape.OutputPixels; pixel++)
                    for (int filter = 0; filter < Shape.Filters; filter++)
                        visit(image, pixel, filter, image * Shape.OutputStride + pixel * Shape.OutputPixelStride + filter);
        }

        /// <summary>Calls with the indices of each input and of its weight.</summary>
        public void ForEachInput(int image, int pixel, int filter, Action<int, int> visit)
        {
            int top = pixel / Shape.OutputWidth * Shape.Stride, left = pixel % Shape.OutputWidth * Shape.Stride, weight = filter;
            for (int i = 0; i < Shape.Kernel; i++)
                for (int j = 0; j < Shape.Kernel; j++)
                    for (int channel = 0; channel < Shape.Channels; channel++, weight += Shape.OutputPixelStride)
                        visit(image * InputStride + ((top + i) * Shape.Width + left + j) * Shape.PixelStride + channel, weight);
        }
    }
}
