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

    /// <summary>Floats of <see cref="LayerPass.Saved"/> that a pass needs.</summary>
    public int ScratchLength(int rows) => (rows + Panel) * FloatBuffer.RoundUp(_most) + _most * _inputStride;

    /// <summary>Does the pass; false, with nothing done, where so many units are active that the whole pass is as fast.</summary>
    public bool TryBackward(ref LayerPass pass)
    {
        Span<int> active = stackalloc int[_outputs];
        int count = pass.Kernels.FindNonzeroColumns(pass.Rows, _outputStride, pass.OutputGradient, _outputStride, active);
        if (count > _most)
            return false;

        active = active[..count];
        int stride = FloatBuffer.RoundUp(count);
        float* gradients = pass.Saved;
        pass.Kernels.GatherColumns(pass.Rows, active, pass.OutputGradient, _outputStride, gradients, stride);
        long each = 2L * pass.Rows * _inputs * (_outputs - count);
        if (pass.ParameterGradient != null)
        {
            BackwardParameters(ref pass, active, gradients, stride, gradients + pass.Rows * stride);
            pass.OperationsSaved += each;
        }

        if (pass.InputGradient != null)
        {
            BackwardInput(ref pass, active, gradients, stride, gradients + pass.Rows * stride);
            pass.OperationsSaved += each;
        }

        return true;
    }

    private void BackwardParameters(ref LayerPass pass, scoped ReadOnlySpan<int> active, float* gradients, int stride, float* products)
    {
        for (int first = 0; first < _inputs; first += Panel)
        {
            int inputs = Math.Min(Panel, _inputs - first);
            pass.Kernels.Multiply(
                inputs, stride, pass.Rows,
                pass.Input + first, 1, _inputStride,
                gradients, stride,
                null, Activation.Identity,
                products, stride);
            pass.Kernels.ScatterColumns(
                inputs, active, products, stride, pass.ParameterGradient + (nint)first * _outputStride, _outputStride);
        }

        pass.Kernels.SumRows(
            pass.Rows, _outputStride, pass.OutputGradient, _outputStride, pass.ParameterGradient + (nint)_inputs * _outputStride);
    }

    private void BackwardInput(ref LayerPass pass, scoped ReadOnlySpan<int> active, float* gradients, int stride, float* weights)
    {
        pass.Kernels.GatherRows(active, _inputStride, pass.Transposed, weights);
        pass.Kernels.MultiplyActivationGradient(
            pass.Rows, _inputStride, active.Length,
            gradients, stride, 1,
            weights, _inputStride,
            pass.Input, pass.InputActivation,
            pass.InputGradient, _inputStride);
    }
}
