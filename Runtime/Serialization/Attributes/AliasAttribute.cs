namespace Orleans;

/// <summary>
/// The name by which messages refer to a type or method, in place of its full name: with it, the type can be renamed
/// and moved between namespaces. Type aliases are unique in the cluster, method aliases in their interface.
/// </summary>
/// <param name="alias">The name.</param>
[AttributeUsage(
    AttributeTargets.Class
    | AttributeTargets.Interface
    | AttributeTargets.Struct
    | AttributeTargets.Enum
    | AttributeTargets.Method,
    AllowMultiple = true)]
public sealed class AliasAttribute(string alias) : Attribute
{
    /// <summary>The name.</summary>
    public string Alias { get; } = alias;
}
