using System.Reflection;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>The examples of docs, as a person runs them.</summary>
public sealed class PluginTests : IDisposable
{
    private readonly Workplace _workplace = new();

    private static string Lander => Plugin("Lander");

    private static string KlPenalty => Plugin("KlPenalty");

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Train_OwnEnvironment_LearnsToLand()
    {
        var train = await Run($"train MoonLander-v0 --plugin {Lander} --json");
        Assert.InRange(train.Json.GetProperty("evaluation").GetProperty("mean_return").GetDouble(), 120, 200);
    }

    [Fact]
    public async Task Train_OwnEnvironment_LaterCommandsFindThePlugin()
    {
        string copy = Copy(Lander);
        await Run($"train MoonLander-v0 --plugin {copy} --wrap time-limit=100 --steps 8192 --json");
        var evaluate = await Run("evaluate latest --json");
        var replay = await Run("replay latest --json");

        Assert.Equal("MoonLander-v0|time-limit=100", evaluate.Json.GetProperty("environment").GetString());
        Assert.Equal(100, replay.Json.GetProperty("replayed_episodes").GetInt32());
        Assert.Equal(0, replay.Json.GetProperty("different_episodes").GetInt32());

        // Other bytes at the end of the file are no other code, and yet another file.
        File.AppendAllText(copy, " ");
        var changed = await Run("evaluate latest --json");
        Assert.Contains("is not the file that the run was launched with: results may differ", changed.Error);
        File.Delete(copy);
        var gone = await Run("evaluate latest --json", exitCode: 2);
        Assert.Contains("build it again, or name it with --plugin", gone.Error);
        var named = await Run($"evaluate latest --plugin {Lander} --json");
        Assert.Empty(named.Error);
    }

    [Fact]
    public async Task Train_OwnAlgorithm_SolvesCartPole()
    {
        var train = await Run($"train CartPole-v1 --plugin {KlPenalty} --algorithm ppo-kl --json");
        Assert.InRange(train.Json.GetProperty("evaluation").GetProperty("mean_return").GetDouble(), 475, 500);
    }

    [Fact]
    public async Task Resume_OwnAlgorithmAfterAStop_EndsWithTheWeightsOfTheUninterruptedRun()
    {
        string arguments = $"train CartPole-v1 --plugin {KlPenalty} --algorithm ppo-kl --steps 200000 --checkpoint-every 5 --json";
        var whole = await Run(arguments);
        using var stopped = RlProcess.Start(_workplace.Folder, $"{arguments} --out elsewhere");
        await stopped.Reach(() => Directory.Exists(Path.Combine(_workplace.Folder, "elsewhere"))
            && Directory.EnumerateFiles(Path.Combine(_workplace.Folder, "elsewhere"), "*", SearchOption.AllDirectories).Any(file => file.Contains("checkpoints", StringComparison.Ordinal)));
        stopped.Signal("INT");
        Assert.Equal(130, await stopped.Exit());
        var resumed = await Run("runs resume latest --out elsewhere --json");

        Assert.Equal(whole.Json.GetProperty("weights_hash").GetString(), resumed.Json.GetProperty("weights_hash").GetString());
    }

    [Fact]
    public async Task Listings_WithPlugins_ShowWhatTheyBring()
    {
        Assert.Contains("MoonLander-v0", (await Run($"environments --plugin {Lander} --json")).Output);
        Assert.Contains("target_kl", (await Run($"algorithms --plugin {KlPenalty} --json")).Output);
        Assert.Contains("MoonLander-v0", (await Run($"recipes MoonLander-v0 --plugin {Lander} --algorithm ppo --json")).Output);
        Assert.Contains("MoonLander-v0", (await Run($"bench environments MoonLander-v0 --plugin {Lander} --repeats 1 --json")).Output);
    }

    [Fact]
    public async Task Train_SeveralMistakes_AreToldAtOnce()
    {
        var rl = await Run("train MoonLander-v0 --plugin Absent.dll --plugin rl.dll --agents 0", exitCode: 2);

        string[] lines = rl.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("--plugin 'Absent.dll': does not exist", rl.Error);
        Assert.Contains("--plugin 'rl.dll': does not exist", rl.Error);
        Assert.Contains("--agents", rl.Error);
    }

    private static string Plugin(string name)
        => typeof(PluginTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == name).Value!;

    private string Copy(string plugin)
    {
        string copy = Path.Combine(_workplace.Folder, Path.GetFileName(plugin));
        File.Copy(plugin, copy);
        return copy;
    }

    private async Task<(string Output, string Error, System.Text.Json.JsonElement Json)> Run(string commandLine, int exitCode = 0)
    {
        var (code, rl) = await RlProcess.Run(_workplace.Folder, commandLine);
        using (rl)
        {
            Assert.True(code == exitCode, $"{commandLine} ended with {code}.\n{rl.Output}\n{rl.Error}");
            return (rl.Output, rl.Error, rl.Output.StartsWith('{') ? rl.Json : default);
        }
    }
}
