using RlOrleans.Client.Benchmarks;

namespace RlOrleans.Client.Tests.Benchmarks;

public sealed class BenchmarkCaseTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Median_SamplesOfDifferentSpeed_IsTheMiddleOne()
    {
        TimeSpan each = TimeSpan.FromMicroseconds(10);
        var one = new BenchmarkCase("case", null, count =>
        {
            _time.Advance(each * count);
            return Task.CompletedTask;
        });
        await one.Calibrate(TimeSpan.FromSeconds(0.1), _time);
        foreach (double microseconds in new[] { 10.0, 1.0, 5.0 })
        {
            each = TimeSpan.FromMicroseconds(microseconds);
            await one.Sample(_time);
        }

        Assert.Equal(200_000, one.Median().PerSecond, tolerance: 1);
        Assert.Equal(5_000, one.Median().NanosecondsEach, tolerance: 0.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task Exchange_ManyMessages_AllComeBack(int inFlight)
    {
        await using var channels = new ChannelPingPong();
        await channels.Exchange(10_000, inFlight);
        await channels.Exchange(3, inFlight);
    }
}
