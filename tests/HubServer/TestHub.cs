using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RlOrleans.HubServer.Endpoints;
using RlOrleans.HubServer.Faults;
using RlOrleans.HubServer.Repositories;

namespace RlOrleans.HubServer;

/// <summary>
/// A Hugging Face Hub for tests: dataset repositories over the public HTTP interface, with a storage of its own on
/// another port, as the real one has. It checks all that it is sent, fails on demand, and listens on loopback only.
/// </summary>
public sealed class TestHub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHub(WebApplication app, TestHubOptions options, RepositoryStore repositories, ObjectStore objects)
    {
        _app = app;
        Options = options;
        Repositories = repositories;
        Objects = objects;
        Faults = new FaultPlan(options.Rates);
        Token = options.Token;
    }

    /// <summary>Its address: <c>http://127.0.0.1:port</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The address of its storage.</summary>
    public string StorageAddress { get; private set; } = "";

    /// <summary>How it behaves.</summary>
    public TestHubOptions Options { get; }

    /// <summary>The token that is accepted; another one makes those in use expire.</summary>
    public string Token { get; set; }

    /// <summary>Whether the token may only read.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>What goes wrong, and when.</summary>
    public FaultPlan Faults { get; }

    /// <summary>The repositories.</summary>
    public RepositoryStore Repositories { get; }

    /// <summary>What clients did that the real Hub would not take, in the order that they did it.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Requests so far: method and path.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    internal ObjectStore Objects { get; }

    /// <summary>Starts a server.</summary>
    public static async Task<TestHub> StartAsync(TestHubOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}", "http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Add(new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver()));
        var server = new TestHub(builder.Build(), options, new RepositoryStore(options.Folder), new ObjectStore(options.Folder));
        server.Map();
        await server._app.StartAsync();
        string[] addresses = [.. server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        (server.Address, server.StorageAddress) = (addresses[0], addresses[1]);
        return server;
    }

    /// <summary>Waits until the process is told to end.</summary>
    public Task WaitAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Notes that a client did what the real Hub would not take, and answers with that.</summary>
    internal IResult Refuse(string what, int status = StatusCodes.Status400BadRequest)
    {
        Violations.Enqueue(what);
        return Answers.Error(status, what);
    }

    private void Map()
    {
        _app.Use(new FaultMiddleware(this).InvokeAsync);
        _app.Use(new AccessMiddleware(this).InvokeAsync);
        new RepositoryEndpoints(this).Map(_app);
        new CommitEndpoints(this).Map(_app);
        new LfsEndpoints(this).Map(_app);
        new StorageEndpoints(this).Map(_app);
        new AdminEndpoints(this).Map(_app);
    }
}
