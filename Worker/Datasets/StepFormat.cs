using RlOrleans.Episodes;
using RlOrleans.Worker.Images;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>What decides the columns of steps. All files of a dataset have the same.</summary>
/// <param name="DiscreteActions">Whether an action is an index rather than a vector.</param>
/// <param name="Frames">The shape of observations that are kept as images; null where they are lists of numbers.</param>
public sealed record StepFormat(bool DiscreteActions, FrameShape? Frames = null)
{
    /// <summary>The property of a file that has <see cref="Frames"/>.</summary>
    internal const string FramesProperty = "rlorleans.frame_shape";

    /// <summary>The columns.</summary>
    internal ParquetSchema Schema => StepTable.Schema(this);

    /// <summary>The format of episodes that are recorded for a target.</summary>
    /// <exception cref="ArgumentException">The shape of its frames is none.</exception>
    internal static StepFormat Of(RecordingTarget target) => new(target.DiscreteActions, FrameShape.Of(target.FrameShape));

    /// <summary>The format of a file of steps; null if it is none of ours.</summary>
    internal static StepFormat? Of(ParquetReader reader)
    {
        FrameShape? frames = FrameShape.TryParse(reader.Properties.GetValueOrDefault(FramesProperty));
        foreach (bool discrete in (ReadOnlySpan<bool>)[true, false])
        {
            var format = new StepFormat(discrete, frames);
            if (reader.Schema.Fields.SequenceEqual(format.Schema.Fields))
                return format;
        }

        return null;
    }

    /// <summary>Why a dataset of this format cannot take episodes of a target; null if it can.</summary>
    internal string? WhyRefused(string location, RecordingTarget target)
    {
        StepFormat other = Of(target);
        return other == this ? null
            : other.DiscreteActions != DiscreteActions
                ? $"The dataset '{location}' has {Kind(DiscreteActions)} actions, and {target.Environment} has {Kind(other.DiscreteActions)} ones."
                : $"The dataset '{location}' has observations that are {Observations(Frames)}, and those of {target.Environment} are {Observations(other.Frames)}.";

        static string Kind(bool discrete) => discrete ? "discrete" : "continuous";

        static string Observations(FrameShape? frames) => frames is null ? "lists of numbers" : $"images of {frames}";
    }
}
