namespace RlOrleans.Learning;

/// <summary>One batch on its way through one layer: where everything lies. All memory is the caller's.</summary>
/// <remarks>Legend: B rows; strides are the layer's. Gradients are of the loss, by the quantity before its activation.</remarks>
internal unsafe ref struct LayerPass
{
    /// <summary>Arithmetic.</summary>
    public Kernels Kernels;

    /// <summary>B.</summary>
    public int Rows;

    /// <summary>The layer's parameters.</summary>
    public float* Parameters;

    /// <summary>The layer's parameters as <see cref="Layer.Transpose"/> wrote them.</summary>
    public float* Transposed;

    /// <summary>[B, input stride], after the activation of the layer before.</summary>
    public float* Input;

    /// <summary>The activation that <see cref="Input"/> went through.</summary>
    public Activation InputActivation;

    /// <summary>[B, output stride], after the layer's own activation.</summary>
    public float* Output;

    /// <summary>What the forward pass leaves for the backward one, and scratch: <see cref="Layer.SavedLength"/> floats.</summary>
    public float* Saved;

    /// <summary>[B, output stride]: the gradient of the outputs before the layer's activation.</summary>
    public float* OutputGradient;

    /// <summary>The gradient of the parameters, written anew; null where not wanted.</summary>
    public float* ParameterGradient;

    /// <summary>Whether the parameters' gradient is computed later, block by block: see <see cref="Layer.BackwardBlock"/>.</summary>
    public bool DefersParameters;

    /// <summary>[B, input stride]: filled with the gradient of the inputs before <see cref="InputActivation"/>; null where not wanted.</summary>
    public float* InputGradient;

    /// <summary>Set by a pass: floating-point operations of its products that it could do without.</summary>
    public long OperationsSaved;

    /// <summary>How rows follow each other in time.</summary>
    public Sequence Sequence;

    /// <summary>[lanes, network's state stride]: where the layer's part of the states begins.</summary>
    public int StateOffset;

    /// <summary>Floats between the states of two lanes.</summary>
    public int StateStride;
}
