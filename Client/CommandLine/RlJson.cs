using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RlOrleans.Runs;
using RlOrleans.Uploads;

namespace RlOrleans.Client.CommandLine;

/// <summary>A run as <c>--json</c> shows it. Numbers that do not exist yet are null.</summary>
internal sealed record RunJson
{
    public required string RunId { get; init; }
    public required string Environment { get; init; }
    public required string Algorithm { get; init; }
    public required ulong Seed { get; init; }
    public required int Agents { get; init; }
    public required int Lanes { get; init; }
    public required string Status { get; init; }
    public required long Steps { get; init; }
    public required long TotalSteps { get; init; }
    public required long Updates { get; init; }
    public required long Episodes { get; init; }
    public required long AbortedEpisodes { get; init; }
    public required int RetiredLanes { get; init; }
    public required double? MeanReturn { get; init; }
    public required double TrainSeconds { get; init; }
    public required double StepsPerSecond { get; init; }
    public required EvaluationJson? Evaluation { get; init; }
    public required string? WeightsHash { get; init; }
    public required IReadOnlyDictionary<string, string> Hyperparameters { get; init; }
    public required string Out { get; init; }
    public required string? Dataset { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required long? Checkpoint { get; init; }
    public required string? Message { get; init; }
    public required UploadJson? Upload { get; init; }

    public static RunJson Of(RunDescription run)
    {
        var progress = run.Progress;
        double seconds = progress.Elapsed.TotalSeconds;
        return new RunJson
        {
            RunId = run.RunId,
            Environment = run.Spec.Environment,
            Algorithm = run.Spec.Algorithm,
            Seed = run.Spec.Seed,
            Agents = run.Spec.Agents,
            Lanes = run.Spec.Lanes,
            Status = RunTexts.Status(run.Status),
            Steps = progress.Steps,
            TotalSteps = progress.TotalSteps,
            Updates = progress.Updates,
            Episodes = progress.Episodes,
            AbortedEpisodes = progress.AbortedEpisodes,
            RetiredLanes = progress.RetiredLanes,
            MeanReturn = double.IsFinite(progress.MeanReturn) ? progress.MeanReturn : null,
            TrainSeconds = Math.Round(seconds, 3),
            StepsPerSecond = seconds > 0 ? Math.Round(progress.Steps / seconds, 1) : 0,
            Evaluation = run.Evaluation is { } evaluation ? EvaluationJson.Of(evaluation) : null,
            WeightsHash = run.WeightsHash,
            Hyperparameters = new SortedDictionary<string, string>(run.Spec.Hyperparameters, StringComparer.Ordinal),
            Out = run.Folder,
            Dataset = run.Spec.Record == Recording.None ? null : run.Spec.Dataset,
            Created = run.Created,
            Checkpoint = run.Checkpoint,
            Message = run.Message,
            Upload = UploadJson.Of(progress.Upload),
        };
    }
}

/// <summary>Returns of whole episodes, undiscounted, of the greedy policy.</summary>
internal sealed record EvaluationJson(int Episodes, double MeanReturn, double StdReturn, double MeanLength)
{
    public static EvaluationJson Of(EvaluationResult result)
        => new(result.Episodes, result.MeanReturn, result.StdReturn, result.MeanLength);
}

/// <summary>The answer of <c>rl evaluate --json</c>.</summary>
internal sealed record EvaluateJson(string RunId, string Environment, ulong Seed, int Episodes, double MeanReturn, double StdReturn, double MeanLength);

/// <summary>The answer of <c>rl runs list --json</c>.</summary>
internal sealed record RunListJson(IReadOnlyList<RunJson> Runs);

/// <summary>The answer of <c>rl runs stop --json</c>.</summary>
internal sealed record StopJson(string RunId, string Status, long Steps, long? Checkpoint);

/// <summary>One registered environment.</summary>
internal sealed record EnvironmentJson(
    string Id, string ObservationSpace, string ActionSpace, int MaxEpisodeSteps, double? RewardThreshold, string Summary);

/// <summary>The answer of <c>rl environments --json</c>.</summary>
internal sealed record EnvironmentListJson(IReadOnlyList<EnvironmentJson> Environments);

/// <summary>One wrapper.</summary>
internal sealed record WrapperJson(string Name, string Usage, string Allowed, string Summary);

/// <summary>The answer of <c>rl wrappers --json</c>.</summary>
internal sealed record WrapperListJson(IReadOnlyList<WrapperJson> Wrappers);

/// <summary>One hyperparameter of an algorithm.</summary>
internal sealed record HyperparameterJson(string Name, string Default, string Allowed, string Meaning);

/// <summary>One algorithm.</summary>
internal sealed record AlgorithmJson(string Name, string Summary, IReadOnlyList<HyperparameterJson> Hyperparameters);

/// <summary>The answer of <c>rl algorithms --json</c>.</summary>
internal sealed record AlgorithmListJson(IReadOnlyList<AlgorithmJson> Algorithms);

/// <summary>One recipe.</summary>
internal sealed record RecipeJson(string Environment, string Algorithm, long Steps, int Lanes, IReadOnlyDictionary<string, string> Hyperparameters);

/// <summary>The answer of <c>rl recipes --json</c>.</summary>
internal sealed record RecipeListJson(IReadOnlyList<RecipeJson> Recipes);

/// <summary>The answer of <c>rl replay --json</c>.</summary>
internal sealed record ReplayJson(
    string Dataset, int RecordedEpisodes, int ReplayedEpisodes, long ReplayedSteps, int DifferentEpisodes, IReadOnlyList<string> Differences);

/// <summary>One case of the runtime benchmark; medians over its repeats.</summary>
internal sealed record BenchmarkCaseJson(
    string Name, double PerSecond, double NanosecondsEach, double AllocatedBytesEach, double? RatioToBaseline);

/// <summary>The answer of <c>rl bench runtime --json</c>.</summary>
internal sealed record BenchmarkJson(string Machine, int Processors, string Runtime, int Repeats, IReadOnlyList<BenchmarkCaseJson> Cases);

/// <summary>Raw steps of one environment; medians over the repeats. A step is one of one lane.</summary>
internal sealed record EnvironmentStepsJson(string Environment, double StepsPerSecond, double NanosecondsEach, double AllocatedBytesEach);

/// <summary>The answer of <c>rl bench environments --json</c>.</summary>
internal sealed record EnvironmentBenchmarkJson(
    string Machine, int Processors, string Runtime, int Repeats, int Lanes, IReadOnlyList<EnvironmentStepsJson> Environments);

/// <summary>This machine's limits, in 10^9 operations and 10^9 bytes a second, of one thread and of all.</summary>
internal sealed record PeakJson(int VectorBits, int Threads, double CoreGflops, double Gflops, double CoreGbytesPerSecond, double GbytesPerSecond);

/// <summary>One kernel on one thread; one of the two rates is null.</summary>
internal sealed record KernelJson(
    string Kernel, double NanosecondsEach, double? Gflops, double? GbytesPerSecond, double ShareOfPeak, double AllocatedBytesEach);

/// <summary>Whole training with one set of settings.</summary>
internal sealed record TrainingJson(
    string Settings,
    string Algorithm,
    string Environment,
    int Lanes,
    double StepsPerSecond,
    double UpdateGflops,
    double UpdateShareOfPeak,
    double WholeUpdateShareOfPeak,
    double UpdateShareOfTime,
    double AllocatedBytesEachUpdate,
    double AllocatedBytesEachStep,
    IReadOnlyDictionary<string, string> Hyperparameters);

/// <summary>The answer of <c>rl bench learning --json</c>.</summary>
internal sealed record LearningBenchmarkJson(
    string Machine, int Processors, string Runtime, int Repeats, PeakJson Peak, IReadOnlyList<KernelJson> Kernels, IReadOnlyList<TrainingJson> Training);

/// <summary>One part of the pipeline, or one limit of it; medians over the rounds. Bytes are those of the message before compression.</summary>
internal sealed record PipelinePartJson(string Part, bool IsLimit, double ShardsPerSecond, double EpisodesPerSecond, double BytesPerSecond);

/// <summary>What the shards of one environment came to. A core writes so many bytes of episodes in memory into Parquet files.</summary>
internal sealed record PipelinePayloadJson(
    string Environment,
    int Episodes,
    long ShardBytes,
    long FrameBytes,
    int Rounds,
    IReadOnlyList<PipelinePartJson> Parts,
    double StagedShareOfSlowestLimit,
    double StagedShareOfZstdOnOneThread,
    double ParquetBytesPerSecondOfCore);

/// <summary>The answer of <c>rl bench pipeline --json</c>.</summary>
internal sealed record PipelineBenchmarkJson(string Machine, int Processors, string Runtime, string Servers, IReadOnlyList<PipelinePayloadJson> Payloads);

/// <summary>One algorithm on one environment, over several seeds.</summary>
internal sealed record ZooCellJson(
    string Environment, string Algorithm, long Steps, int Seeds, double MeanReturn, double StdBetweenSeeds, double LeastReturn, double MostReturn, double Seconds);

/// <summary>The answer of <c>rl zoo --json</c>.</summary>
internal sealed record ZooAnswerJson(IReadOnlyList<ZooCellJson> Cells);

/// <summary>What <c>rl serve-environment --json</c> says as soon as it listens.</summary>
internal sealed record ServeJson(string Environment, string Address);

/// <summary>What <c>rl sync --json</c> says as soon as it listens.</summary>
internal sealed record SyncJson(string Address);

/// <summary>The answer of <c>rl queue show --json</c>.</summary>
internal sealed record QueueJson(long Waiting, long Dead);

/// <summary>A message that no worker could do anything with.</summary>
internal sealed record DeadLetterJson(string Message, string Reason);

/// <summary>The answer of <c>rl queue dead … --json</c>: what was done to which messages.</summary>
internal sealed record DeadLettersJson(string Action, IReadOnlyList<DeadLetterJson> Messages);

/// <summary>How far the recorded episodes of a run are; shards but for the last.</summary>
internal sealed record UploadJson(int Sealed, int Staged, int Failed, long Uploaded, long UploadedEpisodes, string? Message)
{
    public static UploadJson? Of(UploadStatus? status)
        => status is null ? null : new(status.Sealed, status.Staged, status.Failed, status.Uploaded, status.UploadedEpisodes, status.Message);
}

/// <summary>The answer of any command that failed.</summary>
internal sealed record ErrorJson(string Status, int ExitCode, IReadOnlyList<ErrorJson.Item> Errors)
{
    internal sealed record Item(string? Field, string? Value, string Message);
}

/// <summary>Serialisers that are generated at build time: reflection would cost a tenth of a second at every start.</summary>
[JsonSerializable(typeof(RunJson))]
[JsonSerializable(typeof(EvaluateJson))]
[JsonSerializable(typeof(RunListJson))]
[JsonSerializable(typeof(StopJson))]
[JsonSerializable(typeof(EnvironmentListJson))]
[JsonSerializable(typeof(WrapperListJson))]
[JsonSerializable(typeof(AlgorithmListJson))]
[JsonSerializable(typeof(RecipeListJson))]
[JsonSerializable(typeof(ReplayJson))]
[JsonSerializable(typeof(BenchmarkJson))]
[JsonSerializable(typeof(EnvironmentBenchmarkJson))]
[JsonSerializable(typeof(LearningBenchmarkJson))]
[JsonSerializable(typeof(PipelineBenchmarkJson))]
[JsonSerializable(typeof(ZooAnswerJson))]
[JsonSerializable(typeof(ServeJson))]
[JsonSerializable(typeof(DatasetListJson))]
[JsonSerializable(typeof(DatasetJson))]
[JsonSerializable(typeof(VerifyJson))]
[JsonSerializable(typeof(PullJson))]
[JsonSerializable(typeof(SyncJson))]
[JsonSerializable(typeof(QueueJson))]
[JsonSerializable(typeof(DeadLettersJson))]
[JsonSerializable(typeof(ErrorJson))]
internal sealed partial class RlJson : JsonSerializerContext
{
    // Terminals and files are no web pages: quotes and plus signs need not be escaped.
    private static readonly RlJson Readable = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes an answer as one line.</summary>
    public static void Write<T>(TextWriter output, T answer)
        => output.WriteLine(JsonSerializer.Serialize(answer, typeof(T), Readable));
}
