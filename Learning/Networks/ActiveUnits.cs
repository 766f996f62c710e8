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

    /// <summary>Floats of <see cref="LayerPass.Saved"/> that a pass needs: how many units are active and which, their gradients, their weights.</summary>
    public int SavedLength(int rows) => NumbersLength + rows * FloatBuffer.RoundUp(_most) + Math.Max(FloatBuffer.Line, _most * _inputStride);

    /// <summary>Floats of scratch that <see cref="BackwardWeights"/> needs.</summary>
    public int ScratchLength => Panel * FloatBuffer.RoundUp(_most) + FloatBuffer.Line;

    private int NumbersLength => FloatBuffer.Line + _outputStride;

    /// <summary>Finds the active units and gathers their gradients; what follows reads both.</summary>
    public void Find(ref LayerPass pass)
    {
        int count = pass.Kernels.FindNonzeroColumns(
            pass.Rows, _outputStride, pass.OutputGradient, _outputStride, new Span<int>(pass.Saved + FloatBuffer.Line, _outputs));
        *(int*)pass.Saved = count;
        if (count > _most)
            return;
        pass.Kernels.GatherColumns(pass.Rows, Active(pass), pass.OutputGradient, _outputStride, Gradients(pass), Stride(pass));
        int products = (pass.ParameterGradient != null || pass.DefersParameters ? 1 : 0) + (pass.InputGradient != null ? 1 : 0);
        pass.OperationsSaved += products * 2L * pass.Rows * _inputs * (_outputs - count);
    }

    /// <summary>Whether so few units are active that the methods below are faster than the whole pass.</summary>
    public bool AreFew(in LayerPass pass) => *(int*)pass.Saved <= _most;

    /// <summary>The gradient of the weights of some inputs.</summary>
    public void BackwardWeights(ref LayerPass pass, int first, int inputs, bool accumulate, float* gradient, float* scratch)
    {
        ReadOnlySpan<int> active = Active(pass);
        int stride = Stride(pass);
        if (!accumulate)
            new Span<float>(gradient, inputs * _outputStride).Clear();
        for (int done = 0; done < inputs; done += Panel, gradient += Panel * _outputStride)
        {
            int count = Math.Min(Panel, inputs - done);
            if (accumulate)
                pass.Kernels.GatherColumns(count, active, gradient, _outputStride, scratch, stride);
            else
                new Span<float>(scratch, count * stride).Clear();
            pass.Kernels.MultiplyAccumulate(
                count, stride, pass.Rows,
                pass.Input + first + done, 1, _inputStride,
                Gradients(pass), stride,
                scratch, stride);
            pass.Kernels.ScatterColumns(count, active, scratch, stride, gradient, _outputStride);
        }
    }

    /// <summary>Adds to the gradient of the biases.</summary>
    public void BackwardBiases(ref LayerPass pass, float* gradient, float* scratch)
    {
        ReadOnlySpan<int> active = Active(pass);
        int stride = Stride(pass);
        pass.Kernels.GatherColumns(1, active, gradient, 0, scratch, stride);
        for (int row = 0; row < pass.Rows; row++)
            pass.Kernels.Accumulate(Gradients(pass) + row * stride, scratch, stride);
        pass.Kernels.ScatterColumns(1, active, scratch, stride, gradient, 0);
    }

    /// <summary>The gradient of the inputs.</summary>
    public void BackwardInput(ref LayerPass pass)
    {
        ReadOnlySpan<int> active = Active(pass);
        float* weights = Gradients(pass) + pass.Rows * Stride(pass);
        pass.Kernels.GatherRows(active, _inputStride, pass.Transposed, weights);
        pass.Kernels.MultiplyActivationGradient(
            pass.Rows, _inputStride, active.Length,
            Gradients(pass), Stride(pass), 1,
            weights, _inputStride,
            pass.Input, pass.InputActivation,
            pass.InputGradient, _inputStride);
    }

    private static ReadOnlySpan<int> Active(in LayerPass pass) => new(pass.Saved + FloatBuffer.Line, *(int*)pass.Saved);

    private static int Stride(in LayerPass pass) => FloatBuffer.RoundUp(*(int*)pass.Saved);

    private float* Gradients(in LayerPass pass) => pass.Saved + NumbersLength;
}
