using RlOrleans.Episodes;
using RlOrleans.Worker.Images;
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
    private const string ImagePath = Observation + ".path";

    // Rows are added by blocks: a value at a time costs more than its encoding. A row group exceeds its size by a block at most.
    private const int MaxBlockRows = 1024;
    private const int BlockBytes = 1 << 18;

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

    /// <summary>Writes all rows of a shard.</summary>
    public static void Write(ReadableShard shard, ParquetWriter writer)
    {
        ParquetColumn<string> episodeId = writer.Column<string>(EpisodeId), environmentId = writer.Column<string>(EnvironmentId);
        ParquetColumn<int> stepColumn = writer.Column<int>(Step), lane = writer.Column<int>(Lane);
        var observation = new ObservationColumn(StepFormat.Of(shard.Target), writer);
        ParquetColumn<float> reward = writer.Column<float>(Reward), logProb = writer.Column<float>(ActionLogProb);
        ParquetColumn<bool> terminated = writer.Column<bool>(Terminated), truncated = writer.Column<bool>(Truncated);
        ParquetColumn<bool> aborted = writer.Column<bool>(Aborted);
        ParquetColumn<long> policyVersion = writer.Column<long>(PolicyVersion);
        ParquetColumn<ulong> seed = writer.Column<ulong>(Seed);
        ParquetColumn<int>? index = shard.Target.DiscreteActions ? writer.Column<int>(Action) : null;
        ParquetColumn<float>? vector = shard.Target.DiscreteActions ? null : writer.Column<float>(Action);

        int observationSize = shard.Target.ObservationSize, actionSize = shard.Target.ActionSize;
        int blockRows = Math.Clamp(BlockBytes / (sizeof(float) * (observationSize + actionSize)), 1, MaxBlockRows);
        var integers = new int[blockRows];
        foreach (Episode episode in shard.ReadEpisodes())
        {
            int length = episode.Length;
            var observations = new ObservationRows(episode, observationSize);
            for (int first = 0; first <= length; first += blockRows)
            {
                // Rows of the block; all of them are steps but the last one of the episode.
                int rows = Math.Min(blockRows, length + 1 - first), steps = Math.Min(rows, length - first);
                bool hasFinal = steps < rows;
                episodeId.AppendRepeated(episode.Id, rows);
                for (int i = 0; i < rows; i++)
                    integers[i] = first + i;
                stepColumn.AppendRange(integers.AsSpan(0, rows));
                observation.Append(observations.Next(rows), observationSize);
                vector?.AppendLists(episode.Actions.AsSpan(first * actionSize, steps * actionSize), actionSize);
                if (index is not null)
                {
                    for (int i = 0; i < steps; i++)
                        integers[i] = (int)episode.Actions[first + i];
                    index.AppendRange(integers.AsSpan(0, steps));
                }

                reward.AppendRange(episode.Rewards.AsSpan(first, steps));
                logProb.AppendRange(episode.LogProbs.AsSpan(first, steps));
                policyVersion.AppendRange(episode.PolicyVersions.AsSpan(first, steps));
                bool hasLast = steps > 0 && first + steps == length;
                AppendFlags(terminated, steps, hasLast && episode.Terminated);
                AppendFlags(truncated, steps, hasLast && episode.Truncated);
                AppendFlags(aborted, steps, hasLast && episode.Aborted);
                if (hasFinal)
                {
                    ((ParquetColumn?)index ?? vector)!.AppendNull();
                    reward.AppendNull();
                    logProb.AppendNull();
                    policyVersion.Append(episode.PolicyVersions[length - 1]);
                    terminated.Append(false);
                    truncated.Append(false);
                    aborted.Append(false);
                }

                environmentId.AppendRepeated(shard.Target.Environment, rows);
                lane.AppendRepeated(episode.Lane, rows);
                seed.AppendRepeated(episode.Seed, rows);
                writer.EndRows(rows);
            }
        }
    }

    // False, and in the last of them what is told.
    private static void AppendFlags(ParquetColumn<bool> column, int steps, bool last)
    {
        if (steps == 0)
            return;
        column.AppendRepeated(false, steps - 1);
        column.Append(last);
    }

    /// <summary>Refuses a shard whose arrays do not fit each other: nothing of it could be read back.</summary>
    /// <exception cref="ArgumentException">The message names the episode and the array.</exception>
    public static void Check(ReadableShard shard)
    {
        RecordingTarget target = shard.Target;
        if (StepFormat.Of(target).Frames is { } frames && frames.Size != target.ObservationSize)
            throw new ArgumentException($"Frames of {frames} do not make observations of {target.ObservationSize} numbers.", nameof(shard));
        foreach (Episode episode in shard.ReadEpisodes())
        {
            int length = episode.Length;
            CheckLength(length >= 1 ? 1 : 0, 1, "steps");
            if (ObservationRows.WhyDamaged(episode.Observations, episode.ObservationSegments, length + 1, target.ObservationSize) is { } damage)
                throw new ArgumentException($"Episode '{episode.Id}' of {length} steps has {damage}.", nameof(shard));
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

    /// <summary>Takes observations as lists of numbers, or as images.</summary>
    private sealed class ObservationColumn
    {
        private readonly ParquetColumn<float>? _lists;
        private readonly ParquetColumn<byte[]>? _images;
        private readonly ParquetColumn<string>? _paths;
        private readonly FrameImage? _image;

        public ObservationColumn(StepFormat format, ParquetWriter writer)
        {
            if (format.Frames is null)
            {
                _lists = writer.Column<float>(Observation);
                return;
            }

            _images = writer.Column<byte[]>(ImageBytes);
            _paths = writer.Column<string>(ImagePath);
            _image = new FrameImage(format.Frames);
        }

        public void Append(ReadOnlySpan<float> observations, int size)
        {
            _lists?.AppendLists(observations, size);
            for (int start = 0; _lists is null && start < observations.Length; start += size)
            {
                _images!.Append(_image!.Encode(observations.Slice(start, size)));
                _paths!.AppendNull();
            }
        }
    }
}
