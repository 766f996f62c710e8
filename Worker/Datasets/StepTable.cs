using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>
/// The steps of a shard's episodes: one row a step, and after the last step of each episode one more row with its
/// final observation.
/// </summary>
/// <remarks>
/// <para>
/// Row t of an episode has what was seen before action t, the action, and what it brought about: the reward, and
/// whether it terminated the episode or the episode was truncated there. An action is an <c>int32</c> index where
/// actions are discrete, and a list of floats elsewhere. An episode whose simulator failed ends with <c>aborted</c> in place
/// of the other flags: its final row is what was seen last.
/// </para>
/// <para>
/// In the final row <c>action</c>, <c>reward</c> and <c>action_log_prob</c> are null, because nothing was done;
/// all flags are false, so that each episode has the flags of its end exactly once; and the policy version is that
/// of the last action.
/// </para>
/// </remarks>
internal static class StepTable
{
    public const string EpisodeId = "episode_id";
    public const string Step = "step";
    public const string Observation = "observation";
    public const string ImageBytes = Observation + ".bytes";
    public const string Action = "action";
    public const string Reward = "reward";
    public const string Terminated = "terminated";
    public const string Truncated = "truncated";
    public const string Aborted = "aborted";
    public const string PolicyVersion = "policy_version";
    public const string ActionLogProb = "action_log_prob";
    public const string EnvironmentId = "environment_id";
    public const string Lane = "lane";
    public const string Seed = "seed";

    // The Hub's Image feature is a group of an encoded image, or of where one is: here always the first.
    public const string ImagePath = Observation + ".path";

    public static ParquetSchema Schema(StepFormat format) => new(
    [
        new ParquetField(EpisodeId, ParquetKind.String),
        new ParquetField(Step, ParquetKind.Int32),
        .. format.Frames is null
            ? (ParquetField[])[new ParquetField(Observation, ParquetKind.FloatList)]
            : [new ParquetField(ImageBytes, ParquetKind.Binary), new ParquetField(ImagePath, ParquetKind.String, IsNullable: true)],
        new ParquetField(Action, format.DiscreteActions ? ParquetKind.Int32 : ParquetKind.FloatList, IsNullable: true),
        new ParquetField(Reward, ParquetKind.Float, IsNullable: true),
        new ParquetField(Terminated, ParquetKind.Boolean),
        new ParquetField(Truncated, ParquetKind.Boolean),
        new ParquetField(Aborted, ParquetKind.Boolean),
        new ParquetField(PolicyVersion, ParquetKind.Int64),
        new ParquetField(ActionLogProb, ParquetKind.Float, IsNullable: true),
        new ParquetField(EnvironmentId, ParquetKind.String),
        new ParquetField(Lane, ParquetKind.Int32),
        new ParquetField(Seed, ParquetKind.UInt64),
    ]);
}
