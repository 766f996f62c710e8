namespace Orleans.Providers;

/// <summary>Names that have a meaning of their own.</summary>
public static class ProviderConstants
{
    /// <summary>The storage of grains that name none.</summary>
    public const string DEFAULT_STORAGE_PROVIDER_NAME = "Default";

    /// <summary>The storage of explicit stream subscriptions.</summary>
    public const string DEFAULT_PUBSUB_PROVIDER_NAME = "PubSubStore";
}
