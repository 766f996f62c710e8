namespace Orleans.Serialization.Configuration;

/// <summary>Names the class that lists what an assembly offers to messages. The source generator writes it.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class TypeManifestProviderAttribute : Attribute
{
    /// <summary>Names the class.</summary>
    /// <param name="providerType">A <see cref="TypeManifestProviderBase"/> with a parameterless constructor.</param>
    public TypeManifestProviderAttribute(Type providerType)
    {
        ArgumentNullException.ThrowIfNull(providerType);
        if (!typeof(TypeManifestProviderBase).IsAssignableFrom(providerType))
        {
            throw new ArgumentException($"{providerType} does not derive from {typeof(TypeManifestProviderBase)}.", nameof(providerType));
        }

        ProviderType = providerType;
    }

    /// <summary>The class.</summary>
    public Type ProviderType { get; }
}
