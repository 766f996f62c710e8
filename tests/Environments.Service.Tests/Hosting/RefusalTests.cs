using System.Text;
using RlOrleans.Environments.Service.Hosting;
using RlOrleans.Environments.Service.Protocol;
using RlOrleans.Environments.Service.Tests.Support;

namespace RlOrleans.Environments.Service.Tests.Hosting;

/// <summary>What is at fault is refused with a problem document, and changes nothing.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    // A part of what RL_FUZZ_REQUESTS=100000 does.
    private static readonly int FuzzedRequests = int.TryParse(Environment.GetEnvironmentVariable("RL_FUZZ_REQUESTS"), out int count) ? count : 2000;

    private EnvironmentService _service = null!;
    private RawClient _client = null!;
    private string _instance = null!;

    public async Task InitializeAsync()
    {
        _service = await Services.Start(new EnvironmentServiceOptions { MaxBodyBytes = 8192, MaxInstances = 1 });
        _client = new RawClient(_service.Address);
        _instance = await _client.Create("CartPole-v1", 2);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData("{", 400, ProblemCode.MalformedBody)]
    [InlineData("[]", 400, ProblemCode.MalformedBody)]
    [InlineData("{\"sequence\": 2, \"sequence\": 2, \"actions\": [0, 0]}", 400, ProblemCode.MalformedBody)]
    [InlineData("{}", 422, ProblemCode.InvalidField)]
    [InlineData("{\"actions\": [0]}", 422, ProblemCode.InvalidField)]
    [InlineData("{\"actions\": [[0, 1], [0]]}", 422, ProblemCode.InvalidField)]
    [InlineData("{\"actions\": [0, \"left\"]}", 422, ProblemCode.InvalidField)]
    [InlineData("{\"actions\": [0, 2]}", 422, ProblemCode.InvalidField)]
    [InlineData("{\"actions\": [0, 1e99]}", 422, ProblemCode.InvalidField)]
    [InlineData("{\"actions\": [0, 0], \"more\": 1}", 422, ProblemCode.InvalidField)]
    [InlineData("{\"actions\": [0, 0], \"sequence\": -1}", 422, ProblemCode.InvalidField)]
    [InlineData("{\"actions\": [0, 0], \"sequence\": 7}", 409, ProblemCode.OutOfSequence)]
    public async Task Step_BodyAtFault_IsRefusedAndMovesNoLane(string body, int status, string code)
    {
        await _client.Json("POST", $"{_instance}/reset", "{}");
        byte[] before = (await _client.Json("GET", $"{_instance}/snapshot")).Body;
        (await _client.Json("POST", $"{_instance}/step", body)).AssertProblem(status, code);
        Assert.Equal(before, (await _client.Json("GET", $"{_instance}/snapshot")).Body);
        Assert.Equal(200, (await _client.Json("POST", $"{_instance}/step", """{"sequence": 2, "actions": [0, 1]}""")).Status);
    }

    [Theory]
    [InlineData("GET", "nothing", 404, ProblemCode.UnknownPath)]
    [InlineData("GET", "environments/CartPole-v9", 404, ProblemCode.UnknownEnvironment)]
    [InlineData("GET", "instances/none", 404, ProblemCode.UnknownInstance)]
    [InlineData("DELETE", "instances/none", 404, ProblemCode.UnknownInstance)]
    [InlineData("POST", "instances/none/step", 404, ProblemCode.UnknownInstance)]
    [InlineData("PUT", "health", 405, ProblemCode.MethodNotAllowed)]
    public async Task Path_Unknown_IsRefused(string method, string path, int status, string code)
        => (await _client.Json(method, path)).AssertProblem(status, code);

    [Theory]
    [InlineData("2")]
    [InlineData("-1")]
    [InlineData("first")]
    public async Task ResetLane_UnknownLane_IsRefused(string lane)
        => (await _client.Json("POST", $"{_instance}/lanes/{lane}/reset", """{"episode": 0}""")).AssertProblem(404, ProblemCode.UnknownLane);

    [Theory]
    [InlineData("{\"lanes\": 1}", 422, ProblemCode.InvalidField)]
    [InlineData("{\"environment\": \"CartPole-v1\", \"lanes\": 0}", 422, ProblemCode.InvalidField)]
    [InlineData("{\"environment\": \"CartPole-v9\"}", 404, ProblemCode.UnknownEnvironment)]
    [InlineData("{\"environment\": \"CartPole-v1\"}", 429, ProblemCode.LimitReached)]
    public async Task Create_AtFault_IsRefused(string body, int status, string code)
    {
        (await _client.Json("POST", "instances", body)).AssertProblem(status, code);
        Assert.Equal(1, _service.InstanceCount);
    }

    [Fact]
    public async Task Body_TooLarge_IsRefused()
    {
        string filler = new(' ', 9000);
        (await _client.Json("POST", $"{_instance}/reset", $"{{{filler}}}")).AssertProblem(413, ProblemCode.BodyTooLarge);
        (await _client.Send("PUT", $"{_instance}/snapshot", new byte[9000], MediaTypes.Binary)).AssertProblem(413, ProblemCode.BodyTooLarge);
        Assert.Equal(200, (await _client.Json("GET", "health")).Status);
    }

    [Fact]
    public async Task Body_OfAnotherType_IsRefused()
        => (await _client.Send("POST", $"{_instance}/reset", "seed=1"u8.ToArray(), "text/plain")).AssertProblem(415, ProblemCode.UnsupportedMediaType);

    [Fact]
    public async Task Step_BinaryOfAnotherLength_IsRefused()
    {
        await _client.Json("POST", $"{_instance}/reset", "{}");
        (await _client.Send("POST", $"{_instance}/step", new byte[15], MediaTypes.Binary)).AssertProblem(400, ProblemCode.MalformedBody);
    }

    [Fact]
    public async Task Step_BeforeReset_IsRefused()
        => (await _client.Json("POST", $"{_instance}/step", """{"actions": [0, 0]}""")).AssertProblem(409, ProblemCode.NotStarted);

    [Fact]
    public async Task Step_SameSequenceAgain_GivesTheSameAnswerAndMovesNoLane()
    {
        await _client.Json("POST", $"{_instance}/reset", """{"sequence": 1}""");
        const string Step = """{"sequence": 2, "actions": [0, 1]}""";
        Answer first = await _client.Json("POST", $"{_instance}/step", Step);
        Answer again = await _client.Json("POST", $"{_instance}/step", Step);
        Assert.Equal((200, first.Text), (again.Status, again.Text));
        Answer other = await _client.Json("POST", $"{_instance}/step", """{"sequence": 2, "actions": [1, 1]}""");
        other.AssertProblem(409, ProblemCode.OutOfSequence);
        Assert.Equal(3, other.Member("expected_sequence").GetInt32());
    }

    [Fact]
    public async Task Requests_Mutated_AreNeverAFailureOfTheService()
    {
        await _client.Json("POST", $"{_instance}/reset", "{}");
        string[] paths = ["instances", $"{_instance}/reset", $"{_instance}/lanes/1/reset", $"{_instance}/step", $"{_instance}/snapshot"];
        byte[][] bodies =
        [
            "{\"environment\": \"CartPole-v1\", \"lanes\": 2, \"seed\": 5}"u8.ToArray(),
            "{\"sequence\": 0, \"seed\": 1, \"purpose\": 2, \"episodes\": [1, 2]}"u8.ToArray(),
            "{\"episode\": 3}"u8.ToArray(),
            "{\"actions\": [[0], [1]]}"u8.ToArray(),
            (await _client.Json("GET", $"{_instance}/snapshot")).Body,
        ];
        var random = new CounterRandom(12, RandomPurpose.Action, 0, 0);
        ulong drawn = 0;
        for (int i = 0; i < FuzzedRequests; i++)
        {
            int kind = Next(paths.Length);
            byte[] body = Mutate(bodies[kind], Next);
            string type = kind == 4 || Next(8) == 0 ? MediaTypes.Binary : MediaTypes.Json;
            Answer answer = await _client.Send(kind == 4 ? "PUT" : "POST", paths[kind], body, type, Next(2) == 0);
            Assert.True(answer.Status < 500, $"{paths[kind]} with {Encoding.Latin1.GetString(body)}: {answer.Status} {answer.Text}");
            if (answer.Status >= 400)
                Assert.NotEmpty(answer.Member("errors").EnumerateArray().First().GetProperty("field").GetString()!);
        }

        Assert.Equal(200, (await _client.Json("GET", "health")).Status);
        Assert.Equal(200, (await _client.Json("POST", $"{_instance}/reset", "{}")).Status);

        int Next(int count) => (int)random.Below(drawn++, count);
    }

    private static byte[] Mutate(byte[] good, Func<int, int> next)
    {
        List<byte> bytes = [.. good];
        for (int edits = next(4); edits >= 0 && bytes.Count > 0; edits--)
        {
            int at = next(bytes.Count);
            switch (next(4))
            {
                case 0:
                    bytes[at] = (byte)next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)"{}[]\",:-0e9"[next(11)]);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
