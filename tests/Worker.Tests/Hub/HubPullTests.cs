using RlOrleans.HubServer.Faults;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Hub;
using RlOrleans.Worker.Tests.Datasets;

namespace RlOrleans.Worker.Tests.Hub;

public class HubPullTests
{
    private const string StepsFile = "data/train-run-1-agent-0-000001.parquet";

    [Fact]
    public async Task RunAsync_Dataset_IsTheSameOnDisk()
    {
        await using HubFixture hub = await FilledAsync();
        using var folder = new TemporaryFolder();
        PullReceipt receipt = await HubPull.RunAsync(HubFixture.Dataset, folder.Path, hub.Options());
        Assert.Equal(new PullReceipt(hub.Repository.Head.Oid, 6, 6, receipt.Bytes), receipt);
        foreach (string file in hub.Repository.Head.Files.Keys.Where(file => file != ".gitattributes"))
            Assert.Equal(File.ReadAllBytes(hub.PathOf(file)), File.ReadAllBytes(folder[file]));
        Assert.Equal(6, folder.Files().Count);
        Assert.Equal(10, new DatasetReader(folder.Path).Episodes().Count());
        Assert.Empty(hub.Server.Violations);
    }

    [Fact]
    public async Task RunAsync_Again_BringsOnlyWhatIsMissingOrDamaged()
    {
        await using HubFixture hub = await FilledAsync();
        using var folder = new TemporaryFolder();
        await HubPull.RunAsync(HubFixture.Dataset, folder.Path, hub.Options());
        File.Delete(folder["README.md"]);
        byte[] bytes = File.ReadAllBytes(folder[StepsFile]);
        File.WriteAllBytes(folder[StepsFile], [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]);
        PullReceipt receipt = await HubPull.RunAsync(HubFixture.Dataset, folder.Path, hub.Options());
        Assert.Equal((6, 2), (receipt.Files, receipt.Downloaded));
        Assert.Equal(bytes, File.ReadAllBytes(folder[StepsFile]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_Interrupted_GoesOnWhereItEnded(bool damaged)
    {
        await using HubFixture hub = await FilledAsync();
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["data"]);
        byte[] whole = File.ReadAllBytes(hub.PathOf(StepsFile)), part = whole[..1000];
        part[10] ^= (byte)(damaged ? 1 : 0);
        string oid = hub.Repository.Head.Files[StepsFile].ObjectId;
        File.WriteAllBytes($"{folder[StepsFile]}.{oid[..8]}.part", part);
        await HubPull.RunAsync(HubFixture.Dataset, folder.Path, hub.Options());
        Assert.Equal(whole, File.ReadAllBytes(folder[StepsFile]));
        Assert.DoesNotContain(folder.Files(), file => file.EndsWith(".part", StringComparison.Ordinal));
        Assert.Equal(damaged ? 2 : 1, hub.Server.Requests.Count(request => request == $"GET /_storage/objects/{oid}"));
    }

    [Fact]
    public async Task RunAsync_Faults_BringsItAll()
    {
        await using HubFixture hub = await FilledAsync();
        hub.Server.Faults.Rates = new FaultRates { TooManyRequests = 0.1, ErrorBefore = 0.1, CutBefore = 0.1, LostAnswer = 0.1, Seed = 3 };
        using var folder = new TemporaryFolder();
        await HubPull.RunAsync(HubFixture.Dataset, folder.Path, hub.Options() with { MaxAttempts = 15 });
        Assert.Equal(10, new DatasetReader(folder.Path).Episodes().Count());
    }

    [Fact]
    public async Task RunAsync_WithoutSteps_BringsTheRest()
    {
        await using HubFixture hub = await FilledAsync();
        using var folder = new TemporaryFolder();
        await HubPull.RunAsync(HubFixture.Dataset, folder.Path, hub.Options(), withSteps: false);
        Assert.Equal(4, folder.Files().Count);
        DatasetOverview overview = DatasetOverview.Of(folder.Path);
        Assert.Equal((10, 220), (overview.Summary.EpisodeCount, overview.Summary.StepCount));
    }

    [Fact]
    public async Task RunAsync_NoSuchDataset_SaysSo()
    {
        await using HubFixture hub = await FilledAsync();
        using var folder = new TemporaryFolder();
        var error = await Assert.ThrowsAsync<DatasetStoreException>(() => HubPull.RunAsync("hf://somebody/else", folder.Path, hub.Options()));
        Assert.Equal(DatasetStoreError.Refused, error.Code);
        Assert.StartsWith("hf://somebody/else: the Hub has no such dataset, or the token may not see it: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task ListAsync_Owner_HasItsDatasets()
    {
        await using HubFixture hub = await FilledAsync();
        ListedDataset listed = Assert.Single(await HubPull.ListAsync("somebody", hub.Options(), CancellationToken.None));
        Assert.Equal(("somebody/cartpole", true), (listed.Id, listed.Private));
        Assert.Empty(await HubPull.ListAsync("nobody", hub.Options(), CancellationToken.None));
    }

    private static async Task<HubFixture> FilledAsync()
    {
        HubFixture hub = await HubFixture.StartAsync(pageSize: 3);
        await using DatasetStores stores = hub.Stores();
        foreach (string id in new[] { "agent-0-000001", "agent-0-000002" })
            await new DatasetSink(stores).WriteAsync(Shards.Make(HubFixture.Dataset, id), CancellationToken.None);
        return hub;
    }
}
