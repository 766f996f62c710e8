using RlOrleans.Worker.Images;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>The columns of a row group that make up episodes.</summary>
internal sealed class StepGroup
{
    private readonly ParquetColumn<float>? _observation;
    private readonly ParquetColumn<byte[]>? _images;
    private readonly FrameImage? _image;
    private readonly float[] _frame = [];

    public StepGroup(string path, int index, ParquetReader reader)
    {
        StepFormat format = StepFormat.Of(reader) ?? throw new InvalidDataException("It does not have the columns of recorded episodes.");
        Path = path;
        Index = index;
        EpisodeId = reader.Read<string>(index, StepTable.EpisodeId);
        Step = reader.Read<int>(index, StepTable.Step);
        if (format.Frames is null)
        {
            _observation = reader.Read<float>(index, StepTable.Observation);
        }
        else
        {
            _images = reader.Read<byte[]>(index, StepTable.ImageBytes);
            _image = new FrameImage(format.Frames);
            _frame = new float[format.Frames.Size];
        }

        Reward = reader.Read<float>(index, StepTable.Reward);
        LogProb = reader.Read<float>(index, StepTable.ActionLogProb);
        PolicyVersion = reader.Read<long>(index, StepTable.PolicyVersion);
        if (format.DiscreteActions)
            ActionIndex = reader.Read<int>(index, StepTable.Action);
        else
            ActionVector = reader.Read<float>(index, StepTable.Action);
    }

    public string Path { get; }

    public int Index { get; }

    public ParquetColumn<string> EpisodeId { get; }

    public ParquetColumn<int> Step { get; }

    public ParquetColumn<float> Reward { get; }

    public ParquetColumn<float> LogProb { get; }

    public ParquetColumn<long> PolicyVersion { get; }

    public ParquetColumn<int>? ActionIndex { get; }

    public ParquetColumn<float>? ActionVector { get; }

    /// <summary>The observation of a row; valid until the next one is asked for.</summary>
    /// <exception cref="InvalidDataException">Its image is damaged.</exception>
    public ReadOnlySpan<float> Observation(int row)
    {
        if (_observation is not null)
            return _observation.List(row);
        _image!.Decode(_images![row], _frame);
        return _frame;
    }

    /// <summary>Whether a row has the final observation of its episode, and nothing of an action; null if it is neither that nor a step.</summary>
    public bool? IsFinal(int row)
    {
        bool noAction = ActionIndex?.IsNull(row) ?? ActionVector!.IsNull(row);
        return noAction == Reward.IsNull(row) && noAction == LogProb.IsNull(row) ? noAction : null;
    }
}
