using System.Text.Json;
using RlOrleans.HubServer.Repositories;

namespace RlOrleans.HubServer.Endpoints;

/// <summary>The lines of a commit, checked one after the other: the header first and once, each path once, every object there.</summary>
internal sealed class CommitLines(ObjectStore objects)
{
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public string? Summary { get; private set; }

    public string Description { get; private set; } = "";

    public string? ParentCommit { get; private set; }

    public List<RepositoryFile> Added { get; } = [];

    public List<string> Deleted { get; } = [];

    /// <summary>Takes a line; returns why it is not taken, or null.</summary>
    public string? Add(JsonElement line)
    {
        Count++;
        string key = line.GetProperty("key").GetString()!;
        JsonElement value = line.GetProperty("value");
        if ((key == "header") != (Count == 1))
            return key == "header" ? $"a second header in line {Count}" : $"'{key}' in line {Count}, before the header";
        return key switch
        {
            "header" => AddHeader(value),
            "file" => AddRegular(PathOf(value), value),
            "lfsFile" => AddLarge(PathOf(value), value),
            "deletedFile" => AddDeleted(PathOf(value)),
            _ => $"'{key}' is no kind of line",
        };
    }

    private static string PathOf(JsonElement value) => value.GetProperty("path").GetString()!;

    private string? AddHeader(JsonElement value)
    {
        Summary = value.GetProperty("summary").GetString();
        Description = value.TryGetProperty("description", out JsonElement description) ? description.GetString() ?? "" : "";
        ParentCommit = value.TryGetProperty("parentCommit", out JsonElement parent) ? parent.GetString() : null;
        return string.IsNullOrEmpty(Summary) ? "the header has no summary" : null;
    }

    private string? AddRegular(string path, JsonElement value)
    {
        if (Refuse(path) is { } reason)
            return reason;
        if (value.GetProperty("encoding").GetString() != "base64")
            return $"'{path}' is not base64";
        byte[] content = value.GetProperty("content").GetBytesFromBase64();
        Added.Add(new RepositoryFile(path, GitBlob.OidOf(content), objects.Add(content), content.Length, IsLarge: false));
        return null;
    }

    private string? AddLarge(string path, JsonElement value)
    {
        if (Refuse(path) is { } reason)
            return reason;
        string oid = value.GetProperty("oid").GetString()!;
        long size = value.GetProperty("size").GetInt64();
        if (value.GetProperty("algo").GetString() != "sha256")
            return $"'{path}' is not named by its SHA-256";
        if (objects.SizeOf(oid) != size)
            return $"'{path}': object {oid} of {size} bytes was not uploaded";
        Added.Add(new RepositoryFile(path, GitBlob.OidOf(GitBlob.Pointer(oid, size)), oid, size, IsLarge: true));
        return null;
    }

    private string? AddDeleted(string path)
    {
        Deleted.Add(path);
        return Refuse(path);
    }

    private string? Refuse(string path) =>
        path.Split('/').Any(part => part is "" or "." or ".." or ".git") ? $"'{path}' is no path"
        : !_paths.Add(path) ? $"'{path}' is there twice"
        : null;
}
