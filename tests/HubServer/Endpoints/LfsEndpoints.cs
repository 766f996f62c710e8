using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RlOrleans.HubServer.Endpoints;

/// <summary>Tells where the bytes of large files go: nowhere if they are there, in one piece, or in parts.</summary>
internal sealed class LfsEndpoints(TestHub server)
{
    private const string MediaType = "application/vnd.git-lfs+json";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/datasets/{owner}/{repository}/info/lfs/objects/batch", BatchAsync);
        app.MapPost("/datasets/{owner}/{repository}/info/lfs/objects/verify", VerifyAsync);
    }

    private async Task<IResult> BatchAsync(HttpRequest request, string owner, string repository)
    {
        if (await ReadAsync<Batch>(request, owner, repository) is not ({ } batch, var refused))
            return Answers.NoRepository();
        if (refused is not null)
            return refused;
        if (batch.Operation != "upload" || batch.Transfers?.Contains("basic") != true || batch.Objects is null or { Length: 0 })
            return server.Refuse("LFS batch: not an upload of objects by the basic transfer");
        if (batch.HashAlgorithm is not (null or "sha256" or "sha_256"))
            return server.Refuse($"LFS batch: objects named by {batch.HashAlgorithm}");
        bool multipart = batch.Transfers.Contains("multipart") && batch.Objects.Any(wanted => wanted.Size > server.Options.PartBytes);
        return Results.Json(
            new { transfer = multipart ? "multipart" : "basic", objects = batch.Objects.Select(wanted => Answer(owner, repository, wanted, batch.Transfers.Contains("multipart"))) },
            contentType: MediaType);
    }

    private object Answer(string owner, string repository, Pointer wanted, bool multipart)
    {
        if (wanted.Oid.Length != 64 || !wanted.Oid.All(char.IsAsciiHexDigitLower) || wanted.Size < 1)
        {
            server.Refuse($"LFS batch: {wanted.Oid} of {wanted.Size} bytes is no object");
            return new { oid = wanted.Oid, size = wanted.Size, error = new { code = 422, message = "not an object" } };
        }

        if (server.Objects.SizeOf(wanted.Oid) == wanted.Size)
            return new { oid = wanted.Oid, size = wanted.Size };
        var verify = new { href = $"{server.Address}/datasets/{owner}/{repository}/info/lfs/objects/verify", header = new { } };
        if (!multipart || wanted.Size <= server.Options.PartBytes)
        {
            string address = $"{server.StorageAddress}/_storage/objects/{wanted.Oid}?size={wanted.Size}&X-Amz-Signature=test";
            return new { oid = wanted.Oid, size = wanted.Size, authenticated = true, actions = new { upload = new { href = address }, verify } };
        }

        string upload = Guid.NewGuid().ToString("N");
        long part = server.Options.PartBytes, count = (wanted.Size + part - 1) / part;
        var header = new Dictionary<string, string> { ["chunk_size"] = part.ToString(CultureInfo.InvariantCulture) };
        for (int number = 1; number <= count; number++)
        {
            long size = Math.Min(part, wanted.Size - ((number - 1) * part));
            header[number.ToString("D5", CultureInfo.InvariantCulture)] =
                $"{server.StorageAddress}/_storage/parts/{upload}/{number}?size={size}&X-Amz-Signature=test";
        }

        string completion = $"{server.Address}/_complete/{upload}?size={wanted.Size}";
        return new { oid = wanted.Oid, size = wanted.Size, authenticated = true, actions = new { upload = new { href = completion, header }, verify } };
    }

    private async Task<IResult> VerifyAsync(HttpRequest request, string owner, string repository)
    {
        if (await ReadAsync<Pointer>(request, owner, repository) is not ({ } pointer, var refused))
            return Answers.NoRepository();
        return refused ?? (server.Objects.SizeOf(pointer.Oid) == pointer.Size
            ? Results.Json(new { success = true })
            : server.Refuse($"LFS verify: {pointer.Oid} of {pointer.Size} bytes is not there", 404));
    }

    private async Task<(T? Body, IResult? Refused)> ReadAsync<T>(HttpRequest request, string owner, string repository)
        where T : class
    {
        const string Suffix = ".git";
        if (!repository.EndsWith(Suffix, StringComparison.Ordinal) || RepositoryEndpoints.Find(server, request, owner, repository[..^Suffix.Length]) is null)
            return default;
        T? body = await System.Text.Json.JsonSerializer.DeserializeAsync<T>(request.Body, System.Text.Json.JsonSerializerOptions.Web);
        return (body, request.ContentType?.StartsWith(MediaType, StringComparison.Ordinal) == true ? null : server.Refuse($"LFS: a body of {request.ContentType}"));
    }

    internal sealed record Batch(string Operation, string[]? Transfers, Pointer[]? Objects, [property: JsonPropertyName("hash_algo")] string? HashAlgorithm);

    internal sealed record Pointer(string Oid, long Size);
}
