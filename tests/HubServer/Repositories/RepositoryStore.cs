using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace RlOrleans.HubServer.Repositories;

/// <summary>All repositories. Safe for concurrent use.</summary>
public sealed partial class RepositoryStore
{
    private const string PrivateMark = ".private";

    private readonly ConcurrentDictionary<string, Repository> _repositories = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly string _folder;

    internal RepositoryStore(string folder)
    {
        _folder = Path.Combine(folder, "datasets");
        Directory.CreateDirectory(_folder);
        foreach (string path in Directory.EnumerateDirectories(_folder).SelectMany(Directory.EnumerateDirectories))
        {
            string id = Path.GetRelativePath(_folder, path).Replace('\\', '/');
            var repository = new Repository(path, id, File.Exists(Path.Combine(path, PrivateMark)));
            repository.Load();
            _repositories[id] = repository;
        }
    }

    /// <summary>Their ids.</summary>
    public IEnumerable<string> Ids => _repositories.Keys;

    /// <summary>A repository; null if there is none.</summary>
    public Repository? Find(string id) => _repositories.GetValueOrDefault(id);

    /// <summary>Creates a repository with a first commit, as the Hub does; null if it exists.</summary>
    internal Repository? Create(string id, bool isPrivate, RepositoryFile attributes)
    {
        lock (_lock)
        {
            if (_repositories.ContainsKey(id))
                return null;
            var repository = new Repository(Path.Combine(_folder, id), id, isPrivate);
            if (isPrivate)
                File.WriteAllText(Path.Combine(_folder, id, PrivateMark), "");
            repository.Add(parent: null, "initial commit", "", [attributes], []);
            _repositories[id] = repository;
            return repository;
        }
    }

    /// <summary>Whether a part of a name is one that the Hub allows.</summary>
    internal static bool IsAllowed(string part) =>
        Name().IsMatch(part) && !part.Contains("--", StringComparison.Ordinal) && !part.Contains("..", StringComparison.Ordinal)
        && !part.EndsWith(".git", StringComparison.Ordinal);

    [GeneratedRegex("^[A-Za-z0-9_]([A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$")]
    private static partial Regex Name();
}
