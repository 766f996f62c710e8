using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RlOrleans.HubServer.Endpoints;

/// <summary>The storage behind the Hub: signed addresses, no token. Objects are checked against their names.</summary>
internal sealed class StorageEndpoints(TestHub server)
{
    private readonly ConcurrentDictionary<(string Upload, int Number), Part> _parts = new();

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPut("/_storage/objects/{oid}", PutAsync);
        app.MapGet("/_storage/objects/{oid}", Get);
        app.MapPut("/_storage/parts/{upload}/{number:int}", PutPartAsync);
        app.MapPost("/_complete/{upload}", CompleteAsync);
    }

    private async Task<IResult> PutAsync(HttpRequest request, HttpResponse response, string oid, long size)
    {
        string temporary = await ReceiveAsync(request);
        if (server.Objects.Adopt(temporary, oid, size) is { } reason)
            return server.Refuse($"storage: {reason}");
        response.Headers.ETag = $"\"{oid[..32]}\"";
        return Results.Ok();
    }

    private IResult Get(HttpResponse response, string oid)
    {
        if (server.Objects.SizeOf(oid) is null)
            return Answers.Error(404, "NoSuchKey");
        response.Headers.ETag = $"\"{oid[..32]}\"";
        return Results.File(server.Objects.PathOf(oid), "application/octet-stream", enableRangeProcessing: true);
    }

    private async Task<IResult> PutPartAsync(HttpRequest request, HttpResponse response, string upload, int number, long size)
    {
        string temporary = await ReceiveAsync(request);
        if (new FileInfo(temporary).Length != size)
            return server.Refuse($"storage: part {number} has {new FileInfo(temporary).Length} bytes where {size} were announced");
        string tag;
        using (FileStream stream = File.OpenRead(temporary))
            tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(stream))[..32]}\"";
        _parts[(upload, number)] = new Part(temporary, tag);
        response.Headers.ETag = tag;
        return Results.Ok();
    }

    private async Task<IResult> CompleteAsync(string upload, long size, Completion completion)
    {
        if (server.Objects.SizeOf(completion.Oid) == size)
            return Results.Json(new { success = true });
        string whole = server.Objects.NextTemporary();
        using (FileStream target = File.Create(whole))
        {
            for (int i = 0; i < completion.Parts.Length; i++)
            {
                CompletedPart told = completion.Parts[i];
                if (told.PartNumber != i + 1 || !_parts.TryGetValue((upload, told.PartNumber), out Part? part) || part.Tag != told.Etag)
                    return server.Refuse($"storage: part {told.PartNumber} in place {i + 1} with the ETag {told.Etag} was not uploaded");
                using FileStream source = File.OpenRead(part.Path);
                await source.CopyToAsync(target);
            }
        }

        return server.Objects.Adopt(whole, completion.Oid, size) is { } reason
            ? server.Refuse($"storage: {reason}")
            : Results.Json(new { success = true });
    }

    private async Task<string> ReceiveAsync(HttpRequest request)
    {
        string temporary = server.Objects.NextTemporary();
        using FileStream file = File.Create(temporary);
        await request.Body.CopyToAsync(file, request.HttpContext.RequestAborted);
        return temporary;
    }

    internal sealed record Part(string Path, string Tag);

    internal sealed record Completion(string Oid, CompletedPart[] Parts);

    internal sealed record CompletedPart(int PartNumber, string Etag);
}
