namespace RlOrleans.Environments;

/// <summary>When a lane whose simulator failed is started again, and when no more.</summary>
/// <param name="FirstBackoff">The wait after the first failure; twice as long after each further one.</param>
/// <param name="LongestBackoff">The longest wait.</param>
/// <param name="MaxFailures">The failure, of those in a row without an episode that ended well, that a lane is retired at.</param>
internal sealed record RestartPolicy(TimeSpan FirstBackoff, TimeSpan LongestBackoff, int MaxFailures)
{
    /// <summary>A tenth of a second to half a minute; retired at the tenth failure in a row, after about a minute.</summary>
    public static readonly RestartPolicy Default = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), 10);

    /// <summary>The wait after so many failures in a row, at least one.</summary>
    public TimeSpan BackoffAfter(int failures)
    {
        double wait = FirstBackoff.TotalMilliseconds * Math.Pow(2, failures - 1);
        return wait < LongestBackoff.TotalMilliseconds ? TimeSpan.FromMilliseconds(wait) : LongestBackoff;
    }
}
