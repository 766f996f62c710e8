using System.Text.Json;
using RlOrleans.Episodes;
using RlOrleans.HubServer.Faults;
using RlOrleans.HubServer.Repositories;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Hub;
using RlOrleans.Worker.Parquet;
using RlOrleans.Worker.Tests.Datasets;
using RlOrleans.Worker.Tests.Parquet;

namespace RlOrleans.Worker.Tests.Hub;

public class HubDatasetTests
{
    private const string StepsFile = "data/train-run-1-agent-0-000001.parquet";
    private const string EpisodesFile = "episodes/train-run-1-agent-0-000001.parquet";

    [Fact]
    public async Task CommitAsync_NewDataset_IsPrivateAndHasItAll()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        await using DatasetStores stores = hub.Stores();
        EpisodeShard shard = Shards.Make(HubFixture.Dataset);
        CommitReceipt receipt = await CommitAsync(stores, shard);

        Assert.Equal(["run-1/agent-0-000001"], receipt.Written.AsEnumerable());
        Assert.Empty(receipt.AlreadyThere);
        Assert.Equal(hub.Repository.Head.Oid, receipt.Revision);
        Assert.True(hub.Repository.IsPrivate);
        Assert.Equal([".gitattributes", "README.md", StepsFile, EpisodesFile, "meta/summary.json"], hub.Repository.Head.Files.Keys);
        IndependentReader table = await IndependentReader.ReadAsync(hub.PathOf(EpisodesFile));
        Assert.Equal(shard.Episodes.Select(episode => episode.Id), table.Column("episode_id").Select(id => id.GetString()));
        Assert.Equal(
            shard.Episodes.Select(episode => EpisodeHash.Compute("CartPole-v1", episode, 4, 1)), table.Column("hash").Select(hash => hash.GetString()));
        IndependentReader steps = await IndependentReader.ReadAsync(hub.PathOf(StepsFile));
        Assert.Equal(shard.Episodes.Sum(episode => episode.Length + 1), steps.RowCount);
        Assert.Empty(hub.Server.Violations);
        Assert.Empty(hub.Spooled());
    }

    [Fact]
    public async Task CommitAsync_CardAndSummary_AreThoseOfAFolderWithTheSameShards()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        using var folder = new TemporaryFolder();
        string cartpole = folder["cartpole"];
        for (int i = 0; i < 3; i++)
        {
            // A store a shard: what is there is read from the Hub each time.
            await using DatasetStores stores = hub.Stores();
            await CommitAsync(stores, Shard(i, HubFixture.Dataset));
            await new Sink().WriteAsync(Shard(i, cartpole), CancellationToken.None);
        }

        Assert.Equal(File.ReadAllText(Path.Combine(cartpole, "README.md")), hub.Read("README.md"));
        Assert.Equal(File.ReadAllText(Path.Combine(cartpole, "meta/summary.json")), hub.Read("meta/summary.json"));

        static EpisodeShard Shard(int i, string dataset) =>
            Shards.Make(dataset, $"agent-{i}-000001", episodes: i + 1, split: i == 2 ? "evaluation" : "train");
    }

    [Fact]
    public async Task CommitAsync_ManyShards_MakesOneCommit()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        await using DatasetStores stores = hub.Stores();
        CommitReceipt receipt = await CommitAsync(stores, [.. Enumerable.Range(0, 50).Select(i => Shards.Make(HubFixture.Dataset, $"agent-{i}-000001"))]);
        Assert.Equal(50, receipt.Written.Length);
        Assert.Equal(2, hub.Repository.Commits.Count);
        Assert.Equal("Add 250 episodes in 50 shards", hub.Repository.Head.Summary);
        Assert.Equal(103, hub.Repository.Head.Files.Count);
    }

    [Fact]
    public async Task CommitAsync_ShardsThatAreThere_AreAcknowledged()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        await using DatasetStores first = hub.Stores(), second = hub.Stores();
        EpisodeShard there = Shards.Make(HubFixture.Dataset), other = Shards.Make(HubFixture.Dataset, "agent-1-000001");
        await CommitAsync(first, there);
        CommitReceipt receipt = await CommitAsync(second, there, other, there);
        Assert.Equal(["run-1/agent-1-000001"], receipt.Written.AsEnumerable());
        Assert.Equal(["run-1/agent-0-000001"], receipt.AlreadyThere.AsEnumerable());
        receipt = await CommitAsync(first, there, other);
        Assert.Empty(receipt.Written);
        Assert.Equal(3, hub.Repository.Commits.Count);
        Assert.Contains("num_examples: 10\n", hub.Read("README.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task CommitAsync_LargeFiles_GoInParts(int partBytes)
    {
        await using HubFixture hub = await HubFixture.StartAsync(partBytes);
        await using DatasetStores stores = hub.Stores();
        await CommitAsync(stores, Shards.Make(HubFixture.Dataset, episodes: 40, length: 400));
        Assert.Equal(hub.Repository.Head.Files[StepsFile].Size, new FileInfo(hub.PathOf(StepsFile)).Length);
        Assert.Equal(partBytes < 2000, hub.Server.Requests.Any(request => request.Contains("/_complete/", StringComparison.Ordinal)));
        Assert.Empty(hub.Server.Violations);
    }

    [Theory]
    [CombinatorialFaults]
    public async Task CommitAsync_OneRequestFails_ShardIsThereOnce(string path, FaultKind kind)
    {
        await using HubFixture hub = await HubFixture.StartAsync(partBytes: 1000);
        await using DatasetStores stores = hub.Stores();
        hub.Server.Faults.Add(kind, path);
        CommitReceipt receipt = await CommitAsync(stores, Shards.Make(HubFixture.Dataset));
        Assert.Equal(1, hub.Server.Faults.Counts.GetValueOrDefault(kind));
        Assert.Single(receipt.Written);
        Assert.Equal(2, hub.Repository.Commits.Count);
        Assert.Contains("5 episodes, 110 steps", hub.Read("README.md"), StringComparison.Ordinal);
        Assert.Empty(hub.Server.Violations);
    }

    [Theory]
    [InlineData(FaultKind.LostAnswer)]
    [InlineData(FaultKind.ErrorAfter)]
    [InlineData(FaultKind.ErrorBefore)]
    public async Task CommitAsync_UnknownOutcome_ReadsTheHeadBeforeAnythingElse(FaultKind kind)
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        await using DatasetStores stores = hub.Stores();
        hub.Server.Faults.Add(kind, "/commit/");
        await CommitAsync(stores, Shards.Make(HubFixture.Dataset));
        List<string> requests = [.. hub.Server.Requests];
        int commit = requests.FindIndex(request => request.Contains("/commit/", StringComparison.Ordinal));
        Assert.Equal("GET /api/datasets/somebody/cartpole/revision/main", requests[commit + 1]);
        Assert.Equal(kind == FaultKind.ErrorBefore ? 2 : 1, requests.Count(request => request.Contains("/commit/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task CommitAsync_TooManyRequests_WaitsAsLongAsItIsAskedTo()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        await using DatasetStores stores = hub.Stores(hub.Options() with { MaxRetryDelay = TimeSpan.FromMilliseconds(15) });
        hub.Server.Faults.Rates = new FaultRates { RetryAfterSeconds = 55 };
        hub.Server.Faults.Add(FaultKind.TooManyRequests, "/preupload/");
        await CommitAsync(stores, Shards.Make(HubFixture.Dataset));

        // It asked for 56 seconds, and the options allow 15 ms.
        Assert.Contains("the Hub: answered 429; trying again in 0.0 s", hub.Notices);
    }

    [Fact]
    public async Task CommitAsync_ManyWorkersAndFaults_EveryShardIsThereOnce()
    {
        await using HubFixture hub = await HubFixture.StartAsync(partBytes: 1000);
        hub.Server.Faults.Rates = new FaultRates
        {
            TooManyRequests = 0.04, ErrorBefore = 0.03, ErrorAfter = 0.03, CutBefore = 0.03, LostAnswer = 0.05, Seed = 7,
        };
        const int ShardCount = 24;
        await Parallel.ForAsync(0, 3, async (worker, token) =>
        {
            // Each worker brings all shards, as after many redeliveries, each in an order of its own.
            await using DatasetStores stores = hub.Stores(hub.Options() with { MaxCommitAttempts = 50, MaxAttempts = 12 });
            int[] order = [.. Enumerable.Range(0, ShardCount).Select(i => (i + (worker * 8)) % ShardCount)];
            foreach (int[] batch in order.Chunk(4))
                await CommitAsync(stores, [.. batch.Select(i => Shards.Make(HubFixture.Dataset, $"agent-{i}-000001"))]);
        });

        Assert.Empty(hub.Server.Violations);
        string[] added = [.. hub.Repository.Commits.Skip(1).SelectMany(commit => commit.Description.Split('\n'))];
        Assert.Equal(ShardCount, added.Length);
        Assert.Equal(ShardCount, added.Distinct().Count());
        Assert.Contains($"{ShardCount * 5} episodes, {ShardCount * 110:N0} steps", hub.Read("README.md"), StringComparison.Ordinal);
        DatasetSummary summary = DatasetSummary.Parse(hub.Read("meta/summary.json"));
        RepositoryFile[] steps = [.. hub.Repository.Head.Files.Values.Where(file => file.Path.StartsWith("data/", StringComparison.Ordinal))];
        Assert.Equal(new SplitSummary(ShardCount, ShardCount * 115, summary.Steps["train"].ValueBytes, steps.Sum(file => file.Size)), summary.Steps["train"]);
        Assert.True(hub.Server.Faults.Counts.Count > 5);
    }

    [Fact]
    public async Task CommitAsync_WrongToken_SaysSoAndKeepsItSecret()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        await using DatasetStores wrong = hub.Stores(hub.Options("hf_AnotherSecret9876"));
        var error = await Assert.ThrowsAsync<DatasetStoreException>(() => CommitAsync(wrong, Shards.Make(HubFixture.Dataset)));
        Assert.Equal(DatasetStoreError.Unauthorized, error.Code);
        Assert.Contains("the Hub does not accept the token (HF_TOKEN): it is wrong or expired", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", error + string.Join(' ', hub.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommitAsync_TokenExpires_GoesOnWithANewOne()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        string token = HubFixture.Token;
        await using DatasetStores stores = hub.Stores(hub.Options() with
        {
            Token = HubTokenSource.FromEnvironment(name => name == "HF_TOKEN" ? token : null),
        });
        await CommitAsync(stores, Shards.Make(HubFixture.Dataset));
        hub.Server.Token = "hf_new";
        EpisodeShard next = Shards.Make(HubFixture.Dataset, "agent-1-000001");
        var error = await Assert.ThrowsAsync<DatasetStoreException>(() => CommitAsync(stores, next));
        Assert.Equal((DatasetStoreError.Unauthorized, false), (error.Code, error.IsTransient));
        token = "hf_new";
        Assert.Single((await CommitAsync(stores, next)).Written);
    }

    [Fact]
    public async Task CommitAsync_NoToken_SaysWhereOneBelongs()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        using var home = new TemporaryFolder();
        await using DatasetStores stores = hub.Stores(hub.Options() with
        {
            Token = HubTokenSource.FromEnvironment(name => name == "HF_HOME" ? home.Path : null),
        });
        var error = await Assert.ThrowsAsync<DatasetStoreException>(() => CommitAsync(stores, Shards.Make(HubFixture.Dataset)));
        Assert.Equal($"There is no token for the Hugging Face Hub: set HF_TOKEN, or write one into '{home["token"]}'.", error.Message);
        Assert.Empty(hub.Server.Requests);
    }

    [Fact]
    public async Task CommitAsync_TokenMayOnlyRead_IsRefused()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        hub.Server.IsReadOnly = true;
        await using DatasetStores stores = hub.Stores();
        var error = await Assert.ThrowsAsync<DatasetStoreException>(() => CommitAsync(stores, Shards.Make(HubFixture.Dataset)));
        Assert.Equal(DatasetStoreError.Refused, error.Code);
        Assert.StartsWith("hf://somebody/cartpole: the Hub does not let this token write there: POST ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommitAsync_HubIsDown_EndsAfterAFewAttempts()
    {
        HubFixture hub = await HubFixture.StartAsync();
        HubOptions options = hub.Options() with { MaxAttempts = 3 };
        await hub.DisposeAsync();
        using var spool = new TemporaryFolder();
        await using var stores = new DatasetStores(new DatasetStoreOptions { Hub = options, SpoolFolder = spool.Path });
        var error = await Assert.ThrowsAsync<DatasetStoreException>(() => CommitAsync(stores, Shards.Make(HubFixture.Dataset)));
        Assert.Equal((DatasetStoreError.Unavailable, true), (error.Code, error.IsTransient));
        Assert.Equal(2, hub.Notices.Count);
    }

    [Fact]
    public async Task CommitAsync_HubFailsAllTheTime_EndsAfterAFewAttempts()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        await using DatasetStores stores = hub.Stores(hub.Options() with { MaxCommitAttempts = 3 });
        hub.Server.Faults.Add(FaultKind.ErrorBefore, "/commit/", count: 100);
        var error = await Assert.ThrowsAsync<DatasetStoreException>(() => CommitAsync(stores, Shards.Make(HubFixture.Dataset)));
        Assert.Equal(DatasetStoreError.Unavailable, error.Code);
        Assert.Equal(3, hub.Server.Requests.Count(request => request.Contains("/commit/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task CommitAsync_OtherColumns_NamesTheShard()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        await using DatasetStores stores = hub.Stores();
        await CommitAsync(stores, Shards.Make(HubFixture.Dataset));
        await using DatasetStores others = hub.Stores();
        EpisodeShard continuous = Shards.Make(HubFixture.Dataset, "agent-1-000001", discrete: false, environment: "Pendulum-v1");
        foreach (DatasetStores some in new[] { stores, others })
        {
            var error = await Assert.ThrowsAsync<DatasetStoreException>(() => CommitAsync(some, continuous));
            Assert.Equal((DatasetStoreError.BadShard, "run-1/agent-1-000001"), (error.Code, error.ShardKey));
            Assert.EndsWith("The dataset 'hf://somebody/cartpole' has discrete actions, and Pendulum-v1 has continuous ones.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task CommitAsync_SomebodyElsesDataset_IsLeftAlone()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        using var files = new TemporaryFolder();
        File.WriteAllText(files["theirs"], "PAR1 and other bytes");
        await NodeScript.RunAsync("hubclient", "upload.mjs", hub.Server.Address, HubFixture.Token, "somebody/cartpole", $"data/theirs.parquet={files["theirs"]}");
        await using DatasetStores stores = hub.Stores();
        var error = await Assert.ThrowsAsync<DatasetStoreException>(() => CommitAsync(stores, Shards.Make(HubFixture.Dataset)));
        Assert.Equal(DatasetStoreError.Refused, error.Code);
        Assert.Contains("was not written by RlOrleans, and is left alone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_SpoolCannotBeWritten_IsToldAndLeavesNothing()
    {
        await using HubFixture hub = await HubFixture.StartAsync();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        await using var stores = new DatasetStores(new DatasetStoreOptions { Hub = hub.Options(), SpoolFolder = folder["file"] });
        var error = Assert.Throws<DatasetStoreException>(() => stores.Open(HubFixture.Dataset).Prepare(Shards.Make(HubFixture.Dataset), CancellationToken.None));
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task Server_PublicClient_IsSatisfied()
    {
        await using HubFixture hub = await HubFixture.StartAsync(partBytes: 10_000, pageSize: 2);
        using var files = new TemporaryFolder();
        await new Sink().WriteAsync(Shards.Make(files["cartpole"], episodes: 100, length: 300), CancellationToken.None);
        string steps = Path.Combine(files["cartpole"], StepsFile), card = Path.Combine(files["cartpole"], "README.md");
        Assert.True(new FileInfo(steps).Length > 10_000);
        string output = await NodeScript.RunAsync(
            "hubclient", "upload.mjs", hub.Server.Address, HubFixture.Token, "somebody/cartpole",
            $"README.md={card}", $"{StepsFile}={steps}", $"{EpisodesFile}={Path.Combine(files["cartpole"], EpisodesFile)}");
        JsonElement answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal(hub.Repository.Head.Oid, answer.GetProperty("commit").GetString());
        Assert.Equal(hub.Repository.Head.Oid, answer.GetProperty("sha").GetString());
        Assert.True(answer.GetProperty("private").GetBoolean());
        Assert.All(answer.GetProperty("same").EnumerateArray(), same => Assert.True(same.GetBoolean()));
        Assert.Equal([".gitattributes", "README.md", StepsFile, EpisodesFile], Texts("listed"));
        Assert.Equal([StepsFile, EpisodesFile], Texts("lfs"));
        Assert.Equal(File.ReadAllBytes(steps), File.ReadAllBytes(hub.PathOf(StepsFile)));
        Assert.Empty(hub.Server.Violations);

        IEnumerable<string?> Texts(string name) => answer.GetProperty(name).EnumerateArray().Select(text => text.GetString());
    }

    private static async Task<CommitReceipt> CommitAsync(DatasetStores stores, params EpisodeShard[] shards)
    {
        IDatasetStore store = stores.Open(shards[0].Target.Dataset);
        List<PreparedShard> prepared = [.. shards.Select(shard => store.Prepare(shard, CancellationToken.None))];
        try
        {
            return await store.CommitAsync(prepared, CancellationToken.None);
        }
        finally
        {
            prepared.ForEach(shard => shard.Dispose());
        }
    }

    /// <summary>Every kind of fault at every kind of request.</summary>
    private sealed class CombinatorialFaultsAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from path in (string[])["/repos/create", "/revision/", "/paths-info/", "/preupload/", "/objects/batch", "/_storage/", "/_complete/", "/verify", "/commit/"]
            from kind in (FaultKind[])[FaultKind.TooManyRequests, FaultKind.ErrorBefore, FaultKind.ErrorAfter, FaultKind.CutBefore, FaultKind.LostAnswer]
            select new object[] { path, kind };
    }
}
