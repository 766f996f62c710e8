using RlOrleans.Uploads;

namespace RlOrleans.Runs;

/// <summary>What a run sees of its recorded episodes' way to the dataset.</summary>
/// <param name="outbox">The run's outbox.</param>
/// <param name="show">Told of each status.</param>
/// <param name="time">Measures patience.</param>
internal sealed class OutboxWatch(IUploadGrain outbox, Action<UploadStatus> show, TimeProvider time)
{
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(5);

    /// <summary>Goes on with what an earlier process left.</summary>
    public Task Resume() => outbox.Resume();

    /// <summary>Shows where things stand.</summary>
    public async Task Look() => show(await outbox.Describe());

    /// <summary>Waits until all recorded episodes are in the dataset; false if a stop was asked for before.</summary>
    /// <exception cref="RunException">A worker gave a shard up.</exception>
    public async Task<bool> Drain(Func<bool> stopRequested)
    {
        UploadStatus? status = null;
        while (true)
        {
            status = await outbox.DescribeNext(status);
            show(status);
            if (status.Failed > 0)
            {
                throw new RunException(RunErrorCode.Failed, status.Message!);
            }

            if (status.Pending == 0 || stopRequested())
            {
                return status.Pending == 0;
            }
        }
    }

    /// <summary>Gives recorded episodes a moment to arrive, where a run ends without waiting for all of them.</summary>
    /// <returns>What a person should know of those that did not; null if all are there.</returns>
    public async Task<string?> DrainBriefly()
    {
        long start = time.GetTimestamp();
        var status = await outbox.Describe();
        while (status.Pending > 0 && time.GetElapsedTime(start) < LeavePatience)
        {
            status = await outbox.DescribeNext(status);
        }

        show(status);
        int left = status.Pending + status.Failed;
        return left == 0
            ? null
            : $"{left} shard{(left == 1 ? "" : "s")} of recorded episodes not in the dataset yet, and kept; a resume goes on with them"
                + (status.Message is null ? "" : $" ({status.Message})");
    }

    /// <summary>Forgets the outbox of a completed run.</summary>
    public Task Close() => outbox.Close();
}
