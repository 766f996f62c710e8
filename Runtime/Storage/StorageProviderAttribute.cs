namespace Orleans.Providers;

/// <summary>Names the storage that a <see cref="Grain{TGrainState}"/> keeps its state in.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StorageProviderAttribute : Attribute
{
    /// <summary>The name of the storage.</summary>
    public string ProviderName { get; set; } = ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME;
}
