using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Tests.Support;

/// <summary>Plain requests, as a client that knows nothing of this library would make them.</summary>
internal sealed class RawClient(Uri service) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = service, Timeout = Until.Deadline };

    public void Dispose() => _http.Dispose();

    public Task<Answer> Json(string method, string path, string? body = null)
        => Send(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), MediaTypes.Json);

    public async Task<Answer> Send(string method, string path, byte[]? body, string type, bool binaryAnswer = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        if (binaryAnswer)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypes.Binary));
        using HttpResponseMessage response = await _http.SendAsync(request);
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Creates an instance and returns its path.</summary>
    public async Task<string> Create(string environment, int lanes)
    {
        Answer created = await Json("POST", "instances", $$"""{"environment": "{{environment}}", "lanes": {{lanes}}, "seed": 5}""");
        Assert.Equal(201, created.Status);
        return $"instances/{created.Member("instance").GetString()}";
    }
}

/// <summary>What came back.</summary>
internal sealed record Answer(int Status, string? Type, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Member(string name) => JsonSerializer.Deserialize<JsonElement>(Body).GetProperty(name);

    public void AssertProblem(int status, string code)
    {
        Assert.True(status == Status, $"{Status} instead of {status}: {Text}");
        Assert.Equal(MediaTypes.Problem, Type);
        Assert.Equal(code, Member("code").GetString());
        Assert.Equal(ProblemCode.TypePrefix + code, Member("type").GetString());
        Assert.Equal(status, Member("status").GetInt32());
        Assert.NotEmpty(Member("detail").GetString()!);
    }
}
