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
    /// <summary>Units are gathered and put back at some cost: from this part of all on, the whole pass is as fast.</summary>
    private const int MostActiveOf = 2;

    /// <summary>With fewer inputs the products are too short to be worth it.</summary>
    private const int LeastInputs = 32;

    /// <summary>Of larger layers the copies would not stay in the caches.</summary>
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
        _most = outputs / MostActiveOf;
    }

    /// <summary>Null for a layer that gains nothing.</summary>
    public static ActiveUnits? Create(int inputs, int outputs, Activation activation) =>
        activation == Activation.Relu && inputs >= LeastInputs && (long)inputs * outputs <= MostWeights ? new(inputs, outputs) : null;

    /// <summary>Floats of <see cref="LayerPass.Saved"/> that a pass needs: its <see cref="ScratchLength"/>, and the units' weights.</summary>
    public int SavedLength(int rows) => ScratchLength(rows) + Math.Max(FloatBuffer.Line, _most * _inputStride);

    /// <summary>Floats of memory for <see cref="Find"/>: how many units are active and which, their gradients, and a panel of the weights'.</summary>
    public int ScratchLength(int rows) => PanelOffset(rows) + Panel * FloatBuffer.RoundUp(_most) + FloatBuffer.Line;

    private int NumbersLength => FloatBuffer.Line + _outputStride;

    /// <summary>Finds the active units and gathers their gradients, for the methods below.</summary>
    /// <param name="pass">A backward pass, or a slice of one.</param>
    /// <param name="memory">Filled.</param>
    /// <returns>Whether they are so few that those methods are faster than the whole pass.</returns>
    public bool Find(in LayerPass pass, float* memory)
    {
        int count = pass.Kernels.FindNonzeroColumns(
            pass.Rows, _outputStride, pass.OutputGradient, _outputStride, new Span<int>(memory + FloatBuffer.Line, _outputs));
        *(int*)memory = count;
        if (count > _most)
            return false;
        pass.Kernels.GatherColumns(pass.Rows, Active(memory), pass.OutputGradient, _outputStride, Gradients(memory), Stride(memory));
        return true;
    }

    /// <summary>Floating-point operations of the pass's products that are not needed.</summary>
    public long OperationsSaved(in LayerPass pass, float* memory)
    {
        int products = (pass.ParameterGradient != null || pass.DefersParameters ? 1 : 0) + (pass.InputGradient != null ? 1 : 0);
        return products * 2L * pass.Rows * _inputs * (_outputs - *(int*)memory);
    }

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

    /// <summary>The gradient of the inputs; of memory as long as <see cref="SavedLength"/>.</summary>
    public void BackwardInput(in LayerPass pass, float* memory)
    {
        ReadOnlySpan<int> active = Active(memory);
        float* weights = memory + ScratchLength(pass.Rows);
        pass.Kernels.GatherRows(active, _inputStride, pass.Transposed, weights);
        pass.Kernels.MultiplyActivationGradient(
            pass.Rows, _inputStride, active.Length,
            Gradients(memory), Stride(memory), 1,
            weights, _inputStride,
            pass.Input, pass.InputActivation,
            pass.InputGradient, _inputStride);
    }

    private static ReadOnlySpan<int> Active(float* memory) => new(memory + FloatBuffer.Line, *(int*)memory);

    private static int Stride(float* memory) => FloatBuffer.RoundUp(*(int*)memory);

    private float* Gradients(float* memory) => memory + NumbersLength;

    private int PanelOffset(int rows) => NumbersLength + rows * FloatBuffer.RoundUp(_most);
}
