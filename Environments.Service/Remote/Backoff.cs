namespace RlOrleans.Environments.Service.Remote;

/// <summary>Waits between attempts: exponential, with full jitter above one half so that many clients do not come back at once.</summary>
internal static class Backoff
{
    /// <summary>The wait after an attempt, counted from 1.</summary>
    /// <param name="options">First and longest wait.</param>
    /// <param name="attempt">How many attempts there were.</param>
    /// <param name="salt">What sets this caller apart from others.</param>
    public static TimeSpan Pause(RemoteEnvironmentOptions options, int attempt, long salt)
    {
        double longest = Math.Min(options.LongestBackoff.TotalMilliseconds, options.FirstBackoff.TotalMilliseconds * Math.Pow(2, attempt - 1));
        var random = new CounterRandom((ulong)salt, RandomPurpose.Shuffle, 0, (uint)Environment.ProcessId);
        return TimeSpan.FromMilliseconds(longest * (0.5 + 0.5 * random.Uniform((ulong)attempt)));
    }

    /// <summary>Blocks the thread until the clock has gone on.</summary>
    public static void Wait(TimeProvider time, TimeSpan pause)
    {
        if (pause <= TimeSpan.Zero)
            return;
        using var over = new ManualResetEventSlim();
        using ITimer timer = time.CreateTimer(static state => ((ManualResetEventSlim)state!).Set(), over, pause, Timeout.InfiniteTimeSpan);
        over.Wait();
    }
}
