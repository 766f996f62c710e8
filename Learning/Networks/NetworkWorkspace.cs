namespace RlOrleans.Learning;

/// <summary>What an evaluation of a network leaves behind for its gradient: the memory of one thread.</summary>
internal sealed unsafe class NetworkWorkspace
{
    private readonly FloatBuffer[] _activations;
    private readonly FloatBuffer[] _gradients;
    private readonly FloatBuffer[] _saved;
    private readonly FloatBuffer _outputs;
    private readonly FloatBuffer _outputGradients;

    /// <param name="network">The network that is evaluated.</param>
    /// <param name="rowCapacity">Rows that a batch may have.</param>
    /// <param name="gradients">False where the network is only evaluated.</param>
    public NetworkWorkspace(Network network, int rowCapacity, bool gradients = true)
    {
        RowCapacity = rowCapacity;
        OutputStride = FloatBuffer.RoundUp(rowCapacity);
        _activations = new FloatBuffer[network.Hidden.Length];
        _gradients = new FloatBuffer[network.Hidden.Length];
        _saved = new FloatBuffer[network.Hidden.Length];
        for (int i = 0; i < _activations.Length; i++)
        {
            int length = rowCapacity * network.Hidden[i].OutputStride;
            _activations[i] = new FloatBuffer(length);
            _gradients[i] = new FloatBuffer(gradients ? length : 0);
            _saved[i] = new FloatBuffer(network.Hidden[i].SavedLength(rowCapacity, gradients));
        }

        _outputs = new FloatBuffer(network.Outputs * OutputStride);
        _outputGradients = new FloatBuffer(gradients ? network.Outputs * OutputStride : 0);
        network.Add(this);
    }

    /// <summary>Floating-point operations of the products that were computed in this workspace.</summary>
    public long Operations { get; set; }

    /// <summary>Rows that a batch may have.</summary>
    public int RowCapacity { get; }

    /// <summary>Floats between outputs: <see cref="Outputs"/> is [O, stride].</summary>
    public int OutputStride { get; }

    public float* Outputs => _outputs.Pointer;

    public float* OutputGradients => _outputGradients.Pointer;

    public float* Activations(int layer) => _activations[layer].Pointer;

    public float* Gradients(int layer) => _gradients[layer].Pointer;

    /// <summary>What a layer's forward pass leaves for its backward pass.</summary>
    public float* Saved(int layer) => _saved[layer].Pointer;
}
