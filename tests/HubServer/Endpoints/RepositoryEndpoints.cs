using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RlOrleans.HubServer.Repositories;

namespace RlOrleans.HubServer.Endpoints;

/// <summary>Creates repositories, and tells what their revisions have.</summary>
internal sealed class RepositoryEndpoints(TestHub server)
{
    private const string Attributes = "*.parquet filter=lfs diff=lfs merge=lfs -text\n";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/repos/create", Create);
        app.MapGet("/api/datasets", List);
        app.MapGet("/api/datasets/{owner}/{name}", (HttpRequest request, string owner, string name) => Describe(request, owner, name, "main"));
        app.MapGet("/api/datasets/{owner}/{name}/revision/{revision}", Describe);
        app.MapGet("/api/datasets/{owner}/{name}/tree/{revision}/{**path}", Tree);
        app.MapPost("/api/datasets/{owner}/{name}/paths-info/{revision}", Paths);
        app.MapGet("/datasets/{owner}/{name}/resolve/{revision}/{**path}", Resolve);
    }

    /// <summary>The repository, if this request may see it.</summary>
    public static Repository? Find(TestHub server, HttpRequest request, string owner, string name) =>
        server.Repositories.Find($"{owner}/{name}") is { } repository && (!repository.IsPrivate || request.Headers.Authorization.Count > 0) ? repository : null;

    private IResult Create(NewRepository wanted)
    {
        if (server.IsReadOnly)
            return Answers.Error(403, "You don't have the rights to create a dataset under this namespace");
        if (wanted.Type != "dataset" || wanted.Organization is null)
            return server.Refuse($"create: a dataset under a namespace was expected, not a {wanted.Type} under '{wanted.Organization}'");
        if (!RepositoryStore.IsAllowed(wanted.Name) || !RepositoryStore.IsAllowed(wanted.Organization))
            return Answers.Error(400, $"Invalid repo name: {wanted.Organization}/{wanted.Name}");
        byte[] attributes = Encoding.UTF8.GetBytes(Attributes);
        string id = $"{wanted.Organization}/{wanted.Name}";
        bool isPrivate = wanted.Visibility == "private" || wanted.Private == true;
        var file = new RepositoryFile(".gitattributes", GitBlob.OidOf(attributes), server.Objects.Add(attributes), attributes.Length, IsLarge: false);
        return server.Repositories.Create(id, isPrivate, file) is null
            ? Answers.Error(409, "You already created this dataset repo")
            : Results.Json(new { url = $"{server.Address}/datasets/{id}", name = id, id });
    }

    private IResult List(HttpRequest request, string author) => Results.Json(
        server.Repositories.Ids.Where(id => id.StartsWith(author + "/", StringComparison.Ordinal))
            .Select(id => Find(server, request, author, id[(author.Length + 1)..])).OfType<Repository>()
            .Select(repository => new { id = repository.Id, @private = repository.IsPrivate }));

    private IResult Describe(HttpRequest request, string owner, string name, string revision)
    {
        if (Find(server, request, owner, name) is not { } repository)
            return Answers.NoRepository();
        return repository.Find(revision) is { } commit
            ? Results.Json(new { id = repository.Id, sha = commit.Oid, @private = repository.IsPrivate, siblings = commit.Files.Keys.Select(path => new { rfilename = path }) })
            : Answers.NoRevision(revision);
    }

    private IResult Tree(HttpRequest request, HttpResponse response, string owner, string name, string revision, string? path, bool recursive = false, string? cursor = null)
    {
        if (Find(server, request, owner, name) is not { } repository)
            return Answers.NoRepository();
        if (repository.Find(revision) is not { } commit)
            return Answers.NoRevision(revision);
        string prefix = string.IsNullOrEmpty(path) ? "" : path.TrimEnd('/') + "/";
        RepositoryFile[] below = [.. commit.Files.Values.Where(file => file.Path.StartsWith(prefix, StringComparison.Ordinal))];
        if (prefix.Length > 0 && below.Length == 0)
            return Answers.NoEntry(path!);
        object[] entries =
        [
            .. below.Where(file => recursive || !file.Path[prefix.Length..].Contains('/', StringComparison.Ordinal)).Select(Entry),
            .. below.Select(file => file.Path[prefix.Length..]).Where(rest => rest.Contains('/', StringComparison.Ordinal))
                .Select(rest => prefix + rest[..rest.IndexOf('/', StringComparison.Ordinal)]).Distinct()
                .Select(folder => new { type = "directory", path = folder, size = 0, oid = "" }),
        ];
        int start = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture), end = start + server.Options.PageSize;
        if (end < entries.Length)
        {
            string next = $"{server.Address}{request.Path}?recursive={(recursive ? "true" : "false")}&expand=false&cursor={end}";
            response.Headers.Link = $"<{next}>; rel=\"next\"";
        }

        return Results.Json(entries.Skip(start).Take(server.Options.PageSize));
    }

    private IResult Paths(HttpRequest request, string owner, string name, string revision, PathsQuery query)
    {
        if (Find(server, request, owner, name) is not { } repository)
            return Answers.NoRepository();
        if (repository.Find(revision) is not { } commit)
            return Answers.NoRevision(revision);
        return Results.Json(query.Paths.Where(commit.Files.ContainsKey).Select(path => Entry(commit.Files[path])));
    }

    private IResult Resolve(HttpRequest request, HttpResponse response, string owner, string name, string revision, string path)
    {
        if (Find(server, request, owner, name) is not { } repository)
            return Answers.NoRepository();
        if (repository.Find(revision) is not { } commit)
            return Answers.NoRevision(revision);
        if (!commit.Files.TryGetValue(path, out RepositoryFile? file))
            return Answers.NoEntry(path);
        response.Headers["X-Repo-Commit"] = commit.Oid;
        if (!file.IsLarge)
        {
            response.Headers.ETag = $"\"{file.Oid}\"";
            return Results.File(server.Objects.PathOf(file.ObjectId), "application/octet-stream", enableRangeProcessing: true);
        }

        response.Headers["X-Linked-Size"] = file.Size.ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.Headers["X-Linked-ETag"] = $"\"{file.ObjectId}\"";
        return Results.Redirect($"{server.StorageAddress}/_storage/objects/{file.ObjectId}?X-Amz-Signature=test");
    }

    private static object Entry(RepositoryFile file) => file.IsLarge
        ? new { type = "file", oid = file.Oid, size = file.Size, path = file.Path, lfs = new { oid = file.ObjectId, size = file.Size, pointerSize = GitBlob.Pointer(file.ObjectId, file.Size).Length } }
        : new { type = "file", oid = file.Oid, size = file.Size, path = file.Path };

    internal sealed record NewRepository(string Name, string? Organization, string Type, string? Visibility, bool? Private);

    internal sealed record PathsQuery([property: JsonRequired] string[] Paths);
}
