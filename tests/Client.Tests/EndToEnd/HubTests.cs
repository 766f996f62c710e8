using RlOrleans.Episodes;
using RlOrleans.HubServer;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Tests.Datasets;
using RlOrleans.Worker.Hub;

namespace RlOrleans.Client.Tests.EndToEnd;

public sealed class HubTests : IDisposable
{
    private const string Dataset = "hf://somebody/cartpole-v1";
    private const string Token = "hf_token_of_the_tests";

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Data_OnTheHub_IsListedShownVerifiedAndPulled()
    {
        await _workplace.TrainToTheEnd("--steps 2048");
        await using var hub = await TestHub.StartAsync(new TestHubOptions { Folder = Path.Combine(_workplace.Folder, "hub"), Token = Token });
        await Upload(Path.Combine(_workplace.Folder, "datasets", "cartpole-v1"), hub.Address);
        Directory.Delete(Path.Combine(_workplace.Folder, "datasets"), recursive: true);

        using (var list = await Run(hub, "data list hf://somebody --json"))
            Assert.Equal(Dataset, list.Json.GetProperty("datasets")[0].GetProperty("name").GetString());
        using (var show = await Run(hub, $"data show {Dataset} --json"))
            Assert.Equal(100, show.Json.GetProperty("episodes").GetInt64());
        using (var verify = await Run(hub, $"data verify {Dataset} --json"))
            Assert.Equal(50, verify.Json.GetProperty("replayed").GetInt32());
        using (var pull = await Run(hub, $"data pull {Dataset} --json"))
            Assert.Equal(4, pull.Json.GetProperty("downloaded").GetInt32());
        using (var again = await Run(hub, $"data pull {Dataset} --json"))
            Assert.Equal(0, again.Json.GetProperty("downloaded").GetInt32());
        using (var verify = await Run(hub, "data verify cartpole-v1"))
            Assert.Contains("every episode once, every hash right, 50 played again bit for bit", verify.Output);
    }

    [Fact]
    public async Task Pull_WrongToken_FailsInOneLineWithoutIt()
    {
        await using var hub = await TestHub.StartAsync(new TestHubOptions { Folder = Path.Combine(_workplace.Folder, "hub"), Token = "hf_another" });
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, $"data pull {Dataset}", ("HF_ENDPOINT", hub.Address), ("HF_TOKEN", Token));
        using (rl)
        {
            Assert.Equal(1, exitCode);
            Assert.StartsWith("error: hf://somebody/cartpole-v1: the Hub does not accept the token (HF_TOKEN): it is wrong or expired", rl.Error);
            Assert.DoesNotContain(Token, rl.Error);
        }
    }

    [Fact]
    public async Task Pull_EndpointThatLeaksTheToken_IsRefused()
    {
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, $"data pull {Dataset}", ("HF_ENDPOINT", "http://hub.example.org"), ("HF_TOKEN", Token));
        using (rl)
        {
            Assert.Equal(2, exitCode);
            Assert.Contains("HF_ENDPOINT 'http://hub.example.org': must be an https address, or http on a loopback one", rl.Error);
        }
    }

    [Fact]
    public async Task Train_OntoTheHubWithoutAToken_IsRefusedBeforeTraining()
    {
        var (exitCode, rl) = await RlProcess.Run(
            _workplace.Folder, $"train CartPole-v1 --record all --dataset {Dataset}", ("HF_TOKEN", ""), ("HF_TOKEN_PATH", Path.Combine(_workplace.Folder, "none")));
        using (rl)
        {
            Assert.Equal(2, exitCode);
            Assert.Contains("There is no token for the Hugging Face Hub: set HF_TOKEN", rl.Error);
            Assert.False(Directory.Exists(_workplace.Runs));
        }
    }

    [Fact]
    public async Task Train_OntoTheHub_EndsInADatasetThatVerifies()
    {
        await using var hub = await TestHub.StartAsync(new TestHubOptions { Folder = Path.Combine(_workplace.Folder, "hub"), Token = Token });
        using (var train = await Run(hub, $"train CartPole-v1 --steps 4096 --record all --dataset {Dataset} --json"))
            Assert.Equal("completed", train.Json.GetProperty("status").GetString());
        using (var verify = await Run(hub, $"data verify {Dataset}"))
            Assert.Contains("every episode once, every hash right", verify.Output);
    }

    [Fact]
    public async Task Train_IntoAFolderWithAHubThatMustNotBeUsed_DoesNotAskForIt()
    {
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, "train CartPole-v1 --steps 2048 --record all", ("HF_ENDPOINT", "http://hub.example.org"));
        using (rl)
            Assert.True(exitCode == 0, rl.Error);
    }

    private async Task<RlProcess> Run(TestHub hub, string commandLine)
    {
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, commandLine, ("HF_ENDPOINT", hub.Address), ("HF_TOKEN", Token));
        Assert.True(exitCode == 0, rl.Error + rl.Output);
        return rl;
    }

    private async Task Upload(string folder, string endpoint)
    {
        var reader = new DatasetReader(folder);
        List<RecordedEpisode> recorded = [.. reader.Episodes().Select(reader.Read)];
        string token = Path.Combine(_workplace.Folder, "token");
        await File.WriteAllTextAsync(token, Token);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var stores = new DatasetStores(new DatasetStoreOptions
        {
            Hub = new HubOptions { Endpoint = new Uri(endpoint), Token = HubTokenSource.FromFile(token) },
            SpoolFolder = Path.Combine(_workplace.Folder, "spool"),
        });
        await new DatasetSink(stores).WriteAsync(
            new EpisodeShard
            {
                ShardId = "evaluation-000000",
                Target = new RecordingTarget
                {
                    Dataset = Dataset,
                    RunId = recorded[0].Row.RunId,
                    Split = "evaluation",
                    Environment = recorded[0].Row.EnvironmentId,
                    Algorithm = recorded[0].Row.Algorithm,
                    ObservationSize = recorded[0].ObservationSize,
                    ActionSize = recorded[0].ActionSize,
                    DiscreteActions = recorded[0].DiscreteActions,
                },
                Episodes = [.. recorded.Select(one => one.Episode)],
            },
            CancellationToken.None);
    }
}
