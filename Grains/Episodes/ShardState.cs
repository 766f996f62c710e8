using System.Collections.Immutable;

namespace RlOrleans.Episodes;

/// <summary>How far a shard is.</summary>
[GenerateSerializer]
public enum ShardPhase
{
    /// <summary>Takes episodes.</summary>
    Open,

    /// <summary>Its content is final and stored here until it is in the dataset.</summary>
    Sealed,

    /// <summary>Its content is in the dataset; nothing of it is stored here.</summary>
    Released,
}

/// <summary>The durable part of a shard.</summary>
[GenerateSerializer, Alias("rl.ShardState")]
public sealed class ShardState
{
    /// <summary>How far the shard is.</summary>
    [Id(0)] public ShardPhase Phase { get; set; }

    /// <summary>What its episodes have in common; null while it is empty.</summary>
    [Id(1)] public RecordingTarget? Target { get; set; }

    /// <summary>The ordinal that its next episode has; -1 while any may be the first.</summary>
    [Id(2)] public long NextOrdinal { get; set; } = -1;

    /// <summary>Its episodes as of the latest flush.</summary>
    [Id(3)] public ImmutableArray<Episode> Episodes { get; set; } = [];
}
