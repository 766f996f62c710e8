using System.Collections.Immutable;
using RlOrleans.Episodes;
using RlOrleans.Uploads;

namespace RlOrleans.Runs;

/// <summary>Where a run stands.</summary>
[GenerateSerializer]
public enum RunStatus
{
    /// <summary>Known, but never started.</summary>
    Created,

    /// <summary>Agents act and the policy learns.</summary>
    Running,

    /// <summary>Training is over; the evaluation episodes are played.</summary>
    Evaluating,

    /// <summary>All steps were trained, the evaluation is done, and recorded episodes are in the dataset.</summary>
    Completed,

    /// <summary>Stopped on request, with a checkpoint to resume from.</summary>
    Stopped,

    /// <summary>Ended by an error, which <see cref="RunDescription.Message"/> tells.</summary>
    Failed,

    /// <summary>Its process died while it ran; it can be resumed from its latest checkpoint.</summary>
    Interrupted,

    /// <summary>All is played; recorded episodes are on their way to the dataset.</summary>
    Uploading,
}

/// <summary>A run as a reader sees it at one moment.</summary>
[GenerateSerializer, Immutable, Alias("rl.RunDescription")]
public sealed record RunDescription
{
    /// <summary>The run's id, which is also the key of its grain and the name of its folder.</summary>
    [Id(0)] public required string RunId { get; init; }

    /// <summary>What was asked for.</summary>
    [Id(1)] public required RunSpec Spec { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(2)] public required RunStatus Status { get; init; }

    /// <summary>How far it is.</summary>
    [Id(3)] public required RunProgress Progress { get; init; }

    /// <summary>When it was launched.</summary>
    [Id(4)] public required DateTimeOffset Created { get; init; }

    /// <summary>Updates done at the latest checkpoint; null before the first.</summary>
    [Id(5)] public long? Checkpoint { get; init; }

    /// <summary>What happened last that a person should know: why it failed, which checkpoint it fell back to.</summary>
    [Id(6)] public string? Message { get; init; }

    /// <summary>The evaluation that ended the run.</summary>
    [Id(7)] public EvaluationResult? Evaluation { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the final weights.</summary>
    [Id(8)] public string? WeightsHash { get; init; }

    /// <summary>Folder with the run's metrics, curve, checkpoints and policy.</summary>
    [Id(9)] public required string Folder { get; init; }
}

/// <summary>One point of a run's progress, after an update or at a change of status.</summary>
[GenerateSerializer, Immutable, Alias("rl.RunProgress")]
public sealed record RunProgress
{
    /// <summary>Status at this point.</summary>
    [Id(0)] public RunStatus Status { get; init; }

    /// <summary>Updates of the policy done.</summary>
    [Id(1)] public long Updates { get; init; }

    /// <summary>Environment steps learned from.</summary>
    [Id(2)] public long Steps { get; init; }

    /// <summary>Environment steps that the run will end at.</summary>
    [Id(3)] public long TotalSteps { get; init; }

    /// <summary>Episodes ended in training.</summary>
    [Id(4)] public long Episodes { get; init; }

    /// <summary>Mean undiscounted return of the latest 100 episodes; NaN before the first ends.</summary>
    [Id(5)] public double MeanReturn { get; init; } = double.NaN;

    /// <summary>Mean length in steps of the latest 100 episodes; NaN before the first ends.</summary>
    [Id(6)] public double MeanLength { get; init; } = double.NaN;

    /// <summary>Steps a second, over the latest updates.</summary>
    [Id(7)] public double StepsPerSecond { get; init; }

    /// <summary>Wall time of training, summed over resumes; evaluation excluded.</summary>
    [Id(8)] public TimeSpan Elapsed { get; init; }

    /// <summary>The learner's statistics of the latest update, by name.</summary>
    [Id(9)] public ImmutableDictionary<string, double> Statistics { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>Evaluation episodes played so far.</summary>
    [Id(10)] public int EvaluationEpisodes { get; init; }

    /// <summary>Episodes of training that were lost because a simulator failed; nothing more is learned from them.</summary>
    [Id(16)] public long AbortedEpisodes { get; init; }

    /// <summary>Lanes of all agents whose simulators failed too often to be started again.</summary>
    [Id(17)] public int RetiredLanes { get; init; }

    /// <summary>How far the recorded episodes are; null while none was sealed.</summary>
    [Id(11)] public UploadStatus? Upload { get; init; }
}

/// <summary>Returns of an evaluation: greedy actions, whole episodes, undiscounted.</summary>
[GenerateSerializer, Immutable, Alias("rl.EvaluationResult")]
public sealed record EvaluationResult(
    [property: Id(0)] int Episodes,
    [property: Id(1)] double MeanReturn,
    [property: Id(2)] double StdReturn,
    [property: Id(3)] double MeanLength)
{
    /// <summary>The result of a set of episodes, summed in the order of lane and episode, whatever order they ended in.</summary>
    /// <param name="episodes">At least one.</param>
    public static EvaluationResult Of(IReadOnlyCollection<EpisodeSummary> episodes)
    {
        var ordered = episodes.OrderBy(episode => episode.Lane).ThenBy(episode => episode.Episode).ToArray();
        double mean = ordered.Average(episode => episode.Return);
        double variance = ordered.Average(episode => (episode.Return - mean) * (episode.Return - mean));
        return new(ordered.Length, mean, Math.Sqrt(variance), ordered.Average(episode => (double)episode.Length));
    }
}
