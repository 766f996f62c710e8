using RlOrleans.Episodes;
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
/// actions are discrete, and a list of floats elsewhere.
/// </para>
/// <para>
/// In the final row <c>action</c>, <c>reward</c> and <c>action_log_prob</c> are null, because nothing was done;
/// both flags are false, so that each episode has the flags of its end exactly once; and the policy version is that
/// of the last action.
/// </para>
/// </remarks>
internal static class StepTable
{
    public const string EpisodeId = "episode_id";
    public const string Step = "step";
    public const string Observation = "observation";
    public const string Action = "action";
    public const string Reward = "reward";
    public const string Terminated = "terminated";
    public const string Truncated = "truncated";
    public const string PolicyVersion = "policy_version";
    public const string ActionLogProb = "action_log_prob";
    public const string EnvironmentId = "environment_id";
    public const string Lane = "lane";
    public const string Seed = "seed";

    public static ParquetSchema Schema(bool discreteActions) => new(
        new ParquetField(EpisodeId, ParquetKind.String),
        new ParquetField(Step, ParquetKind.Int32),
        new ParquetField(Observation, ParquetKind.FloatList),
        new ParquetField(Action, discreteActions ? ParquetKind.Int32 : ParquetKind.FloatList, IsNullable: true),
        new ParquetField(Reward, ParquetKind.Float, IsNullable: true),
        new ParquetField(Terminated, ParquetKind.Boolean),
        new ParquetField(Truncated, ParquetKind.Boolean),
        new ParquetField(PolicyVersion, ParquetKind.Int64),
        new ParquetField(ActionLogProb, ParquetKind.Float, IsNullable: true),
        new ParquetField(EnvironmentId, ParquetKind.String),
        new ParquetField(Lane, ParquetKind.Int32),
        new ParquetField(Seed, ParquetKind.UInt64));

    /// <summary>Writes all rows of a shard.</summary>
    public static void Write(EpisodeShard shard, ParquetWriter writer)
    {
        ParquetColumn<string> episodeId = writer.Column<string>(EpisodeId), environmentId = writer.Column<string>(EnvironmentId);
        ParquetColumn<int> stepColumn = writer.Column<int>(Step), lane = writer.Column<int>(Lane);
        ParquetColumn<float> observation = writer.Column<float>(Observation), reward = writer.Column<float>(Reward);
        ParquetColumn<float> logProb = writer.Column<float>(ActionLogProb);
        ParquetColumn<bool> terminated = writer.Column<bool>(Terminated), truncated = writer.Column<bool>(Truncated);
        ParquetColumn<long> policyVersion = writer.Column<long>(PolicyVersion);
        ParquetColumn<ulong> seed = writer.Column<ulong>(Seed);
        ParquetColumn<int>? index = shard.Target.DiscreteActions ? writer.Column<int>(Action) : null;
        ParquetColumn<float>? vector = shard.Target.DiscreteActions ? null : writer.Column<float>(Action);

        int observationSize = shard.Target.ObservationSize, actionSize = shard.Target.ActionSize;
        foreach (Episode episode in shard.Episodes)
        {
            for (int step = 0; step <= episode.Length; step++)
            {
                bool isFinal = step == episode.Length, isLast = step == episode.Length - 1;
                episodeId.Append(episode.Id);
                stepColumn.Append(step);
                observation.AppendList(episode.Observations.AsSpan(step * observationSize, observationSize));
                if (isFinal)
                {
                    ((ParquetColumn?)index ?? vector)!.AppendNull();
                    reward.AppendNull();
                    logProb.AppendNull();
                }
                else
                {
                    index?.Append((int)episode.Actions[step]);
                    vector?.AppendList(episode.Actions.AsSpan(step * actionSize, actionSize));
                    reward.Append(episode.Rewards[step]);
                    logProb.Append(episode.LogProbs[step]);
                }

                terminated.Append(isLast && episode.Terminated);
                truncated.Append(isLast && episode.Truncated);
                policyVersion.Append(episode.PolicyVersions[Math.Min(step, episode.Length - 1)]);
                environmentId.Append(shard.Target.Environment);
                lane.Append(episode.Lane);
                seed.Append(episode.Seed);
                writer.EndRow();
            }
        }
    }

    /// <summary>Refuses a shard whose arrays do not fit each other: nothing of it could be read back.</summary>
    /// <exception cref="ArgumentException">The message names the episode and the array.</exception>
    public static void Check(EpisodeShard shard)
    {
        RecordingTarget target = shard.Target;
        foreach (Episode episode in shard.Episodes)
        {
            int length = episode.Length;
            CheckLength(length >= 1 ? 1 : 0, 1, "steps");
            CheckLength(episode.Observations.Length, (length + 1) * target.ObservationSize, nameof(Episode.Observations));
            CheckLength(episode.Actions.Length, length * target.ActionSize, nameof(Episode.Actions));
            CheckLength(episode.LogProbs.Length, length, nameof(Episode.LogProbs));
            CheckLength(episode.PolicyVersions.Length, length, nameof(Episode.PolicyVersions));

            void CheckLength(int actual, int expected, string what)
            {
                if (actual != expected)
                    throw new ArgumentException($"Episode '{episode.Id}' of {length} steps has {actual} {what} where {expected} belong.", nameof(shard));
            }
        }
    }
}
