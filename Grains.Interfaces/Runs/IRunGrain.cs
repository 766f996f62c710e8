using System.Collections.Immutable;
using Orleans.Concurrency;
using RlOrleans.Policies;

namespace RlOrleans.Runs;

/// <summary>
/// One training run; key: run id. It owns the spec, the status and the way from launch to evaluation, and starts,
/// watches and stops the run's policy and agents.
/// </summary>
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Starts the run. Safe to retry: launching a run that is already under way describes it.</summary>
    /// <exception cref="RunException">The run id is taken by another spec, or the run could not be started.</exception>
    Task<RunDescription> Launch(RunSpec spec);

    /// <summary>
    /// Goes on from the latest good checkpoint (from the beginning, if there was none yet), to the weights that the
    /// uninterrupted run would end with.
    /// </summary>
    /// <exception cref="RunException">Unknown run, already completed, running elsewhere, or no good checkpoint.</exception>
    Task<RunDescription> Resume();

    /// <summary>Asks for an orderly stop: the update under way ends, a checkpoint is written, then the run is Stopped.</summary>
    [AlwaysInterleave]
    Task Stop();

    /// <summary>The run as it stands.</summary>
    /// <exception cref="RunException">Unknown run.</exception>
    [AlwaysInterleave]
    Task<RunDescription> Describe();

    /// <summary>
    /// The run's progress from now on, ending when it does. A slow reader misses points, never the last one.
    /// </summary>
    [AlwaysInterleave]
    IAsyncEnumerable<RunProgress> Watch(CancellationToken cancellationToken = default);

    /// <summary>Called by the policy after updates: of each one report, in order, several at once where updates are short.</summary>
    [AlwaysInterleave]
    Task Report(ImmutableArray<UpdateReport> reports);

    /// <summary>Called by an agent or the policy when it cannot go on. <paramref name="reason"/> is one sentence.</summary>
    [AlwaysInterleave]
    Task ReportFailure(string source, string reason);
}
