namespace RlOrleans.Learning;

/// <summary>
/// A hidden layer: a shape, and the arithmetic of its forward and backward pass. It owns no memory, so that any number of
/// threads may use it at once, each with its own <see cref="LayerPass"/>.
/// </summary>
/// <remarks>
/// Rows are padded by zeros to whole lines, and padding must stay zero: a layer gives zeros in the padding of its output,
/// and of its input's gradient.
/// </remarks>
internal abstract unsafe class Layer(TensorShape input, TensorShape output, Activation activation)
{
    public TensorShape Input { get; } = input;

    public TensorShape Output { get; } = output;

    /// <summary>What the outputs went through; the layer after it takes the gradient back through.</summary>
    public Activation Activation { get; } = activation;

    /// <summary>Floats between rows of the input.</summary>
    public int InputStride { get; } = FloatBuffer.RoundUp(input.Size);

    /// <summary>Floats between rows of the output.</summary>
    public int OutputStride { get; } = FloatBuffer.RoundUp(output.Size);

    /// <summary>Parameters, without padding.</summary>
    public abstract int WeightCount { get; }

    /// <summary>Floats of the parameters in storage, with padding; a multiple of <see cref="FloatBuffer.Line"/>.</summary>
    public abstract int StorageLength { get; }

    /// <summary>Floats that <see cref="Transpose"/> writes.</summary>
    public virtual int TransposedLength => 0;

    /// <summary>Floats of state that a lane carries from step to step.</summary>
    public virtual int StateSize => 0;

    /// <summary>Floats that a pass of the given rows needs beside its outputs.</summary>
    public virtual int SavedLength(int rows, bool gradients) => 0;

    public abstract void Forward(ref LayerPass pass);

    /// <summary>Writes the gradients of the parameters and of the input, each where it is wanted.</summary>
    public abstract void Backward(ref LayerPass pass);

    /// <summary>Blocks that the parameters are cut into, so that threads can share them out.</summary>
    public virtual int Blocks => 1;

    /// <summary>Whether the blocks' gradients can be computed apart: see <see cref="BackwardBlock"/>.</summary>
    public virtual bool HasBlockGradients => false;

    /// <summary>Where a block lies in the layer's storage: whole lines.</summary>
    public virtual (int First, int Count) BlockRange(int block) => (0, StorageLength);

    /// <summary>Floats of scratch that <see cref="BackwardBlock"/> needs.</summary>
    public virtual int BlockScratchLength(int rows) => 0;

    /// <summary>
    /// Writes the gradient of one block of the parameters, after <see cref="Backward"/> deferred it for all rows of the pass.
    /// It reads the pass and nothing of it is written but the gradient, so blocks may be computed at once.
    /// </summary>
    /// <param name="pass">Of the backward pass, with a parameter gradient.</param>
    /// <param name="block">Which.</param>
    /// <param name="scratch">Of the calling thread's own.</param>
    public virtual void BackwardBlock(ref LayerPass pass, int block, float* scratch) => throw new NotSupportedException();

    /// <summary>Brings copies of a block that the backward pass reads up to date with the parameters.</summary>
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="block">Which.</param>
    /// <param name="parameters">The layer's parameters.</param>
    /// <param name="transposed">Written.</param>
    /// <param name="inputGradient">Whether gradients flow back through the layer to its input.</param>
    public virtual void Transpose(Kernels kernels, int block, float* parameters, float* transposed, bool inputGradient)
    {
    }

    /// <summary>Floating-point operations of a forward pass of one row.</summary>
    public abstract long ForwardOperations { get; }

    /// <summary>Draws initial weights, in the order of <see cref="CopyTo"/>; biases are zero on entry.</summary>
    public abstract void Initialise(Span<float> weights, in Initialiser initialiser);

    /// <summary>Reads the parameters without padding, in the order that is documented for the kind.</summary>
    public abstract void CopyTo(float* parameters, Span<float> destination);

    /// <summary>Writes the parameters from the order of <see cref="CopyTo"/>.</summary>
    public abstract void CopyFrom(float* parameters, ReadOnlySpan<float> source);
}
