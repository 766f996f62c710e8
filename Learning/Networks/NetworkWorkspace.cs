namespace RlOrleans.Learning;

/// <summary>What an evaluation of a network leaves behind for its gradient: the memory of one thread.</summary>
internal sealed unsafe class NetworkWorkspace
{
    private readonly Network _network;
    private readonly FloatBuffer[] _activations;
    private readonly FloatBuffer[] _gradients;
    private readonly FloatBuffer[] _saved;
    private readonly FloatBuffer _outputs;
    private readonly FloatBuffer _outputGradients;
    private readonly int _first;
    private long _savedOperations;

    /// <param name="network">The network that is evaluated.</param>
    /// <param name="rowCapacity">Rows that a batch may have.</param>
    /// <param name="gradients">False where the network is only evaluated.</param>
    public NetworkWorkspace(Network network, int rowCapacity, bool gradients = true)
    {
        _network = network;
        RowCapacity = rowCapacity;
        OutputStride = FloatBuffer.RoundUp(rowCapacity);
        _activations = new FloatBuffer[network.Hidden.Length];
        _gradients = new FloatBuffer[network.Hidden.Length];
        for (int i = 0; i < _activations.Length; i++)
        {
            int length = rowCapacity * network.Hidden[i].OutputStride;
            _activations[i] = new FloatBuffer(length);
            _gradients[i] = new FloatBuffer(gradients ? length : 0);
        }

        _outputs = new FloatBuffer(network.Outputs * OutputStride);
        _outputGradients = new FloatBuffer(gradients ? network.Outputs * OutputStride : 0);
        _saved = CreateSaved(gradients);
        network.Add(this);
    }

    private NetworkWorkspace(NetworkWorkspace whole, int first, int rowCapacity)
    {
        _network = whole._network;
        RowCapacity = rowCapacity;
        OutputStride = whole.OutputStride;
        _activations = whole._activations;
        _gradients = whole._gradients;
        _outputs = whole._outputs;
        _outputGradients = whole._outputGradients;
        _first = whole._first + first;
        _saved = CreateSaved(gradients: _outputGradients.Length > 0);
        _network.Add(this);
    }

    /// <summary>Floating-point operations of the products of passes in this workspace, were each computed whole.</summary>
    public long WholeOperations { get; set; }

    /// <summary>Those of them that zeros made unnecessary.</summary>
    public long SavedOperations => Volatile.Read(ref _savedOperations);

    /// <summary>Rows that a batch may have.</summary>
    public int RowCapacity { get; }

    /// <summary>Floats between outputs: <see cref="Outputs"/> is [O, stride].</summary>
    public int OutputStride { get; }

    public float* Outputs => _outputs.Pointer + _first;

    public float* OutputGradients => _outputGradients.Pointer + _first;

    public float* Activations(int layer) => _activations[layer].Pointer + Place(layer);

    public float* Gradients(int layer) => _gradients[layer].Pointer + Place(layer);

    /// <summary>What a layer's forward pass leaves for its backward pass.</summary>
    public float* Saved(int layer) => _saved[layer].Pointer;

    /// <summary>Counts operations that were not necessary; several threads may at once.</summary>
    public void AddSaved(long operations)
    {
        if (operations != 0)
            Interlocked.Add(ref _savedOperations, operations);
    }

    /// <summary>A workspace for some of the rows, in the memory that they have here: another thread may use it meanwhile.</summary>
    /// <param name="first">A multiple of <see cref="FloatBuffer.Line"/>.</param>
    /// <param name="rowCapacity">Rows.</param>
    public NetworkWorkspace Slice(int first, int rowCapacity) => new(this, first, rowCapacity);

    private nint Place(int layer) => (nint)_first * _network.Hidden[layer].OutputStride;

    private FloatBuffer[] CreateSaved(bool gradients)
    {
        var saved = new FloatBuffer[_network.Hidden.Length];
        for (int i = 0; i < saved.Length; i++)
            saved[i] = new FloatBuffer(_network.Hidden[i].SavedLength(RowCapacity, gradients));
        return saved;
    }
}
