using System.Diagnostics;
using RlOrleans.Environments.Service.Tests.Support;

namespace RlOrleans.Environments.Service.Tests.Remote;

/// <summary>The example in Python, run as a process of its own, keeps to the protocol.</summary>
public sealed class PythonServiceTests : IAsyncLifetime
{
    private const string Id = "PythonCartPole-v1";
    private Process _server = null!;
    private Uri _address = null!;

    public async Task InitializeAsync()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "python-environment", "serve.py");
        _server = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "python" : "python3", [script, "--port", "0"]) { RedirectStandardOutput = true })!;
        using var deadline = new CancellationTokenSource(Until.Deadline);
        string line = await _server.StandardOutput.ReadLineAsync(deadline.Token) ?? "nothing";
        Assert.EndsWith($"/{Id}", line, StringComparison.Ordinal);
        _address = new Uri(new Uri(line), "/");
    }

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

    private static float[] Floats(Answer answer)
        => [.. answer.Member("observations").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(number => number.GetSingle())];
}
