using System.Collections.Immutable;
using RlOrleans.Runs;

namespace RlOrleans.Client.Tests;

public sealed class RlClientTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rl-client-").FullName;
    private readonly List<string> _warnings = [];
    private RlClient _client = null!;

    private RunRequest Request => new()
    {
        Environment = "CartPole-v1",
        Steps = 4096,
        Dataset = Path.Combine(_folder, "dataset"),
        EvaluationEpisodes = 5,
    };

    public async Task InitializeAsync() => _client = await RlClient.EmbedAsync(new RlClientOptions
    {
        RunsFolder = Path.Combine(_folder, "runs"),
        Warn = _warnings.Add,
    });

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task LaunchAsync_ThenWatch_EndsWithACompletedRun()
    {
        var run = await _client.LaunchAsync(Request);
        var points = new List<RunProgress>();
        await foreach (var point in _client.WatchAsync(run.RunId))
            points.Add(point);
        run = await _client.DescribeAsync(run.RunId);
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(5, run.Evaluation!.Episodes);
        Assert.Equal(points.OrderBy(point => point.Updates), points);
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task LaunchAsync_TwiceInASecond_GivesTwoRuns()
    {
        var runs = await Task.WhenAll(_client.TrainAsync(Request), _client.TrainAsync(Request));
        Assert.NotEqual(runs[0].RunId, runs[1].RunId);
        Assert.Equal(runs[0].WeightsHash, runs[1].WeightsHash);
        Assert.Equal(2, (await _client.ListRunsAsync()).Count);
    }

    [Fact]
    public async Task LaunchAsync_BadRequest_NamesEveryMistakeAndStartsNothing()
    {
        var exception = await Assert.ThrowsAsync<InvalidRequestException>(
            () => _client.LaunchAsync(Request with { CheckpointEvery = -1, EvaluationEpisodes = -1 }));
        Assert.Equal(["--checkpoint-every", "--episodes"], exception.Errors.Select(error => error.Field));
        Assert.Empty(await _client.ListRunsAsync());
    }

    [Fact]
    public async Task TrainAsync_Cancelled_StopsInOrderAndCanBeResumed()
    {
        using var stop = new CancellationTokenSource();
        var request = Request with { Steps = 200_000, CheckpointEvery = 1000 };
        var run = await _client.TrainAsync(request, new Progress(point =>
        {
            if (point.Updates > 0)
                stop.Cancel();
        }), stop.Token);
        Assert.Equal(RunStatus.Stopped, run.Status);
        Assert.Equal(run.Progress.Updates, run.Checkpoint);

        await _client.ResumeAsync(run.RunId);
        await foreach (var _ in _client.WatchAsync(run.RunId))
        {
        }

        run = await _client.DescribeAsync(run.RunId);
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(run.Progress.TotalSteps, run.Progress.Steps);
    }

    [Fact]
    public async Task EvaluateAsync_SameSeedTwice_GivesTheSameEpisodes()
    {
        var run = await _client.TrainAsync(Request);
        var first = await _client.EvaluateAsync(run.RunId, episodes: 9, seed: 3);
        Assert.Equal(9, first.Episodes);
        Assert.Equal(first, await _client.EvaluateAsync(run.RunId, episodes: 9, seed: 3));
        Assert.Equal(run.Evaluation, await _client.EvaluateAsync(run.RunId, episodes: 5));
    }

    [Fact]
    public async Task EvaluateAsync_UnknownRun_SaysSo()
    {
        var exception = await Assert.ThrowsAsync<RunException>(() => _client.EvaluateAsync("nobody"));
        Assert.Equal(RunErrorCode.NotFound, exception.Code);
    }

    [Fact]
    public async Task ActAsync_TwoObservations_GivesTwoActions()
    {
        var run = await _client.TrainAsync(Request);
        ImmutableArray<float> observations = [0, 0, 0.1f, 1, 0, 0, -0.1f, -1];
        var actions = await _client.ActAsync(run.RunId, observations);
        Assert.Equal(2, actions.Length);
        Assert.All(actions, action => Assert.Contains(action, new[] { 0f, 1f }));
    }

    [Fact]
    public async Task ActAsync_WrongSize_IsRefused()
    {
        var run = await _client.TrainAsync(Request);
        var exception = await Assert.ThrowsAsync<RunException>(() => _client.ActAsync(run.RunId, [0, 0, 0]));
        Assert.Equal(RunErrorCode.BadRequest, exception.Code);
    }

    [Fact]
    public async Task FindRunAsync_LatestAndPrefix_FindTheRun()
    {
        var run = await _client.TrainAsync(Request);
        Assert.Equal(run.RunId, (await _client.FindRunAsync("latest")).RunId);
        Assert.Equal(run.RunId, (await _client.FindRunAsync("cartpole")).RunId);
        Assert.Equal(run.RunId, (await _client.FindRunAsync(run.RunId)).RunId);
        await Assert.ThrowsAsync<RunException>(() => _client.FindRunAsync("pong"));
    }

    /// <summary>Reports on the caller's thread, where System.Progress would post it elsewhere.</summary>
    private sealed class Progress(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
