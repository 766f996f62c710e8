using RlOrleans.Episodes;

namespace RlOrleans.Uploads;

/// <summary>The durable part of a run's outbox.</summary>
[GenerateSerializer, Alias("rl.OutboxState")]
public sealed class OutboxState
{
    /// <summary>Shards that are not in the dataset yet, in the order that they were sealed.</summary>
    [Id(0)] public List<OutboxEntry> Entries { get; set; } = [];

    /// <summary>How far the episodes of each source were sealed: all that a later replay of them has to know.</summary>
    [Id(4)] public Dictionary<string, RecordedMark> Marks { get; set; } = [];

    /// <summary>Shards that are in the dataset.</summary>
    [Id(2)] public long UploadedShards { get; set; }

    /// <summary>Episodes that are in the dataset.</summary>
    [Id(3)] public long UploadedEpisodes { get; set; }
}

/// <summary>One shard on its way.</summary>
[GenerateSerializer, Alias("rl.OutboxEntry")]
public sealed class OutboxEntry
{
    /// <summary>The shard.</summary>
    [Id(0)] public required SealedShard Shard { get; init; }

    /// <summary>How far it is.</summary>
    [Id(1)] public UploadPhase Phase { get; set; }

    /// <summary>Why a worker gave it up; null elsewhere.</summary>
    [Id(2)] public string? Failure { get; set; }
}

/// <summary>How far a shard is. Each step may be repeated.</summary>
[GenerateSerializer]
public enum UploadPhase
{
    /// <summary>Its grain holds it.</summary>
    Sealed,

    /// <summary>It lies in the staging area.</summary>
    Staged,

    /// <summary>The workers were told; a receipt is awaited.</summary>
    Notified,

    /// <summary>A worker gave it up.</summary>
    Failed,
}
