using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>The columns of a row group that make up episodes.</summary>
internal sealed class StepGroup
{
    public StepGroup(string path, int index, ParquetReader reader)
    {
        bool discrete = reader.Schema.Fields.SequenceEqual(StepTable.Schema(discreteActions: true).Fields);
        if (!discrete && !reader.Schema.Fields.SequenceEqual(StepTable.Schema(discreteActions: false).Fields))
            throw new InvalidDataException("It does not have the columns of recorded episodes.");
        Path = path;
        Index = index;
        EpisodeId = reader.Read<string>(index, StepTable.EpisodeId);
        Step = reader.Read<int>(index, StepTable.Step);
        Observation = reader.Read<float>(index, StepTable.Observation);
        Reward = reader.Read<float>(index, StepTable.Reward);
        LogProb = reader.Read<float>(index, StepTable.ActionLogProb);
        PolicyVersion = reader.Read<long>(index, StepTable.PolicyVersion);
        if (discrete)
            ActionIndex = reader.Read<int>(index, StepTable.Action);
        else
            ActionVector = reader.Read<float>(index, StepTable.Action);
    }

    public string Path { get; }

    public int Index { get; }

    public ParquetColumn<string> EpisodeId { get; }

    public ParquetColumn<int> Step { get; }

    public ParquetColumn<float> Observation { get; }

    public ParquetColumn<float> Reward { get; }

    public ParquetColumn<float> LogProb { get; }

    public ParquetColumn<long> PolicyVersion { get; }

    public ParquetColumn<int>? ActionIndex { get; }

    public ParquetColumn<float>? ActionVector { get; }

    /// <summary>Whether a row has the final observation of its episode, and nothing of an action; null if it is neither that nor a step.</summary>
    public bool? IsFinal(int row)
    {
        bool noAction = ActionIndex?.IsNull(row) ?? ActionVector!.IsNull(row);
        return noAction == Reward.IsNull(row) && noAction == LogProb.IsNull(row) ? noAction : null;
    }
}
