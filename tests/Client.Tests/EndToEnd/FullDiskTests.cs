namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>Disks that are really full: a status, a message, and nothing lost once there is room.</summary>
public sealed class FullDiskTests : IDisposable
{
    // Observations of 32 numbers, so that a few thousand steps fill a shard, and a policy that learns little.
    private const string Training = "train CartPole-v1 --wrap frame-stack=8 --record all --steps 20480 --shard-mb 1 --checkpoint-every 2 --set n_epochs=1 --set learning_rate=0.00001 --dataset datasets/cart --json";

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [SmallDiskTheory]
    [InlineData("datasets", "200k")]
    [InlineData("runs", "200k")]
    [InlineData("runs", "1500k")]
    public async Task Train_DiskFull_FailsWithTheReasonAndIsResumedOnceThereIsRoom(string folder, string size)
    {
        using var disk = new SmallDisk(Path.Combine(_workplace.Folder, folder), size);
        var (exitCode, training) = await RlProcess.Run(_workplace.Folder, Training);
        using (training)
        {
            Assert.True(exitCode == 1, training.Output + training.Error);
            Assert.Contains("No space left on device", training.Error, StringComparison.Ordinal);
            Assert.Contains(Path.Combine(_workplace.Folder, folder), training.Error, StringComparison.Ordinal);
            Assert.Contains("No space left on device", await Message(), StringComparison.Ordinal);
        }

        disk.Grow("64m");
        var (resumed, rl) = await RlProcess.Run(_workplace.Folder, "runs resume latest --shard-mb 1 --json");
        using (rl)
            Assert.True(resumed == 0, rl.Error);
        await VerifyDataset();
    }

    [SmallDiskTheory]
    [InlineData("300k")]
    public async Task Train_MetricsFillTheDiskToTheLastByte_EndsWithTheReasonAndIsResumedOnceThereIsRoom(string size)
    {
        using var disk = new SmallDisk(_workplace.Runs, size);
        var (exitCode, training) = await RlProcess.Run(
            _workplace.Folder, "train CartPole-v1 --algorithm a2c --steps 80000 --record none --checkpoint-every 1000000 --json");
        using (training)
        {
            Assert.True(exitCode == 1, training.Output + training.Error);
            Assert.Contains("No space left on device", training.Error, StringComparison.Ordinal);
        }

        disk.Grow("64m");
        var (resumed, rl) = await RlProcess.Run(_workplace.Folder, "runs resume latest --json");
        using (rl)
            Assert.True(resumed == 0, rl.Error);
    }

    [SmallDiskTheory]
    [InlineData("100k")]
    public async Task Train_StagingFull_HoldsAgentsBackAndGoesOnOnceThereIsRoom(string size)
    {
        using var disk = new SmallDisk(Path.Combine(_workplace.Runs, ".staging"), size);
        using var training = RlProcess.Start(_workplace.Folder, Training);
        await training.Reach(() => training.Error.Contains("recorded episodes wait: Cannot write", StringComparison.Ordinal));
        Assert.Contains("No space left on device", training.Error, StringComparison.Ordinal);

        disk.Grow("64m");

        Assert.True(await training.Exit() == 0, training.Error);
        Assert.Contains("recorded episodes are on their way again", training.Error, StringComparison.Ordinal);
        await VerifyDataset();
    }

    private async Task<string?> Message()
    {
        var (exitCode, show) = await RlProcess.Run(_workplace.Folder, "runs show latest --json");
        using (show)
        {
            Assert.True(exitCode == 0, show.Error);
            Assert.Equal("failed", show.Json.GetProperty("status").GetString());
            return show.Json.GetProperty("message").GetString();
        }
    }

    private async Task VerifyDataset()
    {
        var (exitCode, verify) = await RlProcess.Run(_workplace.Folder, "data verify datasets/cart");
        using (verify)
        {
            Assert.True(exitCode == 0, verify.Output + verify.Error);
            Assert.Contains("every episode once, every hash right", verify.Output, StringComparison.Ordinal);
        }
    }
}
