namespace RlOrleans.Learning;

/// <summary>The function after each hidden layer of a network.</summary>
public enum Activation
{
    /// <summary>None: the layer is linear.</summary>
    Identity,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>max(0, x).</summary>
    Relu,
}
