namespace RlOrleans.Learning;

/// <summary>
/// The backward pass of a dense layer of rectified units, over those units alone that some row of the batch activates.
/// </summary>
/// <remarks>
/// A unit that is zero in every row has no gradient and passes none on. In networks that value actions these are often most
/// units of a layer (Sokar, Agarwal, Castro and Evci, "The dormant neuron phenomenon in deep reinforcement learning", 2023).
/// What is left out would only have added zeros, and the rest is added in the same order: the bits are those of the whole
/// pass. Legend: B rows, I inputs, O outputs, A active units: 4·B·I·A operations instead of 4·B·I·O.
/// </remarks>
internal sealed unsafe class ActiveUnits
{
    /// <summary>Units are gathered and put back at some cost: from this part of all on, the weights' whole gradient is as fast.</summary>
    private const int MostActiveOf = 2;

    /// <summary>With fewer inputs the products are too short to be worth it.</summary>
    private const int LeastInputs = 32;

    /// <summary>Of larger layers the gradients' copies would not stay in the caches.</summary>
    private const int MostWeights = 1024 * 1024;

    /// <summary>Inputs whose gradients are computed together before they are put in their places, still in the first cache.</summary>
    private const int Panel = 32;

    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _inputStride;
    private readonly int _outputStride;
    private readonly int _most;

    private ActiveUnits(int inputs, int outputs)
    {
        _inputs = inputs;
        _outputs = outputs;
        _inputStride = FloatBuffer.RoundUp(inputs);
        _outputStride = FloatBuffer.RoundUp(outputs);
        _most = (long)inputs * outputs <= MostWeights ? outputs / MostActiveOf : 0;
    }

    /// <summary>Null for a layer that gains nothing.</summary>
    public static ActiveUnits? Create(int inputs, int outputs, Activation activation) =>
        activation == Activation.Relu && inputs >= LeastInputs ? new(inputs, outputs) : null;

    /// <summary>Floats of memory for a pass: which units are active, their gradients, and a panel of the weights'.</summary>
    public int ScratchLength(int rows) => PanelOffset(rows) + Panel * FloatBuffer.RoundUp(_most) + FloatBuffer.Line;

    /// <summary>Finds the active units, for the methods below.</summary>
    /// <param name="pass">A backward pass, or a slice of one.</param>
    /// <param name="memory">Filled.</param>
    public void Find(in LayerPass pass, float* memory) =>
        NonzeroColumns.Find(pass.Kernels, pass.Rows, _outputs, pass.OutputGradient, memory);

    /// <summary>Gathers the active units' gradients, for the gradients of weights and biases.</summary>
    /// <param name="pass">That <see cref="Find"/> saw.</param>
    /// <param name="memory">As it left it.</param>
    /// <returns>Whether they are so few that those are computed faster in this way.</returns>
    public bool Gather(in LayerPass pass, float* memory)
    {
        ReadOnlySpan<int> active = Active(memory);
        if (active.Length > _most)
            return false;
        pass.Kernels.GatherColumns(pass.Rows, active, pass.OutputGradient, _outputStride, Gradients(memory), Stride(memory));
        return true;
    }

    /// <summary>Floating-point operations of a product with the gradients of some rows that the active units make unnecessary.</summary>
    public long OperationsSaved(int rows, int inputs, float* memory) => 2L * rows * inputs * (_outputs - Active(memory).Length);

    /// <summary>The gradient of the weights of some inputs.</summary>
    public void BackwardWeights(in LayerPass pass, float* memory, int first, int inputs, float* gradient)
    {
        ReadOnlySpan<int> active = Active(memory);
        int stride = Stride(memory);
        float* panel = memory + PanelOffset(pass.Rows);
        for (int done = 0; done < inputs; done += Panel, gradient += Panel * _outputStride)
        {
            int count = Math.Min(Panel, inputs - done);
            pass.Kernels.Multiply(
                count, stride, pass.Rows,
                pass.Input + first + done, 1, _inputStride,
                Gradients(memory), stride,
                null, Activation.Identity,
                panel, stride);
            pass.Kernels.ScatterColumns(count, active, panel, stride, gradient, _outputStride);
        }
    }

    /// <summary>The gradient of the biases.</summary>
    public void BackwardBiases(in LayerPass pass, float* memory, float* gradient)
    {
        float* panel = memory + PanelOffset(pass.Rows);
        pass.Kernels.SumRows(pass.Rows, Stride(memory), Gradients(memory), Stride(memory), panel);
        pass.Kernels.ScatterColumns(1, Active(memory), panel, Stride(memory), gradient, _outputStride);
    }

    private static ReadOnlySpan<int> Active(float* memory) => NonzeroColumns.At(memory).Numbers;

    private static int Stride(float* memory) => FloatBuffer.RoundUp(NonzeroColumns.At(memory).Count);

    private float* Gradients(float* memory) => memory + NonzeroColumns.Length(_outputs);

    private int PanelOffset(int rows) => NonzeroColumns.Length(_outputs) + rows * FloatBuffer.RoundUp(_most);
}
