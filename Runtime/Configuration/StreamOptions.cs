using Orleans.Streams;

namespace Orleans.Configuration;

/// <summary>How much may wait in a stream; options by the name of the provider.</summary>
public class SimpleQueueCacheOptions
{
    /// <summary>The default of <see cref="CacheSize"/>.</summary>
    public const int DEFAULT_CACHE_SIZE = 4096;

    /// <summary>How many publications may wait in one subscription before producers have to wait. Default: 4096. At least 1.</summary>
    public int CacheSize { get; set; } = DEFAULT_CACHE_SIZE;
}

/// <summary>Which subscriptions a stream provider knows; options by its name.</summary>
public class StreamPubSubOptions
{
    /// <summary>Which. Default: all.</summary>
    public StreamPubSubType PubSubType { get; set; } = StreamPubSubType.ExplicitGrainBasedAndImplicit;
}
