namespace RlOrleans.Learning.Tests.Networks;

/// <summary>A dense layer whose inputs or gradients are zero at many units, beside one that knows nothing of that.</summary>
public sealed unsafe class ActiveUnitsTests
{
    private const int Rows = 9;
    private const int Inputs = 130;
    private const int Outputs = 41;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public void Backward_FewActiveUnits_GivesTheBitsOfTheWholePass(int active)
    {
        (float[] expected, long none) = Backward(Activation.Identity, active);
        (float[] actual, long saved) = Backward(Activation.Relu, active);
        Assert.Equal(expected, actual);
        Assert.Equal(0, none);
        Assert.Equal(2L * 2 * Rows * Inputs * (Outputs - active), saved);
    }

    [Theory]
    [InlineData(Activation.Identity, 41)]
    [InlineData(Activation.Relu, 41)]
    [InlineData(Activation.Relu, 20)]
    [InlineData(Activation.Relu, 0)]
    public void BackwardBlock_AfterTwoSlices_GivesTheBitsOfOnePass(Activation activation, int active)
    {
        float[] expected = Backward(activation, active).Gradients, actual = Backward(activation, active, slices: 2).Gradients;
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(20, 2)]
    [InlineData(21, 1)]
    [InlineData(35, 1)]
    [InlineData(36, 0)]
    public void Backward_MoreActiveUnits_SavesFewerProducts(int active, int products)
    {
        (float[] expected, _) = Backward(Activation.Identity, active);
        (float[] actual, long saved) = Backward(Activation.Relu, active);
        Assert.Equal(expected, actual);
        Assert.Equal(products * 2L * Rows * Inputs * (Outputs - active), saved);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 40)]
    [InlineData(9, 65)]
    [InlineData(64, 113)]
    public void Forward_SleepingInputs_GivesTheBitsOfTheWholePass(int rows, int active)
    {
        (float[] expected, long none) = Forward(Activation.Identity, rows, active);
        (float[] actual, long saved) = Forward(Activation.Relu, rows, active);
        Assert.Equal(expected, actual);
        Assert.Equal(0, none);
        Assert.Equal(2L * rows * Outputs * (Inputs - active), saved);
    }

    [Theory]
    [InlineData(9, 114)]
    [InlineData(65, 20)]
    public void Forward_FewSleepingInputsOrManyRows_SavesNothing(int rows, int active) =>
        Assert.Equal(0, Forward(Activation.Relu, rows, active).Saved);

    // The inputs are what the activation before the layer gave.
    private static (float[] Outputs, long Saved) Forward(Activation before, int rows, int active)
    {
        var numbers = new Numbers(31);
        var layer = new DenseLayer(Inputs, Outputs, Activation.Tanh);
        FloatBuffer parameters = new(layer.StorageLength), saved = new(layer.SavedLength(rows, gradients: false));
        FloatBuffer input = new(rows * layer.InputStride), output = new(rows * layer.OutputStride);
        layer.CopyFrom(parameters.Pointer, numbers.Array(layer.WeightCount));
        for (int row = 0; row < rows; row++)
            for (int unit = 0; unit < active; unit++)
                input.Span[row * layer.InputStride + 7 * unit % Inputs] = unit % rows == row ? 1 + numbers.Next() : Math.Max(0, numbers.Next());
        var pass = new LayerPass
        {
            Kernels = Learning.Kernels.Best,
            Rows = rows,
            Parameters = parameters.Pointer,
            Input = input.Pointer,
            InputActivation = before,
            Output = output.Pointer,
            Saved = saved.Pointer,
        };
        layer.Forward(ref pass);
        return ([.. output.Span], pass.OperationsSaved);
    }

    private static (float[] Gradients, long Saved) Backward(Activation activation, int active, int slices = 0)
    {
        Learning.Kernels kernels = Learning.Kernels.Best;
        var numbers = new Numbers(30);
        var layer = new DenseLayer(Inputs, Outputs, activation);
        FloatBuffer parameters = new(layer.StorageLength), transposed = new(layer.TransposedLength), saved = new(layer.SavedLength(Rows, gradients: true));
        FloatBuffer input = new(Rows * layer.InputStride), outputGradient = new(Rows * layer.OutputStride);
        FloatBuffer parameterGradient = new(layer.StorageLength), inputGradient = new(Rows * layer.InputStride);
        layer.CopyFrom(parameters.Pointer, numbers.Array(layer.WeightCount));
        for (int block = 0; block < layer.Blocks; block++)
            layer.Transpose(kernels, block, parameters.Pointer, transposed.Pointer, inputGradient: true);
        for (int row = 0; row < Rows; row++)
        {
            numbers.Array(Inputs).CopyTo(input.Span[(row * layer.InputStride)..]);

            // Every other unit, so that the active ones are apart.
            for (int unit = 0; unit < active; unit++)
                outputGradient.Span[row * layer.OutputStride + (2 * unit + 1) % Outputs] = numbers.Next();
        }

        var pass = new LayerPass
        {
            Kernels = kernels,
            Rows = Rows,
            Parameters = parameters.Pointer,
            Transposed = transposed.Pointer,
            Input = input.Pointer,
            InputActivation = Activation.Tanh,
            Saved = saved.Pointer,
            OutputGradient = outputGradient.Pointer,
            ParameterGradient = parameterGradient.Pointer,
            InputGradient = inputGradient.Pointer,
        };
        parameterGradient.Span.Fill(7);
        if (slices == 0)
            layer.Backward(ref pass);
        else
            BackwardInSlices(layer, pass, slices);
        return ([.. parameterGradient.Span[..layer.StorageLength], .. inputGradient.Span], pass.OperationsSaved);
    }

    // Each slice has some of the rows, and the blocks of the parameters have all.
    private static void BackwardInSlices(DenseLayer layer, LayerPass whole, int slices)
    {
        int sliceRows = (Rows + slices - 1) / slices;
        for (int first = 0; first < Rows; first += sliceRows)
        {
            LayerPass slice = whole;
            slice.Rows = Math.Min(sliceRows, Rows - first);
            slice.Input += first * layer.InputStride;
            slice.OutputGradient += first * layer.OutputStride;
            slice.InputGradient += first * layer.InputStride;
            slice.ParameterGradient = null;
            slice.DefersParameters = true;
            layer.Backward(ref slice);
        }

        var scratch = new FloatBuffer(layer.BlockScratchLength(Rows));
        for (int block = 0; block < layer.Blocks; block++)
            layer.BackwardBlock(ref whole, block, scratch.Pointer);
    }
}
