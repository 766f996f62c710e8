using System.Collections.Immutable;

namespace RlOrleans.Episodes;

/// <summary>What all episodes of a shard have in common.</summary>
[GenerateSerializer, Immutable, Alias("rl.RecordingTarget")]
public sealed record RecordingTarget
{
    /// <summary>Folder of the dataset.</summary>
    [Id(0)] public required string Dataset { get; init; }

    /// <summary>Run that the episodes are of.</summary>
    [Id(1)] public required string RunId { get; init; }

    /// <summary>Split of the dataset: <c>train</c> or <c>evaluation</c>.</summary>
    [Id(2)] public required string Split { get; init; }

    /// <summary>Environment that they were played in.</summary>
    [Id(3)] public required string Environment { get; init; }

    /// <summary>Algorithm that trained the policy.</summary>
    [Id(4)] public required string Algorithm { get; init; }

    /// <summary>D.</summary>
    [Id(5)] public required int ObservationSize { get; init; }

    /// <summary>A.</summary>
    [Id(6)] public required int ActionSize { get; init; }

    /// <summary>Whether an action is an index (A is 1) rather than a vector.</summary>
    [Id(7)] public required bool DiscreteActions { get; init; }

    /// <summary>
    /// [height, width, channels] where observations are frames whose numbers are bytes' shares of 255, which a dataset
    /// keeps as images; empty elsewhere.
    /// </summary>
    [Id(8)] public ImmutableArray<int> FrameShape { get; init; } = [];
}

/// <summary>A sealed shard: whole episodes, in the order that they ended.</summary>
[GenerateSerializer, Immutable, Alias("rl.EpisodeShard")]
public sealed record EpisodeShard
{
    /// <summary>Unique within its run, made of letters, digits and hyphens: names its files.</summary>
    [Id(0)] public required string ShardId { get; init; }

    /// <summary>What the episodes have in common.</summary>
    [Id(1)] public required RecordingTarget Target { get; init; }

    /// <summary>The episodes.</summary>
    [Id(2)] public required ImmutableArray<Episode> Episodes { get; init; }
}
