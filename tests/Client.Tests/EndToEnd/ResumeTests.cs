namespace RlOrleans.Client.Tests.EndToEnd;

public sealed class ResumeTests : IDisposable
{
    // Long enough to be caught in the middle; a checkpoint every few milliseconds.
    private const string Training = "--steps 400000 --checkpoint-every 5 --seed 5";

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Resume_AfterSigkill_EndsWithTheWeightsOfTheUninterruptedRun()
    {
        await TrainUntilCheckpoint(rl => rl.Kill());
        await ExpectStatus("interrupted");
        await ExpectResumeToEndAsUninterrupted();
    }

    [Fact]
    public async Task Resume_AsynchronousRunAfterSigkill_EndsWithTheWeightsOfTheUninterruptedRun()
    {
        const string Asynchronous = Training + " --algorithm impala";
        await TrainUntilCheckpoint(rl => rl.Kill(), Asynchronous);
        await ExpectResumeToEndAsUninterrupted(Asynchronous);
    }

    // Several asynchronous agents play other episodes to their ends after a resume than before it, and a few more in all.
    [Theory]
    [InlineData("", 0)]
    [InlineData(" --algorithm impala --agents 3", 3 * 16)]
    public async Task Resume_AfterSigkill_EveryEpisodeIsInTheDatasetOnce(string how, int lanes)
    {
        await TrainUntilCheckpoint(rl => rl.Kill(), Training + " --record all" + how, checkpoints: 2);
        var (resumeCode, resume) = await RlProcess.Run(_workplace.Folder, "runs resume latest --json");
        using (resume)
        {
            Assert.True(resumeCode == 0, resume.Error);
            var (verifyCode, verify) = await RlProcess.Run(_workplace.Folder, "data verify cartpole-v1 --json");
            using (verify)
            {
                Assert.True(verifyCode == 0, verify.Output);
                long played = resume.Json.GetProperty("episodes").GetInt64() + 100;
                Assert.InRange(verify.Json.GetProperty("episodes").GetInt64(), played, played + lanes);
            }
        }
    }

    [Fact]
    public async Task Resume_AfterAStopByAnotherProcess_EndsWithTheWeightsOfTheUninterruptedRun()
    {
        await TrainUntilCheckpoint(async rl =>
        {
            var (stopCode, stop) = await RlProcess.Run(_workplace.Folder, "runs stop latest --json");
            using (stop)
            {
                Assert.True(stopCode == 0, stop.Error);
                Assert.Equal("stopped", stop.Json.GetProperty("status").GetString());
            }

            Assert.Equal(0, await rl.Exit());
            Assert.Contains("rl runs resume", rl.Error);
        });
        await ExpectStatus("stopped");
        await ExpectResumeToEndAsUninterrupted();
    }

    [Fact]
    public async Task Resume_AfterCtrlC_EndsWithTheWeightsOfTheUninterruptedRun()
    {
        await TrainUntilCheckpoint(async rl =>
        {
            rl.Signal("INT");
            Assert.Equal(130, await rl.Exit());
            Assert.Equal("stopped", rl.Json.GetProperty("status").GetString());
            Assert.Contains("rl runs resume", rl.Error);
        });
        await ExpectResumeToEndAsUninterrupted();
    }

    [Fact]
    public async Task Resume_NewestCheckpointCorrupt_FallsBackAndSaysSo()
    {
        await TrainUntilCheckpoint(rl => rl.Kill(), checkpoints: 2);
        string newest = _workplace.Checkpoints[^1];
        Workplace.Corrupt(newest);
        string error = await ExpectResumeToEndAsUninterrupted();
        Assert.Contains(Path.GetFileName(newest), error);
    }

    [Fact]
    public async Task Resume_EveryCheckpointCorrupt_FailsInOneLine()
    {
        await TrainUntilCheckpoint(rl => rl.Kill());
        foreach (string checkpoint in _workplace.Checkpoints)
            Workplace.Corrupt(checkpoint);
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, "runs resume latest");
        using (rl)
        {
            Assert.Equal(1, exitCode);
            Assert.Contains("checkpoint", rl.Error);
            Assert.DoesNotContain("   at ", rl.Error);
        }
    }

    [Fact]
    public async Task Resume_CompletedRun_IsRefused()
    {
        await _workplace.TrainToTheEnd("--steps 2048");
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, "runs resume latest");
        using (rl)
        {
            Assert.Equal(2, exitCode);
            Assert.Contains("completed", rl.Error);
        }
    }

    [Fact]
    public async Task Stop_RunThatNobodyTrains_IsRefused()
    {
        await _workplace.TrainToTheEnd("--steps 2048");
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, "runs stop latest");
        using (rl)
        {
            Assert.Equal(2, exitCode);
            Assert.Contains("is not running", rl.Error);
        }
    }

    private async Task TrainUntilCheckpoint(Func<RlProcess, Task> then, string training = Training, int checkpoints = 1)
    {
        using var rl = RlProcess.Start(_workplace.Folder, $"train CartPole-v1 {training} --json");
        await rl.Reach(() => _workplace.Checkpoints.Count >= checkpoints);
        await then(rl);
    }

    private async Task ExpectStatus(string status)
    {
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, "runs show latest --json");
        using (rl)
        {
            Assert.True(exitCode == 0, rl.Error);
            Assert.Equal(status, rl.Json.GetProperty("status").GetString());
        }
    }

    private async Task<string> ExpectResumeToEndAsUninterrupted(string training = Training)
    {
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, "runs resume latest --json");
        using (rl)
        {
            Assert.True(exitCode == 0, rl.Error);
            using var other = new Workplace();
            Assert.Equal(await other.TrainToTheEnd(training), rl.Json.GetProperty("weights_hash").GetString());
            return rl.Error;
        }
    }
}
