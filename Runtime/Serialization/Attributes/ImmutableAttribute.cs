namespace Orleans;

/// <summary>
/// Promises that nobody changes the value after it was handed over, so that both sides may share one instance.
/// On a class that can be derived from, the promise does not cover the derived classes.
/// </summary>
[AttributeUsage(
    AttributeTargets.Class
    | AttributeTargets.Struct
    | AttributeTargets.Field
    | AttributeTargets.Property
    | AttributeTargets.Parameter
    | AttributeTargets.ReturnValue,
    Inherited = false)]
public sealed class ImmutableAttribute : Attribute;
