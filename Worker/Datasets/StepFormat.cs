using RlOrleans.Episodes;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>What decides the columns of steps. All files of a dataset have the same.</summary>
/// <param name="DiscreteActions">Whether an action is an index rather than a vector.</param>
public sealed record StepFormat(bool DiscreteActions)
{
    /// <summary>The columns.</summary>
    internal ParquetSchema Schema => StepTable.Schema(DiscreteActions);

    /// <summary>The format of episodes that are recorded for a target.</summary>
    internal static StepFormat Of(RecordingTarget target) => new(target.DiscreteActions);

    /// <summary>The format of a file of steps; null if it is none of ours.</summary>
    internal static StepFormat? Of(ParquetReader reader)
    {
        foreach (bool discrete in (ReadOnlySpan<bool>)[true, false])
        {
            var format = new StepFormat(discrete);
            if (reader.Schema.Fields.SequenceEqual(format.Schema.Fields))
                return format;
        }

        return null;
    }

    /// <summary>Why a dataset of this format cannot take episodes of a target; null if it can.</summary>
    internal string? WhyRefused(string location, RecordingTarget target)
    {
        return Of(target) == this
            ? null
            : $"The dataset '{location}' has {Kind(DiscreteActions)} actions, and {target.Environment} has {Kind(target.DiscreteActions)} ones.";

        static string Kind(bool discrete) => discrete ? "discrete" : "continuous";
    }
}
