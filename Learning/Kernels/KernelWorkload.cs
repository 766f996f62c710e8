namespace RlOrleans.Learning;

/// <summary>One kernel on one shape, ready to be timed on the calling thread.</summary>
public sealed class KernelWorkload
{
    private readonly Action _call;
    private readonly KernelCost _cost;

    private KernelWorkload(string name, KernelCost cost, Action call)
    {
        Name = name;
        _cost = cost;
        _call = call;
    }

    /// <summary>The kernel and its shape.</summary>
    public string Name { get; }

    /// <summary>Additions and multiplications of one call, a fused multiply-add counting as two; elementary functions are not counted.</summary>
    public long FloatingPointOperations => _cost.FloatingPointOperations;

    /// <summary>Bytes of one call: operands read and results written, each once.</summary>
    public long BytesMoved => _cost.BytesMoved;

    /// <summary>Whether memory and not arithmetic is what the kernel is limited by, so that its rate is in bytes.</summary>
    public bool MovesMemory { get; private init; }

    /// <summary>Calls the kernel.</summary>
    /// <param name="times">How often.</param>
    public void Run(int times)
    {
        for (int i = 0; i < times; i++)
            _call();
    }

    /// <summary>What training spends its time in, on shapes that occur there.</summary>
    public static IReadOnlyList<KernelWorkload> CreateAll() =>
    [
        Product(8, 64, 64), Product(64, 64, 64), Product(256, 64, 64), Product(256, 256, 256),
        WeightGradient(256, 64, 64), WeightGradient(256, 256, 256),
        NarrowProduct(256, 64, 2), NarrowProduct(256, 256, 6),
        ConvolutionForward("84x84x4, 32 of 8x8/4", new ConvolutionShape(84, 84, 4, 4, 32, 8, 4)),
        ConvolutionForward("20x20x32, 64 of 4x4/2", new ConvolutionShape(20, 20, 32, 32, 64, 4, 2)),
        ConvolutionForward("9x9x64, 64 of 3x3", new ConvolutionShape(9, 9, 64, 64, 64, 3, 1)),
        LstmCell(64, 128),
        Columns(64, 256, 72),
        QuantileHuber(200, 32),
        Adam(9_000), Adam(200_000),
    ];

    private static unsafe KernelWorkload Product(int rows, int inputs, int outputs)
    {
        FloatBuffer x = Filled(rows * inputs), w = Filled(inputs * outputs), b = Filled(outputs), y = new(rows * outputs);
        return new($"dense layer {rows}x{inputs} to {outputs}", Kernels.Cost.Multiply(rows, outputs, inputs), () =>
            Kernels.Best.Multiply(rows, outputs, inputs, x.Pointer, inputs, 1, w.Pointer, outputs, b.Pointer, Activation.Identity, y.Pointer, outputs));
    }

    private static unsafe KernelWorkload WeightGradient(int rows, int inputs, int outputs)
    {
        FloatBuffer x = Filled(rows * inputs), gradient = Filled(rows * outputs), w = new(inputs * outputs);
        return new($"its weights' gradient {rows}x{inputs} to {outputs}", Kernels.Cost.Multiply(inputs, outputs, rows), () =>
            Kernels.Best.Multiply(inputs, outputs, rows, x.Pointer, 1, inputs, gradient.Pointer, outputs, null, Activation.Identity, w.Pointer, outputs));
    }

    private static unsafe KernelWorkload NarrowProduct(int rows, int inputs, int outputs)
    {
        int stride = FloatBuffer.RoundUp(rows);
        FloatBuffer x = Filled(rows * inputs), w = Filled(outputs * inputs), b = Filled(outputs), y = new(outputs * stride);
        return new($"output layer {rows}x{inputs} to {outputs}", Kernels.Cost.Multiply(rows, outputs, inputs), () =>
            Kernels.Best.MultiplyNarrow(rows, outputs, inputs, x.Pointer, inputs, w.Pointer, inputs, b.Pointer, y.Pointer, stride));
    }

    private static unsafe KernelWorkload ConvolutionForward(string name, ConvolutionShape shape)
    {
        const int Images = 32;
        int stride = FloatBuffer.RoundUp(shape.Height * shape.Width * shape.PixelStride);
        FloatBuffer x = Filled(Images * stride), w = Filled(shape.PatchLength * shape.OutputPixelStride), b = Filled(shape.OutputPixelStride);
        var y = new FloatBuffer(Images * shape.OutputStride);
        var convolution = new Convolution(shape, stride);
        return new($"convolution of {Images} {name}", Convolution.Cost(shape, Images), () =>
            convolution.Forward(Kernels.Best, Images, x.Pointer, w.Pointer, b.Pointer, Activation.Relu, y.Pointer));
    }

    private static unsafe KernelWorkload LstmCell(int rows, int units)
    {
        FloatBuffer gates = Filled(4 * rows * units), before = Filled(rows * units), cell = new(rows * units), hidden = new(rows * units);
        return new($"LSTM cell {rows}x{units}", Kernels.Cost.LstmCell(rows, units), () =>
            Kernels.Best.LstmCell(rows, units, gates.Pointer, before.Pointer, cell.Pointer, hidden.Pointer))
        { MovesMemory = true };
    }

    private static unsafe KernelWorkload Columns(int rows, int columns, int taken)
    {
        int stride = FloatBuffer.RoundUp(taken);
        int[] numbers = [.. Enumerable.Range(0, taken).Select(i => i * columns / taken)];
        FloatBuffer matrix = Filled(rows * columns), some = new(rows * stride + FloatBuffer.Line);
        return new($"{taken} of {rows}x{columns} columns", Kernels.Cost.GatherColumns(rows, taken), () =>
            Kernels.Best.GatherColumns(rows, numbers, matrix.Pointer, columns, some.Pointer, stride))
        { MovesMemory = true };
    }

    private static unsafe KernelWorkload QuantileHuber(int quantiles, int rows)
    {
        FloatBuffer estimates = Filled(quantiles * rows), targets = Filled(quantiles * rows), losses = new(rows), gradients = new(quantiles * rows);
        return new($"loss of {rows} rows of {quantiles} quantiles", Kernels.Cost.QuantileHuber(quantiles, rows), () =>
            Kernels.Best.QuantileHuber(quantiles, rows, estimates.Pointer, targets.Pointer, losses.Pointer, gradients.Pointer));
    }

    private static unsafe KernelWorkload Adam(int count)
    {
        const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-5f, StepSize = 1e-6f;
        int length = FloatBuffer.RoundUp(count);
        FloatBuffer weights = Filled(length), gradients = Filled(length), first = new(length), second = new(length);
        return new($"Adam, {length:N0} parameters", Kernels.Cost.Adam(length), () =>
            Kernels.Best.Adam(length, weights.Pointer, gradients.Pointer, first.Pointer, second.Pointer, 1, 1 - Beta1, Beta2, 1 - Beta2, Epsilon, StepSize, 1))
        { MovesMemory = true };
    }

    /// <summary>Small values of both signs, so that nothing overflows however often a kernel runs over its own results.</summary>
    internal static FloatBuffer Filled(int length)
    {
        var buffer = new FloatBuffer(length);
        for (int i = 0; i < buffer.Length; i++)
            buffer.Span[i] = (i % 17 - 8) / 64f;
        return buffer;
    }
}
