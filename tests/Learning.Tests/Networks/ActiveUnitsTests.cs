namespace RlOrleans.Learning.Tests.Networks;

/// <summary>A dense layer whose gradients are zero at most units, beside one that knows nothing of that.</summary>
public sealed unsafe class ActiveUnitsTests
{
    private const int Rows = 9;
    private const int Inputs = 70;
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
    public void BackwardBlock_RowsInTwoParts_GivesTheBitsOfOnePass(Activation activation, int active)
    {
        float[] expected = Backward(activation, active).Gradients, actual = Backward(activation, active, deferredParts: 2).Gradients;
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Backward_MostUnitsActive_SavesNothing() => Assert.Equal(0, Backward(Activation.Relu, active: 21).Saved);

    private static (float[] Gradients, long Saved) Backward(Activation activation, int active, int deferredParts = 0)
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
        if (deferredParts == 0)
            layer.Backward(ref pass);
        else
            BackwardInParts(layer, pass, deferredParts);
        return ([.. parameterGradient.Span[..layer.StorageLength], .. inputGradient.Span], pass.OperationsSaved);
    }

    // Each part has some of the rows, and all blocks of the parameters go over all parts.
    private static void BackwardInParts(DenseLayer layer, LayerPass whole, int parts)
    {
        var scratch = new FloatBuffer(layer.BlockScratchLength);
        int partRows = (Rows + parts - 1) / parts;
        for (int first = 0; first < Rows; first += partRows)
        {
            LayerPass pass = whole;
            pass.Rows = Math.Min(partRows, Rows - first);
            pass.Input += first * layer.InputStride;
            pass.OutputGradient += first * layer.OutputStride;
            pass.InputGradient += first * layer.InputStride;
            pass.ParameterGradient = null;
            pass.DefersParameters = true;
            layer.Backward(ref pass);
            pass.ParameterGradient = whole.ParameterGradient;
            for (int block = 0; block < layer.Blocks; block++)
                layer.BackwardBlock(ref pass, block, accumulate: first > 0, scratch.Pointer);
        }
    }
}
