using System.Diagnostics;
using RlOrleans.Environments.Service.Tests.Support;

namespace RlOrleans.Environments.Service.Tests.Remote;

/// <summary>The example in Python, run as a process of its own, keeps to the protocol.</summary>
public sealed class PythonServiceTests : IAsyncLifetime
{
    private const string Id = "PythonCartPole-v1";
    private Process _server = null!;
    private Uri _address = null!;

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "python-environment");

    public async Task InitializeAsync() => (_server, _address) = await Serve(Path.Combine(Folder, "serve.py"));

    public Task DisposeAsync()
    {
        _server.Kill(entireProcessTree: true);
        _server.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public void Step_Binary_EndsEpisodesAndRestoresBitForBit()
    {
        using IVectorEnvironment first = Services.Connect(_address, Id, 5);
        using IVectorEnvironment second = Services.Connect(_address, Id, 5);
        var original = new Playing(first);
        original.Step(60);
        Assert.All(original.Environment.Episodes.ToArray(), episode => Assert.True(episode > 0, "no episode ended"));
        var restored = new Playing(second, Playing.Seed(99));
        second.Restore(original.Snapshot());
        restored.CopyActionsFrom(original);
        original.Step(60);
        restored.Step(60);
        restored.AssertSame(original);
    }

    [Fact]
    public async Task Step_Json_GivesWhatBytesGive()
    {
        using IVectorEnvironment binary = Services.Connect(_address, Id, 2);
        using var client = new RawClient(_address);
        string instance = await client.Create(Id, 2);
        var result = new StepBatch(2, 4);
        binary.Reset(new EnvironmentSeed(5, RandomPurpose.Environment, 0), result.Observations);
        Assert.Equal(result.Observations, Floats(await client.Json("POST", $"{instance}/reset", "{}")));
        for (int step = 0; step < 20; step++)
        {
            binary.Step([1, 0], result);
            Answer answer = await client.Json("POST", $"{instance}/step", """{"actions": [1, [0]]}""");
            Assert.Equal(result.Observations, Floats(answer));
            Assert.Equal(result.Terminated, answer.Member("terminated").EnumerateArray().Select(flag => flag.GetBoolean()));
        }
    }

    [Fact]
    public async Task Step_AtFault_IsRefusedAsTheProtocolSays()
    {
        using var client = new RawClient(_address);
        string instance = await client.Create(Id, 1);
        (await client.Json("POST", $"{instance}/step", """{"actions": [0]}""")).AssertProblem(409, "not-started");
        await client.Json("POST", $"{instance}/reset", "{}");
        (await client.Json("POST", $"{instance}/step", "{")).AssertProblem(400, "malformed-body");
        (await client.Json("POST", $"{instance}/step", """{"actions": [2]}""")).AssertProblem(422, "invalid-field");
        (await client.Json("POST", $"{instance}/step", """{"actions": [0], "sequence": 9}""")).AssertProblem(409, "out-of-sequence");
        (await client.Json("GET", "instances/none")).AssertProblem(404, "unknown-instance");
    }

    [Fact]
    public async Task Step_InfoHasReturns_ReportsThemInBothForms()
    {
        const string Program = """
            import sys
            sys.path.insert(0, sys.argv.pop(1))
            import serve
            class Judged(serve.CartPole):
                def reset(self, seed=None):
                    self.total = 0
                    return super().reset(seed=seed)
                def step(self, action):
                    self.total += 7
                    return *super().step(action)[:4], {"return": self.total}
            serve.ENVIRONMENTS[Judged.spec["id"]] = Judged
            serve.main()
            """;
        (Process server, Uri address) = await Serve("-c", Program, Folder);
        using (server)
        {
            using IVectorEnvironment remote = Services.Connect(address, Id, 2);
            var playing = new Playing(remote);
            playing.Step(3);
            Assert.Equal([21.0, 21.0], playing.Result.Returns.ToArray());

            using var client = new RawClient(address);
            string instance = await client.Create(Id, 1);
            await client.Json("POST", $"{instance}/reset", "{}");
            Answer answer = await client.Json("POST", $"{instance}/step", """{"actions": [0]}""");
            Assert.Equal(7, answer.Member("returns")[0].GetDouble());
            server.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Step_OneEnvironmentRaises_AbortsItsLaneUntilItIsReset()
    {
        const string Program = """
            import sys
            sys.path.insert(0, sys.argv.pop(1))
            import serve
            class Fragile(serve.CartPole):
                made = 0
                def __init__(self):
                    Fragile.made += 1
                    self.is_fragile = Fragile.made == 2
                def step(self, action):
                    if self.is_fragile:
                        raise KeyError("door")
                    return super().step(action)
            serve.ENVIRONMENTS[Fragile.spec["id"]] = Fragile
            serve.main()
            """;
        (Process server, Uri address) = await Serve("-c", Program, Folder);
        using (server)
        {
            using IVectorEnvironment remote = Services.Connect(address, Id, 3);
            var playing = new Playing(remote);
            playing.Step(2);
            Assert.Equal([false, true, false], playing.Result.Aborted);
            Assert.Equal("KeyError: 'door' (step, <string> line 11)", playing.Result.AbortReason(1));
            byte[] saved = playing.Snapshot();
            var first = new float[4];
            remote.ResetLane(1, 4, first);
            Assert.Contains(first, value => value != 0);
            playing.Step(2);
            Assert.DoesNotContain(true, playing.Result.Aborted);

            // A lane without an episode is saved as one.
            remote.Restore(saved);
            playing.Step();
            Assert.Equal([false, true, false], playing.Result.Aborted);
            server.Kill(entireProcessTree: true);
        }
    }

    private static async Task<(Process Server, Uri Address)> Serve(params string[] program)
    {
        Process server = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "python" : "python3", [.. program, "--port", "0"]) { RedirectStandardOutput = true })!;
        using var deadline = new CancellationTokenSource(Until.Deadline);
        string line = await server.StandardOutput.ReadLineAsync(deadline.Token) ?? "nothing";
        Assert.EndsWith($"/{Id}", line, StringComparison.Ordinal);
        return (server, new Uri(new Uri(line), "/"));
    }

    private static float[] Floats(Answer answer)
        => [.. answer.Member("observations").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(number => number.GetSingle())];
}
