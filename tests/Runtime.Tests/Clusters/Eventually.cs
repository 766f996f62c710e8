namespace RlOrleans.Runtime.Tests.Clusters;

/// <summary>Waits for a condition, up to a deadline that only a failure ever reaches.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    public static async Task IsTrue(Func<bool> condition, Func<string>? message = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Deadline)
            {
                Assert.Fail(message?.Invoke() ?? "The condition was not met in time.");
            }

            await poll.WaitForNextTickAsync();
        }
    }

    /// <summary>Moves a clock on in steps until a task ends, however many turns lie between its timers.</summary>
    public static async Task<T> Completes<T>(Task<T> task, ManualTime clock, TimeSpan step)
    {
        await IsTrue(() =>
        {
            if (!task.IsCompleted)
            {
                clock.Advance(step);
            }

            return task.IsCompleted;
        });
        return await task;
    }
}
