namespace RlOrleans.Client.Benchmarks;

/// <summary>What one case came to; medians over its samples.</summary>
internal sealed record BenchmarkResult(string Name, double PerSecond, double AllocatedBytesEach)
{
    public double NanosecondsEach => 1e9 / PerSecond;

    /// <summary>Rate beside that of the bare channel; null for the channel itself.</summary>
    public double? RatioToBaseline { get; init; }
}

/// <summary>Something to do many times, and the samples taken of it.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Baseline">Name of the case to compare with; null for a baseline.</param>
/// <param name="Do">Does it a number of times.</param>
internal sealed record BenchmarkCase(string Name, string? Baseline, Func<int, Task> Do)
{
    // A multiple of the callers in flight, so that each makes as many calls.
    private const int Least = 64 * 16;
    private const int Most = 1 << 26;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(0.5);

    private readonly List<(double PerSecond, double AllocatedBytesEach)> _samples = [];
    private int _count = Least;

    /// <summary>Runs until the code is compiled in its final form, and finds how often it is done in a sample's time.</summary>
    public async Task Calibrate(TimeSpan sampleTime, TimeProvider time)
    {
        long start = time.GetTimestamp();
        TimeSpan last;
        do
        {
            long begun = time.GetTimestamp();
            await Do(_count);
            last = time.GetElapsedTime(begun);
            double factor = Math.Clamp(sampleTime / Max(last, TimeSpan.FromTicks(1)), 0.5, 8);
            _count = (int)Math.Clamp(_count * factor / Least * Least, Least, Most) / Least * Least;
        }
        while (time.GetElapsedTime(start) < WarmUpTime || last < sampleTime / 4);
    }

    public async Task Sample(TimeProvider time)
    {
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long begun = time.GetTimestamp();
        await Do(_count);
        var elapsed = time.GetElapsedTime(begun);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        _samples.Add((_count / elapsed.TotalSeconds, (double)allocated / _count));
    }

    public BenchmarkResult Median() => new(
        Name,
        Benchmarks.Median.Of(_samples.Select(sample => sample.PerSecond)),
        Benchmarks.Median.Of(_samples.Select(sample => sample.AllocatedBytesEach)));

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
