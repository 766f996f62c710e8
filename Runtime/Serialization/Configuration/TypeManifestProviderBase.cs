namespace Orleans.Serialization.Configuration;

/// <summary>Lists what an assembly offers to messages. Generated classes derive from it.</summary>
public abstract class TypeManifestProviderBase
{
    internal void Configure(TypeManifestOptions options) => ConfigureInner(options);

    /// <summary>Adds the assembly's types.</summary>
    protected abstract void ConfigureInner(TypeManifestOptions options);
}
