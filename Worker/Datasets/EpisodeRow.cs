namespace RlOrleans.Worker.Datasets;

/// <summary>A row of the table of episodes: how an episode went, what reproduces it, and where its steps are.</summary>
public sealed record EpisodeRow
{
    /// <summary>The episode's id, as in the table of steps.</summary>
    public required string EpisodeId { get; init; }

    /// <summary>The environment that it was played in.</summary>
    public required string EnvironmentId { get; init; }

    /// <summary>The algorithm that trained the policy.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The run that it belongs to.</summary>
    public required string RunId { get; init; }

    /// <summary>Undiscounted sum of rewards.</summary>
    public required double Return { get; init; }

    /// <summary>Number of steps.</summary>
    public required int Length { get; init; }

    /// <summary>The environment reached an end of its own.</summary>
    public required bool Terminated { get; init; }

    /// <summary>A limit cut it off.</summary>
    public required bool Truncated { get; init; }

    /// <summary>The simulator failed: what would have followed is not known.</summary>
    public required bool Aborted { get; init; }

    /// <summary>Seed of the environment's randomness.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Purpose of the environment's randomness.</summary>
    public required byte Purpose { get; init; }

    /// <summary>Number of the agent.</summary>
    public required uint Agent { get; init; }

    /// <summary>Lane of the agent.</summary>
    public required int Lane { get; init; }

    /// <summary>Which episode of the lane it is, from 0.</summary>
    public required uint EpisodeNumber { get; init; }

    /// <summary>Number among the episodes of its source.</summary>
    public required long Ordinal { get; init; }

    /// <summary>The policy version that the last action came from.</summary>
    public required long PolicyVersion { get; init; }

    /// <summary>The fingerprint; see <see cref="EpisodeHash"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>The file that has its steps, relative to the dataset's folder.</summary>
    public required string DataFile { get; init; }

    /// <summary>The row of that file that its steps begin at.</summary>
    public required long FirstRow { get; init; }
}
