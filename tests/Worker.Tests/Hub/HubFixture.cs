using System.Collections.Concurrent;
using RlOrleans.HubServer;
using RlOrleans.HubServer.Repositories;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Hub;

namespace RlOrleans.Worker.Tests.Hub;

/// <summary>A test Hub, and stores of datasets on it that wait only for moments.</summary>
internal sealed class HubFixture : IAsyncDisposable
{
    public const string Dataset = "hf://somebody/cartpole";

    // Longer than any word that messages have of their own.
    public const string Token = "hf_SecretOfTheTests0123456789";

    private readonly TemporaryFolder _folder;

    private HubFixture(TemporaryFolder folder, TestHub server)
    {
        _folder = folder;
        Server = server;
    }

    public TestHub Server { get; }

    public ConcurrentQueue<string> Notices { get; } = new();

    public Repository Repository => Server.Repositories.Find("somebody/cartpole")!;

    public static async Task<HubFixture> StartAsync(long partBytes = 5 << 20, int pageSize = 1000)
    {
        var folder = new TemporaryFolder();
        return new HubFixture(folder, await TestHub.StartAsync(new TestHubOptions
        {
            Folder = folder["hub"], Token = Token, PartBytes = partBytes, PageSize = pageSize,
        }));
    }

    public HubOptions Options(string token = Token) => new()
    {
        Endpoint = new Uri(Server.Address),
        Token = HubTokenSource.FromEnvironment(name => name == "HF_TOKEN" ? token : null),
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromMilliseconds(20),
        Notice = Notices.Enqueue,
    };

    public DatasetStores Stores(HubOptions? options = null) => new(new DatasetStoreOptions
    {
        Hub = options ?? Options(),
        SpoolFolder = _folder["spool"],
    });

    /// <summary>The files that wait for their upload.</summary>
    public string[] Spooled() => Directory.Exists(_folder["spool"])
        ? [.. Directory.EnumerateFiles(_folder["spool"], "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "lock")]
        : [];

    /// <summary>Where the content of a file of the latest revision lies.</summary>
    public string PathOf(string file) => Path.Combine(_folder["hub"], "objects", Repository.Head.Files[file].ObjectId);

    public string Read(string file) => File.ReadAllText(PathOf(file));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
