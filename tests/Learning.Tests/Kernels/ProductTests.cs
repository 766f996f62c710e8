namespace RlOrleans.Learning.Tests.Kernels;

public sealed unsafe class ProductTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<int, int, int, int> Shapes
    {
        get
        {
            var data = new TheoryData<int, int, int, int>();
            foreach (int width in (IEnumerable<int>)[4, 8, 16])
                foreach ((int rows, int columns, int inner) in ((int, int, int)[])
                    [(1, 16, 1), (1, 64, 64), (2, 80, 3), (3, 48, 7), (4, 64, 0), (5, 16, 33), (7, 112, 65), (64, 64, 4), (66, 96, 129), (130, 256, 300), (150, 144, 513)])
                    if (Learning.Kernels.Supported.Any(kernels => kernels.VectorCount == width))
                        data.Add(width, rows, columns, inner);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_AnyShape_AgreesWithDoubleLoops(int width, int rows, int columns, int inner)
    {
        var numbers = new Numbers(1);
        FloatBuffer left = numbers.Buffer(rows * inner), right = numbers.Buffer(inner * columns), bias = numbers.Buffer(columns), result = new(rows * columns);
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            Widths.Get(width).Multiply(
                rows, columns, inner, left.Pointer, inner, 1, right.Pointer, columns, bias.Pointer, activation, result.Pointer, columns);
            float[] expected = Naive(rows, columns, inner, left.Span, inner, 1, right.Span, bias.Span, value => activation switch
            {
                Activation.Tanh => Math.Tanh(value),
                Activation.Relu => Math.Max(0, value),
                _ => value,
            });
            Close.Equal(expected, result.Span[..expected.Length], Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_TransposedLeft_AgreesWithDoubleLoops(int width, int rows, int columns, int inner)
    {
        var numbers = new Numbers(2);
        int stride = rows + 3;
        FloatBuffer left = numbers.Buffer(stride * inner), right = numbers.Buffer(inner * columns), result = new(rows * columns);
        Widths.Get(width).Multiply(
            rows, columns, inner, left.Pointer, 1, stride, right.Pointer, columns, null, Activation.Identity, result.Pointer, columns);
        float[] expected = Naive(rows, columns, inner, left.Span, 1, stride, right.Span, new float[columns], value => value);
        Close.Equal(expected, result.Span[..expected.Length], Tolerance);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void MultiplyAccumulate_AnyShape_AgreesWithDoubleLoops(int width, int rows, int columns, int inner)
    {
        var numbers = new Numbers(9);
        FloatBuffer left = numbers.Buffer(rows * inner), right = numbers.Buffer(inner * columns), result = numbers.Buffer(rows * columns);
        float[] expected = Naive(rows, columns, inner, left.Span, inner, 1, right.Span, new float[columns], value => value);
        for (int i = 0; i < expected.Length; i++)
            expected[i] += result.Span[i];
        Widths.Get(width).MultiplyAccumulate(rows, columns, inner, left.Pointer, inner, 1, right.Pointer, columns, result.Pointer, columns);
        Close.Equal(expected, result.Span[..expected.Length], Tolerance);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void MultiplyActivationGradient_AnyShape_AgreesWithDoubleLoops(int width, int rows, int columns, int inner)
    {
        var numbers = new Numbers(3);
        FloatBuffer left = numbers.Buffer(rows * inner), right = numbers.Buffer(inner * columns), activated = numbers.Buffer(rows * columns), result = new(rows * columns);
        float[] plain = Naive(rows, columns, inner, left.Span, inner, 1, right.Span, new float[columns], value => value);
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            Widths.Get(width).MultiplyActivationGradient(
                rows, columns, inner, left.Pointer, inner, 1, right.Pointer, columns, activated.Pointer, activation, result.Pointer, columns);
            float[] expected = new float[plain.Length];
            for (int i = 0; i < expected.Length; i++)
            {
                double y = activated.Span[i];
                expected[i] = (float)(plain[i] * (activation switch { Activation.Tanh => 1 - y * y, Activation.Relu => y > 0 ? 1 : 0, _ => 1 }));
            }

            Close.Equal(expected, result.Span[..expected.Length], Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_ListedPlaces_GivesTheBitsOfTheWholeWithZerosElsewhere(int width, int rows, int columns, int inner)
    {
        var numbers = new Numbers(11);
        Learning.Kernels kernels = Widths.Get(width);
        FloatBuffer left = new(rows * inner), right = numbers.Buffer(inner * columns), bias = numbers.Buffer(columns), activated = numbers.Buffer(rows * columns);
        FloatBuffer whole = new(rows * columns), listed = new(rows * columns);
        int* places = stackalloc int[inner + 1];
        int count = 0;
        for (int place = 0; place < inner; place++)
        {
            if (place % 5 == 1 || place % 7 == 2)
                continue;
            places[count++] = place;
            for (int row = 0; row < rows; row++)
                left.Span[row * inner + place] = numbers.Next();
        }

        kernels.Multiply(rows, columns, inner, left.Pointer, inner, 1, right.Pointer, columns, bias.Pointer, Activation.Relu, whole.Pointer, columns);
        kernels.Multiply(rows, columns, count, left.Pointer, inner, 1, right.Pointer, columns, bias.Pointer, Activation.Relu, listed.Pointer, columns, places);
        Assert.True(whole.Span.SequenceEqual(listed.Span));
        kernels.MultiplyActivationGradient(
            rows, columns, inner, left.Pointer, inner, 1, right.Pointer, columns, activated.Pointer, Activation.Tanh, whole.Pointer, columns);
        kernels.MultiplyActivationGradient(
            rows, columns, count, left.Pointer, inner, 1, right.Pointer, columns, activated.Pointer, Activation.Tanh, listed.Pointer, columns, places);
        Assert.True(whole.Span.SequenceEqual(listed.Span));
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Multiply_RowAlone_GivesTheBitsOfTheRowAmongOthers(int width)
    {
        const int Rows = 11, Columns = 80, Inner = 37;
        var numbers = new Numbers(4);
        Learning.Kernels kernels = Widths.Get(width);
        FloatBuffer left = numbers.Buffer(Rows * Inner), right = numbers.Buffer(Inner * Columns), together = new(Rows * Columns), alone = new(Columns);
        kernels.Multiply(Rows, Columns, Inner, left.Pointer, Inner, 1, right.Pointer, Columns, null, Activation.Tanh, together.Pointer, Columns);
        for (int row = 0; row < Rows; row++)
        {
            kernels.Multiply(1, Columns, Inner, left.Pointer + row * Inner, Inner, 1, right.Pointer, Columns, null, Activation.Tanh, alone.Pointer, Columns);
            Assert.True(together.Span.Slice(row * Columns, Columns).SequenceEqual(alone.Span[..Columns]));
        }
    }

    /// <summary>Rows and columns on their own take other tiles, blocks and packings than together; the bits must not tell.</summary>
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Multiply_AnyCut_GivesTheSameBits(int width)
    {
        var numbers = new Numbers(10);
        Learning.Kernels kernels = Widths.Get(width);
        for (int round = 0; round < 60; round++)
        {
            int rows = 1 + numbers.Below(round % 3 == 0 ? 150 : 20), columns = FloatBuffer.Line * (1 + numbers.Below(11)), inner = numbers.Below(round % 2 == 0 ? 600 : 40);
            bool transposed = round % 4 < 2;
            int stride = transposed ? rows + numbers.Below(200) : inner;
            (int leftRow, int leftColumn) = transposed ? (1, stride) : (stride, 1);
            FloatBuffer left = numbers.Buffer((transposed ? inner : rows) * stride), right = numbers.Buffer(inner * columns), bias = numbers.Buffer(columns);
            FloatBuffer together = new(rows * columns), alone = new(columns);
            kernels.Multiply(rows, columns, inner, left.Pointer, leftRow, leftColumn, right.Pointer, columns, bias.Pointer, Activation.Tanh, together.Pointer, columns);
            for (int row = 0; row < rows; row += 1 + numbers.Below(7))
                for (int column = 0; column < columns; column += FloatBuffer.Line)
                {
                    kernels.Multiply(
                        1, FloatBuffer.Line, inner, left.Pointer + row * leftRow, leftRow, leftColumn, right.Pointer + column, columns,
                        bias.Pointer + column, Activation.Tanh, alone.Pointer, columns);
                    Assert.True(
                        together.Span.Slice(row * columns + column, FloatBuffer.Line).SequenceEqual(alone.Span[..FloatBuffer.Line]),
                        $"[{rows}, {inner}] x [{inner}, {columns}], transposed {transposed}: row {row}, column {column}");
                }
        }
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void MultiplyNarrow_RowAlone_GivesTheBitsOfTheRowAmongOthers(int width)
    {
        const int Inner = 80;
        var numbers = new Numbers(11);
        Learning.Kernels kernels = Widths.Get(width);
        for (int outputs = 1; outputs <= 19; outputs += 3)
            for (int rows = 1; rows <= 40; rows += 3)
            {
                int resultStride = FloatBuffer.RoundUp(rows);
                FloatBuffer input = numbers.Buffer(rows * Inner), weights = numbers.Buffer(outputs * Inner), bias = numbers.Buffer(outputs);
                FloatBuffer together = new(outputs * resultStride), alone = new(outputs * FloatBuffer.Line);
                kernels.MultiplyNarrow(rows, outputs, Inner, input.Pointer, Inner, weights.Pointer, Inner, bias.Pointer, together.Pointer, resultStride);
                for (int row = 0; row < rows; row++)
                {
                    kernels.MultiplyNarrow(
                        1, outputs, Inner, input.Pointer + row * Inner, Inner, weights.Pointer, Inner, bias.Pointer, alone.Pointer, FloatBuffer.Line);
                    for (int o = 0; o < outputs; o++)
                        Assert.Equal(together.Span[o * resultStride + row], alone.Span[o * FloatBuffer.Line]);
                }

                // What lies beyond the rows is the caller's.
                for (int o = 0; o < outputs; o++)
                    Assert.All(together.Span[(o * resultStride + rows)..((o + 1) * resultStride)].ToArray(), value => Assert.Equal(0, value));
            }
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void MultiplyNarrow_AnyShape_AgreesWithDoubleLoops(int width)
    {
        var numbers = new Numbers(5);
        foreach ((int rows, int outputs, int inner) in ((int, int, int)[])[(1, 1, 1), (3, 2, 20), (4, 6, 64), (17, 3, 100), (70, 18, 256)])
        {
            int stride = FloatBuffer.RoundUp(inner), resultStride = FloatBuffer.RoundUp(rows);
            FloatBuffer input = new(rows * stride), weights = new(outputs * stride), bias = numbers.Buffer(outputs), result = new(outputs * resultStride);
            for (int i = 0; i < rows; i++)
                numbers.Array(inner).CopyTo(input.Span[(i * stride)..]);
            for (int o = 0; o < outputs; o++)
                numbers.Array(inner).CopyTo(weights.Span[(o * stride)..]);
            Widths.Get(width).MultiplyNarrow(
                rows, outputs, stride, input.Pointer, stride, weights.Pointer, stride, bias.Pointer, result.Pointer, resultStride);
            for (int o = 0; o < outputs; o++)
            {
                float[] expected = new float[rows];
                for (int i = 0; i < rows; i++)
                {
                    double sum = bias.Span[o];
                    for (int p = 0; p < inner; p++)
                        sum += (double)input.Span[i * stride + p] * weights.Span[o * stride + p];
                    expected[i] = (float)sum;
                }

                Close.Equal(expected, result.Span.Slice(o * resultStride, rows), Tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Transpose_OddShape_SwapsRowsAndColumns(int width)
    {
        const int Rows = 37, Columns = 21, Stride = 32, ResultStride = 48;
        FloatBuffer matrix = new Numbers(6).Buffer(Rows * Stride), result = new(Columns * ResultStride);
        Widths.Get(width).Transpose(Rows, Columns, matrix.Pointer, Stride, result.Pointer, ResultStride);
        for (int i = 0; i < Rows; i++)
            for (int j = 0; j < Columns; j++)
                Assert.Equal(matrix.Span[i * Stride + j], result.Span[j * ResultStride + i]);
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Sums_OddCounts_AgreeWithDoubleLoops(int width)
    {
        Learning.Kernels kernels = Widths.Get(width);
        foreach (int count in (int[])[1, 15, 16, 31, 100, 1000])
        {
            FloatBuffer values = new Numbers(7).Buffer(count, 0, 1);
            double sum = 0, squares = 0;
            foreach (float value in values.Span)
            {
                sum += value;
                squares += (double)value * value;
            }

            Close.Equal(sum, kernels.Sum(values.Pointer, count), Tolerance);
            Close.Equal(squares, kernels.SumSquares(values.Pointer, values.Length), Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void SumRows_OddRows_AgreesWithDoubleLoops(int width)
    {
        const int Rows = 67, Columns = 48;
        FloatBuffer matrix = new Numbers(8).Buffer(Rows * Columns), result = new(Columns);
        Widths.Get(width).SumRows(Rows, Columns, matrix.Pointer, Columns, result.Pointer);
        float[] expected = new float[Columns];
        for (int j = 0; j < Columns; j++)
        {
            double sum = 0;
            for (int i = 0; i < Rows; i++)
                sum += matrix.Span[i * Columns + j];
            expected[j] = (float)sum;
        }

        Close.Equal(expected, result.Span[..Columns], Tolerance);
    }

    private static float[] Naive(
        int rows, int columns, int inner, ReadOnlySpan<float> left, int leftRow, int leftColumn, ReadOnlySpan<float> right,
        ReadOnlySpan<float> bias, Func<double, double> activation)
    {
        float[] result = new float[rows * columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
            {
                double sum = bias[j];
                for (int p = 0; p < inner; p++)
                    sum += (double)left[i * leftRow + p * leftColumn] * right[p * columns + j];
                result[i * columns + j] = (float)activation(sum);
            }

        return result;
    }
}
