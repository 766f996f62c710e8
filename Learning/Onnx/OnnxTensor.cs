using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace RlOrleans.Learning;

/// <summary>An input or output of an exported policy.</summary>
/// <param name="Name">How it is addressed.</param>
/// <param name="Type">Of its elements.</param>
/// <param name="Size">Elements of each row: the shape is [batch, size], with any number of rows.</param>
/// <param name="Meaning">For people to read.</param>
public sealed record OnnxTensor(string Name, OnnxElementType Type, int Size, string Meaning);

/// <summary>Types of elements, by their numbers in ONNX (TensorProto.DataType).</summary>
[SuppressMessage("Naming", "CA1720", Justification = "They are types, and these are their names.")]
public enum OnnxElementType
{
    /// <summary>32-bit floating point.</summary>
    Float32 = 1,

    /// <summary>64-bit whole numbers.</summary>
    Int64 = 7,
}

/// <summary>What an exported policy takes and gives.</summary>
/// <param name="Inputs">The observations and, where the policy is recurrent, its state.</param>
/// <param name="Outputs">The greedy action first.</param>
public sealed record OnnxSignature(ImmutableArray<OnnxTensor> Inputs, ImmutableArray<OnnxTensor> Outputs);
