using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RlOrleans.HubServer.Repositories;

/// <summary>A file of a revision.</summary>
/// <param name="Path">Relative to the repository.</param>
/// <param name="Oid">SHA-1 of the git blob: of the content, or of the pointer where LFS keeps it.</param>
/// <param name="ObjectId">SHA-256 of the content.</param>
/// <param name="Size">In bytes.</param>
/// <param name="IsLarge">Whether LFS keeps it.</param>
public sealed record RepositoryFile(string Path, string Oid, string ObjectId, long Size, bool IsLarge);

/// <summary>A revision: what it adds, and all that it has.</summary>
public sealed record Commit(string Oid, string? Parent, string Summary, string Description, ImmutableSortedDictionary<string, RepositoryFile> Files);

/// <summary>A dataset repository with one branch. Safe for concurrent use.</summary>
public sealed class Repository
{
    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly List<Commit> _commits = [];

    internal Repository(string folder, string id, bool isPrivate)
    {
        _folder = folder;
        Id = id;
        IsPrivate = isPrivate;
        Directory.CreateDirectory(folder);
    }

    /// <summary><c>owner/name</c></summary>
    public string Id { get; }

    /// <summary>Whether others are told that it does not exist.</summary>
    public bool IsPrivate { get; }

    /// <summary>All commits, oldest first.</summary>
    public IReadOnlyList<Commit> Commits
    {
        get
        {
            lock (_lock)
                return [.. _commits];
        }
    }

    /// <summary>The latest commit.</summary>
    public Commit Head
    {
        get
        {
            lock (_lock)
                return _commits[^1];
        }
    }

    /// <summary>A commit by its id or by the name of the branch; null if there is none.</summary>
    public Commit? Find(string revision)
    {
        lock (_lock)
            return revision is "main" or "HEAD" or "refs/heads/main" ? _commits[^1] : _commits.Find(commit => commit.Oid == revision);
    }

    /// <summary>Adds a commit; null if the branch has moved on from its parent.</summary>
    internal Commit? Add(string? parent, string summary, string description, IReadOnlyList<RepositoryFile> added, IReadOnlyList<string> deleted)
    {
        lock (_lock)
        {
            Commit? head = _commits.Count == 0 ? null : _commits[^1];
            if (parent is not null && parent != head?.Oid)
                return null;
            var commit = Make(head, summary, description, added, deleted);
            Save(added, deleted, commit);
            _commits.Add(commit);
            return commit;
        }
    }

    internal void Load()
    {
        foreach (string path in Directory.EnumerateFiles(_folder, "*.json").Order(StringComparer.Ordinal))
        {
            Saved saved = JsonSerializer.Deserialize<Saved>(File.ReadAllText(path))!;
            _commits.Add(Make(_commits.Count == 0 ? null : _commits[^1], saved.Summary, saved.Description, saved.Added, saved.Deleted));
        }
    }

    private Commit Make(Commit? head, string summary, string description, IReadOnlyList<RepositoryFile> added, IReadOnlyList<string> deleted)
    {
        ImmutableSortedDictionary<string, RepositoryFile> files = (head?.Files ?? ImmutableSortedDictionary.Create<string, RepositoryFile>(StringComparer.Ordinal))
            .RemoveRange(deleted)
            .SetItems(added.Select(file => KeyValuePair.Create(file.Path, file)));
        string content = $"{Id} {_commits.Count} {head?.Oid} {summary} {string.Join(' ', files.Values.Select(file => file.Oid))}";
#pragma warning disable CA5350 // Git names its commits by SHA-1.
        string oid = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(content)));
#pragma warning restore CA5350
        return new Commit(oid, head?.Oid, summary, description, files);
    }

    private void Save(IReadOnlyList<RepositoryFile> added, IReadOnlyList<string> deleted, Commit commit)
    {
        string path = Path.Combine(_folder, _commits.Count.ToString("D8", CultureInfo.InvariantCulture) + ".json");
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(new Saved(commit.Summary, commit.Description, [.. added], [.. deleted])));
        File.Move(path + ".tmp", path);
    }

    private sealed record Saved(string Summary, string Description, RepositoryFile[] Added, string[] Deleted);
}
