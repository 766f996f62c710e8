using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RlOrleans.HubServer.Repositories;

namespace RlOrleans.HubServer.Endpoints;

/// <summary>Takes commits: says beforehand how it wants the files, then checks every line.</summary>
internal sealed class CommitEndpoints(TestHub server)
{
    private const int SampleBytes = 512;
    private const long LargestRegular = 10 << 20;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/datasets/{owner}/{name}/preupload/{revision}", Preupload);
        app.MapPost("/api/datasets/{owner}/{name}/commit/{revision}", CommitAsync);
    }

    private IResult Preupload(HttpRequest request, string owner, string name, string revision, PreuploadQuery query)
    {
        if (RepositoryEndpoints.Find(server, request, owner, name) is null)
            return Answers.NoRepository();
        if (query.Files is null or { Length: 0 })
            return server.Refuse("preupload: no files");
        foreach (PreuploadFile file in query.Files)
        {
            if (file.Sample.Length != (int)Math.Min(SampleBytes, file.Size))
                return server.Refuse($"preupload: '{file.Path}' of {file.Size} bytes has a sample of {file.Sample.Length}");
        }

        return Results.Json(new { files = query.Files.Select(file => new { path = file.Path, uploadMode = ModeOf(file), shouldIgnore = false }) });
    }

    // As the Hub does: by .gitattributes, by size, and whatever is not text.
    private static string ModeOf(PreuploadFile file) =>
        file.Path.EndsWith(".parquet", StringComparison.Ordinal) || file.Size > LargestRegular || file.Sample.Contains((byte)0) ? "lfs" : "regular";

    private async Task<IResult> CommitAsync(HttpRequest request, string owner, string name, string revision)
    {
        if (RepositoryEndpoints.Find(server, request, owner, name) is not { } repository)
            return Answers.NoRepository();
        if (server.IsReadOnly)
            return Answers.Error(403, "Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request");
        if (revision != "main")
            return Answers.NoRevision(revision);
        if (request.ContentType?.StartsWith("application/x-ndjson", StringComparison.Ordinal) != true)
            return server.Refuse($"commit: a body of {request.ContentType} where application/x-ndjson was expected");

        var lines = new CommitLines(server.Objects);
        using (var reader = new StreamReader(request.Body))
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.Length == 0)
                    continue;
                try
                {
                    if (lines.Add(JsonSerializer.Deserialize<JsonElement>(line)) is { } reason)
                        return server.Refuse($"commit: {reason}");
                }
                catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
                {
                    return server.Refuse($"commit: line {lines.Count + 1} cannot be read: {error.Message}");
                }
            }
        }

        if (lines.Summary is null)
            return server.Refuse("commit: no header");
        if (repository.Add(lines.ParentCommit, lines.Summary, lines.Description, lines.Added, lines.Deleted) is not { } commit)
            return Answers.Error(412, "A commit has happened since. Please refresh and try again.");
        return Results.Json(new { success = true, commitOid = commit.Oid, commitUrl = $"{server.Address}/datasets/{repository.Id}/commit/{commit.Oid}", hookOutput = "" });
    }

    internal sealed record PreuploadQuery(PreuploadFile[]? Files);

    internal sealed record PreuploadFile(string Path, long Size, byte[] Sample);
}
