namespace RlOrleans.Learning.Tests;

/// <summary>What work allocates again and again.</summary>
internal static class Allocations
{
    private const int WarmUp = 40;
    private const int Times = 10;
    private const int Rounds = 3;

    /// <summary>
    /// The least that one of a few rounds allocates on the calling thread: what the work needs each time is in all of them, and what
    /// the runtime allocates once, on a path that a thread takes for the first time, is in one.
    /// </summary>
    /// <param name="work">Ten of it are a round.</param>
    public static long InSteadyState(Action work)
    {
        for (int i = 0; i < WarmUp; i++)
            work();
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Times; i++)
                work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
