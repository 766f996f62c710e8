using System.Diagnostics;

namespace RlOrleans.Tests.Support;

/// <summary>Waits for a condition with a deadline.</summary>
internal static class Until
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task True(Func<bool> condition, Func<string>? otherwise = null)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline, otherwise?.Invoke() ?? "The condition did not become true in time.");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Moves a clock on in steps until a task ends, however many turns lie between its timers.</summary>
    public static async Task<T> Completes<T>(Task<T> task, ManualTime clock, TimeSpan step)
    {
        await True(() =>
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
