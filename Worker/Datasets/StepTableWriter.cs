using RlOrleans.Episodes;
using RlOrleans.Worker.Images;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>Writes the rows of <see cref="StepTable"/>, an episode at a time.</summary>
internal sealed class StepTableWriter
{
    // Rows are added by blocks: a value at a time costs more than its encoding. A row group exceeds its size by a block at most.
    private const int MaxBlockRows = 1024;
    private const int BlockBytes = 1 << 18;

    private readonly ParquetWriter _writer;
    private readonly RecordingTarget _target;
    private readonly ParquetColumn<string> _episodeId, _environmentId;
    private readonly ParquetColumn<int> _step, _lane;
    private readonly ObservationColumn _observation;
    private readonly ParquetColumn<float> _reward, _logProb;
    private readonly ParquetColumn<bool> _terminated, _truncated, _aborted;
    private readonly ParquetColumn<long> _policyVersion;
    private readonly ParquetColumn<ulong> _seed;
    private readonly ParquetColumn<int>? _actionIndex;
    private readonly ParquetColumn<float>? _actionVector;
    private readonly int[] _integers;

    /// <param name="target">What all episodes have in common.</param>
    /// <param name="writer">A file of <see cref="StepTable.Schema"/>.</param>
    public StepTableWriter(RecordingTarget target, ParquetWriter writer)
    {
        (_target, _writer) = (target, writer);
        _episodeId = writer.Column<string>(StepTable.EpisodeId);
        _environmentId = writer.Column<string>(StepTable.EnvironmentId);
        _step = writer.Column<int>(StepTable.Step);
        _lane = writer.Column<int>(StepTable.Lane);
        _observation = new ObservationColumn(StepFormat.Of(target), writer);
        _reward = writer.Column<float>(StepTable.Reward);
        _logProb = writer.Column<float>(StepTable.ActionLogProb);
        _terminated = writer.Column<bool>(StepTable.Terminated);
        _truncated = writer.Column<bool>(StepTable.Truncated);
        _aborted = writer.Column<bool>(StepTable.Aborted);
        _policyVersion = writer.Column<long>(StepTable.PolicyVersion);
        _seed = writer.Column<ulong>(StepTable.Seed);
        if (target.DiscreteActions)
            _actionIndex = writer.Column<int>(StepTable.Action);
        else
            _actionVector = writer.Column<float>(StepTable.Action);
        _integers = new int[Math.Clamp(BlockBytes / (sizeof(float) * (target.ObservationSize + target.ActionSize)), 1, MaxBlockRows)];
    }

    /// <summary>Adds the rows of an episode.</summary>
    /// <exception cref="ArgumentException">A number of a frame is no byte's share of 255.</exception>
    public void Append(Episode episode)
    {
        int length = episode.Length, actionSize = _target.ActionSize;
        var observations = new ObservationRows(episode, _target.ObservationSize);
        for (int first = 0; first <= length; first += _integers.Length)
        {
            // Rows of the block; all of them are steps but the last one of the episode.
            int rows = Math.Min(_integers.Length, length + 1 - first), steps = Math.Min(rows, length - first);
            _episodeId.AppendRepeated(episode.Id, rows);
            for (int i = 0; i < rows; i++)
                _integers[i] = first + i;
            _step.AppendRange(_integers.AsSpan(0, rows));
            _observation.Append(observations.Next(rows), _target.ObservationSize);
            _actionVector?.AppendLists(episode.Actions.AsSpan(first * actionSize, steps * actionSize), actionSize);
            if (_actionIndex is not null)
            {
                for (int i = 0; i < steps; i++)
                    _integers[i] = (int)episode.Actions[first + i];
                _actionIndex.AppendRange(_integers.AsSpan(0, steps));
            }

            _reward.AppendRange(episode.Rewards.AsSpan(first, steps));
            _logProb.AppendRange(episode.LogProbs.AsSpan(first, steps));
            _policyVersion.AppendRange(episode.PolicyVersions.AsSpan(first, steps));
            bool hasLast = steps > 0 && first + steps == length;
            AppendFlags(_terminated, steps, hasLast && episode.Terminated);
            AppendFlags(_truncated, steps, hasLast && episode.Truncated);
            AppendFlags(_aborted, steps, hasLast && episode.Aborted);
            if (steps < rows)
                EndEpisode(episode);
            _environmentId.AppendRepeated(_target.Environment, rows);
            _lane.AppendRepeated(episode.Lane, rows);
            _seed.AppendRepeated(episode.Seed, rows);
            _writer.EndRows(rows);
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

    // What the row of the final observation has in the columns of steps.
    private void EndEpisode(Episode episode)
    {
        ((ParquetColumn?)_actionIndex ?? _actionVector)!.AppendNull();
        _reward.AppendNull();
        _logProb.AppendNull();
        _policyVersion.Append(episode.PolicyVersions[^1]);
        _terminated.Append(false);
        _truncated.Append(false);
        _aborted.Append(false);
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
                _lists = writer.Column<float>(StepTable.Observation);
                return;
            }

            _images = writer.Column<byte[]>(StepTable.ImageBytes);
            _paths = writer.Column<string>(StepTable.ImagePath);
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
