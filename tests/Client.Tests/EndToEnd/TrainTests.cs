namespace RlOrleans.Client.Tests.EndToEnd;

public sealed class TrainTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Train_Json_OutputIsTheResultAndFilesAreWhereItSays()
    {
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, "train CartPole-v1 --steps 4096 --seed 7 --json");
        using (rl)
        {
            Assert.True(exitCode == 0, rl.Error);
            var result = rl.Json;
            Assert.Equal("completed", result.GetProperty("status").GetString());
            Assert.Equal("CartPole-v1", result.GetProperty("environment").GetString());
            Assert.Equal("ppo", result.GetProperty("algorithm").GetString());
            Assert.Equal(7UL, result.GetProperty("seed").GetUInt64());
            Assert.Equal(4096, result.GetProperty("steps").GetInt64());
            Assert.True(result.GetProperty("updates").GetInt64() > 0);
            Assert.True(result.GetProperty("train_seconds").GetDouble() > 0);
            Assert.True(result.GetProperty("steps_per_second").GetDouble() > 0);
            Assert.Equal(100, result.GetProperty("evaluation").GetProperty("episodes").GetInt32());
            Assert.InRange(result.GetProperty("evaluation").GetProperty("mean_return").GetDouble(), 1, 500);
            Assert.True(result.GetProperty("evaluation").GetProperty("std_return").GetDouble() >= 0);

            string run = result.GetProperty("out").GetString()!;
            Assert.Equal(result.GetProperty("run_id").GetString(), Path.GetFileName(run));
            Assert.All(
                new[] { "run.json", "metrics.jsonl", "learning-curve.svg", "policy.bin" },
                file => Assert.True(File.Exists(Path.Combine(run, file)), file));
            Assert.Equal(Path.Combine(_workplace.Folder, "datasets", "cartpole-v1"), result.GetProperty("dataset").GetString());
            Assert.NotEmpty(Directory.GetFiles(result.GetProperty("dataset").GetString()!, "*.parquet", SearchOption.AllDirectories));
            Assert.Contains("steps/s", rl.Error);
        }
    }

    [Fact]
    public async Task Train_OutputToAPipe_IsPlainLinesAndASummary()
    {
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, "train CartPole-v1 --steps 4096 --record none --out elsewhere");
        using (rl)
        {
            Assert.True(exitCode == 0, rl.Error);
            Assert.Empty(rl.Error);
            Assert.DoesNotContain('\u001b', rl.Output);
            Assert.Contains("evaluation", rl.Output);
            Assert.Contains($"rl evaluate elsewhere/cartpole-v1-ppo-s1-", rl.Output);
            Assert.False(Directory.Exists(Path.Combine(_workplace.Folder, "datasets")));
        }
    }

    [Fact]
    public async Task Evaluate_RunsOwnSeed_RepeatsItsEvaluation()
    {
        var (trainCode, train) = await RlProcess.Run(_workplace.Folder, "train CartPole-v1 --steps 4096 --json");
        var (evaluateCode, evaluate) = await RlProcess.Run(_workplace.Folder, "evaluate latest --json");
        var (otherCode, other) = await RlProcess.Run(_workplace.Folder, "evaluate cartpole --episodes 7 --seed 9 --json");
        using (train)
        using (evaluate)
        using (other)
        {
            Assert.Equal((0, 0, 0), (trainCode, evaluateCode, otherCode));
            Assert.Equal(
                train.Json.GetProperty("evaluation").GetProperty("mean_return").GetDouble(),
                evaluate.Json.GetProperty("mean_return").GetDouble());
            Assert.Equal(7, other.Json.GetProperty("episodes").GetInt32());
            Assert.Equal(9UL, other.Json.GetProperty("seed").GetUInt64());
        }
    }

    [Fact]
    public async Task Train_Wrapped_IsEvaluatedAndReplayedWithItsWrappers()
    {
        var (trainCode, train) = await RlProcess.Run(
            _workplace.Folder, "train CartPole-v1 --steps 4096 --wrap frame-stack=2 --wrap reward-scale=0.01 --wrap time-limit=50 --record all --json");
        var (evaluateCode, evaluate) = await RlProcess.Run(_workplace.Folder, "evaluate latest --json");
        var (stickyCode, sticky) = await RlProcess.Run(_workplace.Folder, "evaluate latest --wrap sticky-actions=0.9 --json");
        var (replayCode, replay) = await RlProcess.Run(_workplace.Folder, "replay latest --json");
        using (train)
        using (evaluate)
        using (sticky)
        using (replay)
        {
            Assert.True((trainCode, evaluateCode, stickyCode, replayCode) == (0, 0, 0, 0), train.Error + evaluate.Error + sticky.Error + replay.Error);
            const string Name = "CartPole-v1|frame-stack=2|reward-scale=0.01|time-limit=50";
            Assert.Equal(Name, train.Json.GetProperty("environment").GetString());
            Assert.Equal(Path.Combine(_workplace.Folder, "datasets", "cartpole-v1-frame-stack-2-reward-scale-0-01-time-limit-50"), train.Json.GetProperty("dataset").GetString());

            // Returns are of CartPole's own rewards, 1 a step, whatever was learnt from.
            var evaluation = train.Json.GetProperty("evaluation");
            Assert.Equal(evaluation.GetProperty("mean_length").GetDouble(), evaluation.GetProperty("mean_return").GetDouble(), 6);
            Assert.InRange(evaluation.GetProperty("mean_length").GetDouble(), 5, 50);
            Assert.Equal(evaluation.GetProperty("mean_return").GetDouble(), evaluate.Json.GetProperty("mean_return").GetDouble());
            Assert.Equal($"{Name}|sticky-actions=0.9", sticky.Json.GetProperty("environment").GetString());
            Assert.Equal(0, replay.Json.GetProperty("different_episodes").GetInt32());
            Assert.True(replay.Json.GetProperty("replayed_episodes").GetInt32() > 100);
        }
    }

    [Fact]
    public async Task Evaluate_CorruptPolicy_FailsInOneLine()
    {
        await _workplace.TrainToTheEnd("--steps 2048");
        Workplace.Corrupt(Path.Combine(_workplace.Run!, "policy.bin"));
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, "evaluate latest");
        using (rl)
        {
            Assert.Equal(1, exitCode);
            Assert.Contains("policy.bin", rl.Error);
            Assert.Single(rl.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [Fact]
    public async Task Train_SecondCtrlC_QuitsAtOnce()
    {
        // One update of this size takes far longer than the test: only quitting at once can end it in time.
        using var rl = RlProcess.Start(
            _workplace.Folder, "train CartPole-v1 --steps 500000000 --lanes 64 --set n_steps=100000 --set batch_size=64 --set n_epochs=1000 --json");
        await rl.Reach(() => rl.Error.Contains("CartPole-v1", StringComparison.Ordinal));
        rl.Signal("INT");
        await rl.Reach(() => rl.Error.Contains("Ctrl-C again", StringComparison.Ordinal));
        rl.Signal("INT");
        Assert.Equal(130, await rl.Exit());
    }

    [Fact]
    public async Task Train_TwoAtTheSameTime_HaveRunsOfTheirOwn()
    {
        using var first = RlProcess.Start(_workplace.Folder, "train CartPole-v1 --steps 2048 --json");
        using var second = RlProcess.Start(_workplace.Folder, "train CartPole-v1 --steps 2048 --json");
        Assert.Equal(0, await first.Exit());
        Assert.Equal(0, await second.Exit());
        Assert.NotEqual(first.Json.GetProperty("run_id").GetString(), second.Json.GetProperty("run_id").GetString());
        Assert.Equal(first.Json.GetProperty("weights_hash").GetString(), second.Json.GetProperty("weights_hash").GetString());
    }

    [Fact]
    public async Task RunsList_AfterARun_ShowsIt()
    {
        await _workplace.TrainToTheEnd("--steps 2048");
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, "runs list");
        using (rl)
        {
            Assert.Equal(0, exitCode);
            Assert.Contains("completed", rl.Output);
            Assert.Contains(Path.GetFileName(_workplace.Run!), rl.Output);
        }
    }
}
