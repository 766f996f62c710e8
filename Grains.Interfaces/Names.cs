using System.Globalization;

namespace RlOrleans;

/// <summary>Keys of grains and names of streams, in one place.</summary>
public static class Names
{
    /// <summary>Name of the stream provider that carries experience and policies.</summary>
    public const string StreamProvider = "rl";

    /// <summary>Name of the storage that keeps runs.</summary>
    public const string RunStorage = "runs";

    /// <summary>Name of the storage that keeps open shards.</summary>
    public const string EpisodeStorage = "episodes";

    /// <summary>Namespace of the streams that carry trajectories to a run's policy.</summary>
    public const string Experience = "experience";

    /// <summary>Namespace of the streams that carry policy versions to a run's agents.</summary>
    public const string Policy = "policy";

    /// <summary>Source of the episodes of a run's evaluation, where an agent's number stands otherwise.</summary>
    public const string Evaluation = "evaluation";

    /// <summary>Key of an agent.</summary>
    public static string Agent(string runId, int agent) => $"{runId}/agent/{agent}";

    /// <summary>Key of the agent that plays a run's evaluation.</summary>
    public static string EvaluationAgent(string runId) => $"{runId}/agent/{Evaluation}";

    /// <summary>Key of the environment that an agent steps.</summary>
    public static string EnvironmentOf(string agentKey) => agentKey.Replace("/agent/", "/env/", StringComparison.Ordinal);

    /// <summary>Id of a shard: <paramref name="source"/> is an agent's number or <see cref="Evaluation"/>.</summary>
    public static string ShardId(string source, int shard) => $"{source.PadLeft(3, '0')}-{shard:D6}";

    /// <summary>
    /// Takes an id apart, such as <c>000-000012</c>: every shard of a source has a number, in the order that they are sealed.
    /// </summary>
    public static (string Source, int Shard) ParseShardId(string shardId)
    {
        int hyphen = shardId.LastIndexOf('-');
        string source = shardId[..hyphen].TrimStart('0');
        return (source.Length == 0 ? "0" : source, int.Parse(shardId.AsSpan(hyphen + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>Key of a shard.</summary>
    public static string Shard(string runId, string shardId) => $"{runId}/{shardId}";

    /// <summary>
    /// Key that a shard is staged under: <c>episodes:{dataset}:{run}-{shard}</c>. The dataset is named by the last part of
    /// its path, or by what follows <c>hf://</c>.
    /// </summary>
    public static string StagingKey(string dataset, string runId, string shardId)
    {
        const string HubScheme = "hf://";
        string name = dataset.StartsWith(HubScheme, StringComparison.Ordinal)
            ? dataset[HubScheme.Length..]
            : Path.GetFileName(Path.TrimEndingDirectorySeparator(dataset));
        var plain = name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' ? c : '_');
        return $"episodes:{string.Concat(plain)}:{runId}-{shardId}";
    }
}
