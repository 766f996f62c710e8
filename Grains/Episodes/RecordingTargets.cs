using RlOrleans.Environments;
using RlOrleans.Runs;

namespace RlOrleans.Episodes;

/// <summary>Where a run's episodes are recorded.</summary>
internal static class RecordingTargets
{
    /// <summary>The target of one split of a run's episodes.</summary>
    public static RecordingTarget Of(string runId, RunSpec spec, string split, EnvironmentSpec environment) => new()
    {
        Dataset = spec.Dataset,
        RunId = runId,
        Split = split,
        Environment = spec.Environment,
        Algorithm = spec.Algorithm,
        ObservationSize = environment.ObservationSpace.Size,
        ActionSize = environment.ActionSpace.Size,
        DiscreteActions = environment.ActionSpace is DiscreteSpace,
        FrameShape = environment.ObservationSpace is BoxSpace { HasPixels: true } frames ? frames.Shape : [],
    };
}
