namespace Orleans.Streams;

/// <summary>Which subscriptions a provider knows.</summary>
public enum StreamPubSubType
{
    /// <summary>Those that grains and clients make, and those that follow from grain classes.</summary>
    ExplicitGrainBasedAndImplicit,

    /// <summary>Those that grains and clients make.</summary>
    ExplicitGrainBasedOnly,

    /// <summary>Those that follow from grain classes.</summary>
    ImplicitOnly,
}
