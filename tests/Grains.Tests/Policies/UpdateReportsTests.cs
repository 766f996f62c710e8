using System.Collections.Immutable;
using RlOrleans.Policies;
using RlOrleans.Runs;
using RlOrleans.Tests.Support;

namespace RlOrleans.Grains.Tests.Policies;

public sealed class UpdateReportsTests
{
    private readonly ManualTime _time = new();
    private readonly Listener _run = new();
    private readonly UpdateReports _reports;

    public UpdateReportsTests() => _reports = new UpdateReports(_run, _time);

    [Fact]
    public async Task Add_WithinThePeriod_WaitsForWhatEndsIt()
    {
        await _reports.Add(Of(1));
        await _reports.Add(Of(2));
        Assert.Empty(_run.Heard);
        _time.Advance(UpdateReports.Period);
        await _reports.Add(Of(3));
        Assert.Equal([1L, 2L, 3L], Assert.Single(_run.Heard));
    }

    [Fact]
    public async Task Add_OfACheckpoint_SendsAtOnce()
    {
        await _reports.Add(Of(1));
        await _reports.Add(Of(2) with { Checkpoint = 2 });
        Assert.Equal([1L, 2L], Assert.Single(_run.Heard));
    }

    [Fact]
    public async Task Add_VeryManyWithinThePeriod_DoesNotKeepThemAll()
    {
        for (int update = 1; update <= 5000; update++)
        {
            await _reports.Add(Of(update));
        }

        Assert.True(_run.Heard.Count >= 4);
        Assert.Equal(Enumerable.Range(1, _run.Heard.Sum(reports => reports.Length)).Select(update => (long)update), _run.Heard.SelectMany(reports => reports));
    }

    [Fact]
    public async Task Send_WhileTheRunIsBusy_SendsTheRestAfterwardsInOneMessage()
    {
        var busy = _run.Busy = new TaskCompletionSource();
        await _reports.Add(Of(1));
        var first = _reports.Send();
        await _reports.Add(Of(2));
        var second = _reports.Send();
        await _reports.Add(Of(3));
        Assert.Single(_run.Heard);
        Assert.False(second.IsCompleted);
        _run.Busy = null;
        busy.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal([[1L], [2L, 3L]], _run.Heard);
    }

    [Fact]
    public async Task Send_AfterAMessageFailed_SendsTheNext()
    {
        var busy = _run.Busy = new TaskCompletionSource();
        await _reports.Add(Of(1));
        var failing = _reports.Send();
        busy.SetException(new IOException("disk full"));
        await Assert.ThrowsAsync<IOException>(() => failing);
        _run.Busy = null;
        await _reports.Add(Of(2));
        await _reports.Send();
        Assert.Equal([[1L], [2L]], _run.Heard);
    }

    private static UpdateReport Of(long update) =>
        new() { Progress = new RunProgress { Status = RunStatus.Running, TotalSteps = 1000, Updates = update } };

    private sealed class Listener : IRunGrain
    {
        public List<long[]> Heard { get; } = [];

        public TaskCompletionSource? Busy { get; set; }

        public Task Report(ImmutableArray<UpdateReport> reports)
        {
            Heard.Add([.. reports.Select(report => report.Progress.Updates)]);
            return Busy?.Task ?? Task.CompletedTask;
        }

        public Task<RunDescription> Launch(RunSpec spec) => throw new NotSupportedException();

        public Task<RunDescription> Resume() => throw new NotSupportedException();

        public Task Stop() => throw new NotSupportedException();

        public Task<RunDescription> Describe() => throw new NotSupportedException();

        public IAsyncEnumerable<RunProgress> Watch(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task ReportFailure(string source, string reason) => throw new NotSupportedException();
    }
}
