using System.Xml.Linq;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>A trained run, looked at in every way there is.</summary>
public sealed class LookingTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task WatchAndReplay_OfARun_ShowItsEpisodes()
    {
        var (trained, train) = await RlProcess.Run(_workplace.Folder, "train FrozenLake-v1 --steps 4096 --json");
        using (train)
            Assert.True(trained == 0, train.Error);

        // Without a terminal: a line an episode, the same ones each time.
        var (watched, watch) = await RlProcess.Run(_workplace.Folder, "watch latest --episodes 4");
        using (watch)
        {
            Assert.True(watched == 0, watch.Error);
            string[] lines = watch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(4, lines.Length);
            Assert.All(lines.Index(), line => Assert.Matches($@"^episode {line.Index + 1}  return [01]\.0  \d+ steps?(, cut off)?$", line.Item));
        }

        var (replayed, replay) = await RlProcess.Run(_workplace.Folder, "replay latest --gif best.gif --svg best.svg --png frames --fps 10 --size 96");
        using (replay)
        {
            Assert.True(replayed == 0, replay.Error);
            Assert.Equal(3, replay.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
            Assert.StartsWith("wrote best.gif: FrozenLake-v1, ", replay.Output);
        }

        byte[] gif = File.ReadAllBytes(Path.Combine(_workplace.Folder, "best.gif"));
        Assert.Equal("GIF89a"u8.ToArray(), gif[..6]);
        Assert.Equal((byte)';', gif[^1]);
        Assert.Equal("svg", XElement.Load(Path.Combine(_workplace.Folder, "best.svg")).Name.LocalName);
        string[] frames = [.. Directory.GetFiles(Path.Combine(_workplace.Folder, "frames")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        Assert.Equal("frame-00000.png", frames[0]);
        Assert.Contains($"{frames.Length} frame", replay.Output);
    }
}
