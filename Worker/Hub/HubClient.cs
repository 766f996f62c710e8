using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace RlOrleans.Worker.Hub;

/// <summary>The Hub's endpoints of one dataset repository, each as a method. Safe for concurrent use.</summary>
internal sealed class HubClient(HubRepository repository, HubOptions options) : IDisposable
{
    /// <summary>The only branch that is written.</summary>
    public const string Branch = "main";

    private const string Json = "application/json";
    private const string LfsJson = "application/vnd.git-lfs+json";

    // The Hub takes at most so many files in one question.
    private const int MaxPathsAtOnce = 256;

    private readonly HubHttp _http = new(options);

    public HubRepository Repository { get; } = repository;

    public HubOptions Options { get; } = options;

    private string Api => $"api/datasets/{Repository}";

    /// <summary>Creates the repository; one that exists is left as it is.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new NewRepository(Repository.Name, Repository.Owner, "dataset", Options.Private ? "private" : "public"), HubJson.Default.NewRepository);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(
                HttpMethod.Post, "api/repos/create", () => HubHttp.JsonBody(body, Json), repeatable: true, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HubException error) when (error.Status == HttpStatusCode.Conflict)
        {
            // It exists, which is what was asked for.
        }
    }

    /// <summary>The commit that the branch points to.</summary>
    public async Task<string> HeadAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await GetAsync($"{Api}/revision/{Branch}", cancellationToken).ConfigureAwait(false);
        Revision revision = await HubHttp.ReadAsync(response, HubJson.Default.Revision, cancellationToken).ConfigureAwait(false);
        return revision.Sha;
    }

    /// <summary>Which of some files a commit has.</summary>
    public async Task<IReadOnlyDictionary<string, TreeEntry>> PathsAsync(string revision, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, TreeEntry>(StringComparer.Ordinal);
        foreach (string[] some in paths.Chunk(MaxPathsAtOnce))
        {
            TreeEntry[] entries = await _http.PostAsync(
                $"{Api}/paths-info/{revision}", new PathsQuery(some), HubJson.Default.PathsQuery, HubJson.Default.TreeEntryArray, Json, cancellationToken).ConfigureAwait(false);
            foreach (TreeEntry entry in entries.Where(entry => entry.Type == "file"))
                found[entry.Path] = entry;
        }

        return found;
    }

    /// <summary>All files of a commit, with those of its folders.</summary>
    public async Task<IReadOnlyList<TreeEntry>> TreeAsync(string revision, CancellationToken cancellationToken)
    {
        var files = new List<TreeEntry>();
        string? page = $"{Api}/tree/{revision}?recursive=true&expand=false";
        while (page is not null)
        {
            using HttpResponseMessage response = await GetAsync(page, cancellationToken).ConfigureAwait(false);
            TreeEntry[] entries = await HubHttp.ReadAsync(response, HubJson.Default.TreeEntryArray, cancellationToken).ConfigureAwait(false);
            files.AddRange(entries.Where(entry => entry.Type == "file"));
            page = NextPage(response.Headers);
        }

        return files;
    }

    /// <summary>The datasets of a user or an organisation that the token may see; at most a thousand.</summary>
    public static async Task<IReadOnlyList<ListedDataset>> ListAsync(string owner, HubOptions options, CancellationToken cancellationToken)
    {
        using var http = new HubHttp(options);
        using HttpResponseMessage response = await http.SendAsync(
            HttpMethod.Get, $"api/datasets?author={Uri.EscapeDataString(owner)}&limit=1000", content: null, repeatable: true, cancellationToken: cancellationToken).ConfigureAwait(false);
        return await HubHttp.ReadAsync(response, HubJson.Default.ListedDatasetArray, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How the Hub wants each of some files: regular ones in the commit itself, large ones by LFS.</summary>
    public async Task<(IReadOnlyList<HubFile> Regular, IReadOnlyList<HubFile> Large)> SortAsync(IReadOnlyList<HubFile> files, CancellationToken cancellationToken)
    {
        List<HubFile> regular = [], large = [];
        foreach (HubFile[] some in files.Chunk(MaxPathsAtOnce))
        {
            var query = new PreuploadQuery([.. some.Select(file => new PreuploadFile(file.Path, file.Size, Convert.ToBase64String(file.Sample)))]);
            PreuploadAnswer answer = await _http.PostAsync(
                $"{Api}/preupload/{Branch}", query, HubJson.Default.PreuploadQuery, HubJson.Default.PreuploadAnswer, Json, cancellationToken).ConfigureAwait(false);
            Dictionary<string, PreuploadMode> modes = (answer.Files ?? []).ToDictionary(mode => mode.Path, StringComparer.Ordinal);
            foreach (HubFile file in some)
            {
                if (!modes.TryGetValue(file.Path, out PreuploadMode? mode))
                    throw new HubException(status: null, code: null, $"preupload: the answer says nothing of '{file.Path}'");
                if (mode.ShouldIgnore)
                    throw new HubException(HttpStatusCode.UnprocessableEntity, code: null, $"'{file.Path}' is ignored by the repository's .gitignore");

                // LFS has no object without bytes.
                (mode.UploadMode == "lfs" && file.Size > 0 ? large : regular).Add(file);
            }
        }

        return (regular, large);
    }

    /// <summary>Asks where the bytes of some files go.</summary>
    public Task<LfsBatchAnswer> LfsBatchAsync(IReadOnlyList<HubFile> files, CancellationToken cancellationToken)
    {
        var query = new LfsBatchQuery(
            "upload", ["basic", "multipart"], [.. files.Select(file => new LfsPointer(file.Sha256, file.Size))], "sha256", new LfsReference(Branch));
        return _http.PostAsync(
            $"datasets/{Repository}.git/info/lfs/objects/batch", query, HubJson.Default.LfsBatchQuery, HubJson.Default.LfsBatchAnswer, LfsJson, cancellationToken);
    }

    /// <summary>Sends bytes to storage, and returns their ETag, where it gives one.</summary>
    public async Task<string?> PutAsync(string address, Func<HttpContent> content, long size, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _http.SendAsync(
            HttpMethod.Put, address, content, repeatable: true, bodyBytes: size, cancellationToken: cancellationToken).ConfigureAwait(false);
        return response.Headers.TryGetValues("ETag", out IEnumerable<string>? tags) ? tags.FirstOrDefault() : null;
    }

    /// <summary>Tells the Hub that all parts of an object are there.</summary>
    public Task CompleteAsync(string address, MultipartCompletion completion, CancellationToken cancellationToken) =>
        PostLfsAsync(address, JsonSerializer.SerializeToUtf8Bytes(completion, HubJson.Default.MultipartCompletion), cancellationToken);

    /// <summary>Has the Hub look whether an object is there.</summary>
    public Task VerifyAsync(string address, LfsPointer pointer, CancellationToken cancellationToken) =>
        PostLfsAsync(address, JsonSerializer.SerializeToUtf8Bytes(pointer, HubJson.Default.LfsPointer), cancellationToken);

    /// <summary>
    /// Commits files on top of a commit. Sent once: where it fails with <see cref="HubException.IsOutcomeUnknown"/>, the
    /// head tells whether it was done.
    /// </summary>
    /// <returns>The new commit.</returns>
    public async Task<string> CommitAsync(CommitHeader header, IReadOnlyList<HubFile> regular, IReadOnlyList<HubFile> large, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _http.SendAsync(
            HttpMethod.Post, $"{Api}/commit/{Branch}", () => new CommitContent(header, regular, large), repeatable: false,
            bodyBytes: regular.Sum(file => file.Size), cancellationToken: cancellationToken).ConfigureAwait(false);
        CommitAnswer answer = await HubHttp.ReadAsync(response, HubJson.Default.CommitAnswer, cancellationToken).ConfigureAwait(false);
        return answer.CommitOid ?? throw new HubException(status: null, code: null, "commit: the answer names no commit");
    }

    /// <summary>How long so many bytes may take.</summary>
    public TimeSpan TimeoutFor(long bytes) => _http.TimeoutFor(bytes);

    /// <summary>The bytes of a file, or some of them, to be read as they come; null if the commit does not have it.</summary>
    public async Task<HttpResponseMessage?> ResolveAsync(
        string revision, string path, RangeHeaderValue? range, long size, CancellationToken cancellationToken)
    {
        string escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        try
        {
            return await _http.SendAsync(
                HttpMethod.Get, $"datasets/{Repository}/resolve/{revision}/{escaped}", content: null, repeatable: true, bodyBytes: size,
                prepare: headers => headers.Range = range, stream: true, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (HubException error) when (error.IsNotFound && error.Code is null or "EntryNotFound")
        {
            return null;
        }
    }

    /// <summary>A text of a commit; null if the commit does not have it.</summary>
    public async Task<string?> ReadTextAsync(string revision, string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage? response = await ResolveAsync(revision, path, range: null, size: 0, cancellationToken).ConfigureAwait(false);
        return response is null ? null : await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private async Task PostLfsAsync(string address, byte[] body, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _http.SendAsync(
            HttpMethod.Post, address, () => HubHttp.JsonBody(body, LfsJson), repeatable: true,
            prepare: headers => headers.Accept.ParseAdd(LfsJson), cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private Task<HttpResponseMessage> GetAsync(string address, CancellationToken cancellationToken) =>
        _http.SendAsync(HttpMethod.Get, address, content: null, repeatable: true, cancellationToken: cancellationToken);

    // Link: <address>; rel="next"
    private static string? NextPage(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("Link", out IEnumerable<string>? links))
            return null;
        string? next = links.SelectMany(value => value.Split(',')).FirstOrDefault(link => link.Contains("rel=\"next\"", StringComparison.Ordinal));
        int start = next?.IndexOf('<', StringComparison.Ordinal) ?? -1, end = next?.IndexOf('>', StringComparison.Ordinal) ?? -1;
        return start >= 0 && end > start ? next![(start + 1)..end] : null;
    }
}
