using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RlOrleans.Learning;

/// <summary>
/// Builds the graph of an ONNX model (onnx.ai, onnx.proto): nodes in the order of their computation, and constants. Values
/// are known by their names. The operators used have one meaning in all the versions that <see cref="OnnxExport"/> allows.
/// </summary>
internal sealed class OnnxGraph
{
    private const int NodeField = 1;
    private const int NameField = 2;
    private const int InitializerField = 5;
    private const int InputField = 11;
    private const int OutputField = 12;
    private const string BatchDimension = "batch";

    private readonly ProtobufMessage _message = new();
    private readonly List<OnnxTensor> _inputs = [];
    private readonly List<OnnxTensor> _outputs = [];

    public OnnxGraph(string name) => _message.Add(NameField, name);

    public ProtobufMessage Message => _message;

    public OnnxSignature Signature => new([.. _inputs], [.. _outputs]);

    /// <summary>Adds an input of the model, [batch, size].</summary>
    public string Input(OnnxTensor tensor)
    {
        _inputs.Add(tensor);
        _message.Add(InputField, ValueInfo(tensor));
        return tensor.Name;
    }

    /// <summary>Makes an output of the model, [batch, size], of the value of the same name.</summary>
    public void Output(OnnxTensor tensor)
    {
        _outputs.Add(tensor);
        _message.Add(OutputField, ValueInfo(tensor));
    }

    /// <summary>Adds a node of one output, and returns the output's name, which is the node's too.</summary>
    /// <param name="operation">The operator.</param>
    /// <param name="output">New in the graph.</param>
    /// <param name="inputs">Names of values; empty where an optional one is left out.</param>
    /// <param name="attributes">By name.</param>
    public string Add(string operation, string output, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        Add(operation, [output], inputs, attributes);
        return output;
    }

    /// <summary>Adds a node of several outputs, named like the last; an empty name before it leaves one out.</summary>
    public void Add(string operation, ReadOnlySpan<string> outputs, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        const int InputsField = 1, OutputsField = 2, NodeNameField = 3, OperationField = 4, AttributeField = 5;
        var node = new ProtobufMessage();
        foreach (string input in inputs)
            node.Add(InputsField, input);
        foreach (string output in outputs)
            node.Add(OutputsField, output);
        node.Add(NodeNameField, outputs[^1]).Add(OperationField, operation);
        foreach (OnnxAttribute attribute in attributes)
            node.Add(AttributeField, attribute.Message);
        _message.Add(NodeField, node);
    }

    /// <summary>Adds a constant tensor of floats, row-major, and returns its name.</summary>
    public string Constant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> dimensions) =>
        Constant(name, OnnxElementType.Float32, LittleEndian.Bytes(values), dimensions);

    /// <summary>Adds a constant float without dimensions.</summary>
    public string Scalar(string name, float value) => Constant(name, [value], dimensions: []);

    /// <summary>Adds a constant row of whole numbers.</summary>
    public string Indices(string name, params ReadOnlySpan<long> values)
    {
        if (BitConverter.IsLittleEndian)
            return Constant(name, OnnxElementType.Int64, MemoryMarshal.AsBytes(values), values.Length);
        long[] swapped = new long[values.Length];
        BinaryPrimitives.ReverseEndianness(values, swapped);
        return Constant(name, OnnxElementType.Int64, MemoryMarshal.AsBytes<long>(swapped), values.Length);
    }

    /// <summary>Cuts the columns [start, end) out of a value [batch, size].</summary>
    public string Columns(string output, string input, int start, int end) =>
        Add("Slice", output, [input, Indices($"{output}.start", start), Indices($"{output}.end", end), Indices($"{output}.axis", 1)]);

    private string Constant(string name, OnnxElementType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<int> dimensions)
    {
        const int DimensionsField = 1, DataTypeField = 2, TensorNameField = 8, RawDataField = 9;
        var tensor = new ProtobufMessage();
        foreach (int dimension in dimensions)
            tensor.Add(DimensionsField, dimension);
        tensor.Add(DataTypeField, (long)type).Add(TensorNameField, name).Add(RawDataField, bytes);
        _message.Add(InitializerField, tensor);
        return name;
    }

    // ValueInfoProto { name, TypeProto { Tensor { elem_type, TensorShapeProto { dim { dim_param } dim { dim_value } } } } }
    private static ProtobufMessage ValueInfo(OnnxTensor tensor)
    {
        var shape = new ProtobufMessage()
            .Add(1, new ProtobufMessage().Add(2, BatchDimension))
            .Add(1, new ProtobufMessage().Add(1, (long)tensor.Size));
        var type = new ProtobufMessage().Add(1, (long)tensor.Type).Add(2, shape);
        return new ProtobufMessage().Add(1, tensor.Name).Add(2, new ProtobufMessage().Add(1, type)).Add(3, tensor.Meaning);
    }
}
