namespace RlOrleans.Environments;

/// <summary>When a lane whose simulator failed is started again, and when no more.</summary>
/// <param name="FirstBackoff">The wait after the first failure; twice as long after each further one.</param>
/// <param name="LongestBackoff">The longest wait.</param>
/// <param name="MaxFailures">The failure, of those in a row without an episode that ended well, that a lane is retired at.</param>
/// <param name="MaxFailuresUnplayed">The same for a lane that has never come through a step: it is broken, rather than unlucky.</param>
internal sealed record RestartPolicy(TimeSpan FirstBackoff, TimeSpan LongestBackoff, int MaxFailures, int MaxFailuresUnplayed)
{
    /// <summary>
    /// A tenth of a second to half a minute; retired at the tenth failure in a row, after about a minute, or at the fifth,
    /// after 1.5 seconds, where not even a step was ever taken.
    /// </summary>
    public static readonly RestartPolicy Default = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), 10, 5);

    /// <summary>The wait after so many failures in a row, at least one.</summary>
    public TimeSpan BackoffAfter(int failures)
    {
        double wait = FirstBackoff.TotalMilliseconds * Math.Pow(2, failures - 1);
        return wait < LongestBackoff.TotalMilliseconds ? TimeSpan.FromMilliseconds(wait) : LongestBackoff;
    }
}
