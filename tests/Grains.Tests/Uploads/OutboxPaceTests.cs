using RlOrleans.Uploads;

namespace RlOrleans.Grains.Tests.Uploads;

public sealed class OutboxPaceTests
{
    private readonly OutboxPace _pace = new();

    [Fact]
    public void Next_NothingMoves_ComesEverLaterUpToASecond()
    {
        var delays = Enumerable.Range(0, 12).Select(_ => _pace.Next(isIdle: true)).ToArray();

        Assert.Equal(delays.Order(), delays);
        Assert.Equal(TimeSpan.FromMilliseconds(2), delays[0]);
        Assert.Equal(TimeSpan.FromSeconds(1), delays[^1]);
    }

    [Fact]
    public void Next_FailuresWithShardsOnTheirWayBetween_ComesEverLater()
    {
        _pace.Failed();
        var first = _pace.Next(isIdle: false);
        _pace.Next(isIdle: false);
        _pace.Failed();

        Assert.Equal(first * 2, _pace.Next(isIdle: false));
    }

    [Fact]
    public void Next_SomethingMovedSinceTheFailure_BeginsAnew()
    {
        _pace.Failed();
        var first = _pace.Next(isIdle: false);
        _pace.Progressed();
        _pace.Failed();

        Assert.Equal(first, _pace.Next(isIdle: false));
    }

    [Fact]
    public void Next_Hurried_IsNowUnlessSomethingFailed()
    {
        _pace.Begin();
        _pace.Hurry();
        Assert.Equal(TimeSpan.Zero, _pace.Next(isIdle: true));

        _pace.Failed();
        Assert.True(_pace.Next(isIdle: true) > TimeSpan.Zero);
    }
}
