using System.Collections.Immutable;
using RlOrleans.Runs;

namespace RlOrleans.Policies;

/// <summary>
/// What a run is still to hear of its policy's updates. Short updates are reported together: each message wakes the run,
/// which writes them down. Belongs to one grain.
/// </summary>
internal sealed class UpdateReports(IRunGrain run, TimeProvider time)
{
    /// <summary>How long a report may wait for the next.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private const int MaxWaiting = 1024;

    private readonly List<UpdateReport> _waiting = [];
    private Task _sending = Task.CompletedTask;
    private long _sentAt = time.GetTimestamp();

    /// <summary>Adds a report, and sends it with those that wait if it is of a checkpoint or they have waited long enough.</summary>
    public Task Add(UpdateReport report)
    {
        _waiting.Add(report);
        bool due = report.Checkpoint is not null || _waiting.Count >= MaxWaiting || time.GetElapsedTime(_sentAt) >= Period;
        return due ? Send() : Task.CompletedTask;
    }

    /// <summary>Sends what waits, one message at a time, so that all arrives in order.</summary>
    public async Task Send()
    {
        while (_waiting.Count > 0)
        {
            if (_sending.IsCompleted)
            {
                ImmutableArray<UpdateReport> reports = [.. _waiting];
                _waiting.Clear();
                _sentAt = time.GetTimestamp();
                _sending = run.Report(reports);
            }

            await _sending;
        }
    }
}
