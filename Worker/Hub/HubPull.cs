using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using RlOrleans.Files;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Worker.Hub;

/// <summary>What was brought from the Hub.</summary>
/// <param name="Revision">The commit that the folder now has.</param>
/// <param name="Files">How many files it has of it.</param>
/// <param name="Downloaded">How many of them were not there before.</param>
/// <param name="Bytes">How many bytes those have.</param>
public sealed record PullReceipt(string Revision, int Files, int Downloaded, long Bytes);

/// <summary>
/// Brings a dataset from the Hub into a folder. Each file is compared with its hash before it gets its name; one that is
/// there already stays, and one that was interrupted goes on where it ended.
/// </summary>
public sealed partial class HubPull
{
    private const int MaxInterruptions = 20;
    private const int BufferBytes = 1 << 16;

    private readonly HubClient _hub;
    private readonly string _folder;

    private HubPull(HubClient hub, string folder)
    {
        _hub = hub;
        _folder = folder;
    }

    /// <summary>Brings a dataset.</summary>
    /// <param name="dataset"><c>hf://user/name</c></param>
    /// <param name="folder">Where it goes; created if need be.</param>
    /// <param name="options">How the Hub is reached.</param>
    /// <param name="withSteps">Whether the steps come too, or only the tables of episodes and the card.</param>
    /// <param name="progress">Is told of every file that has arrived; null where nobody listens.</param>
    /// <param name="cancellationToken">Gives up; what has arrived stays.</param>
    /// <exception cref="DatasetStoreException">It could not be brought; the code says why.</exception>
    public static async Task<PullReceipt> RunAsync(
        string dataset, string folder, HubOptions options, bool withSteps = true, Action<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        if (!DatasetName.IsOnHub(dataset) || DatasetName.WhyRefused(dataset) is not null)
            throw new DatasetStoreException(DatasetStoreError.Refused, $"The dataset '{dataset}' {DatasetName.WhyRefused(dataset) ?? "is not on the Hub"}.");
        HubRepository repository = HubRepository.Parse(dataset[DatasetName.HubScheme.Length..]);
        using var hub = new HubClient(repository, options);
        try
        {
            return await new HubPull(hub, folder).RunAsync(withSteps, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException error)
        {
            throw error.ToStoreException(repository);
        }
        catch (Exception error) when (error is (IOException or UnauthorizedAccessException) and not DatasetStoreException)
        {
            throw DatasetStoreException.Of(error);
        }
    }

    /// <summary>The datasets of a user or an organisation.</summary>
    /// <exception cref="DatasetStoreException">They could not be listed.</exception>
    public static async Task<IReadOnlyList<ListedDataset>> ListAsync(string owner, HubOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await HubClient.ListAsync(owner, options, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException error)
        {
            throw error.ToStoreException(new HubRepository(owner, "*"));
        }
    }

    private async Task<PullReceipt> RunAsync(bool withSteps, Action<string>? progress, CancellationToken cancellationToken)
    {
        string head = await _hub.HeadAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TreeEntry> tree = await _hub.TreeAsync(head, cancellationToken).ConfigureAwait(false);

        // The steps come before the episodes that speak of them, and the card last, as when they are written.
        string[] order = [DatasetLayout.StepsFolder + "/", DatasetLayout.EpisodesFolder + "/", DatasetLayout.SummaryName, DatasetLayout.CardName];
        int downloaded = 0, files = 0;
        long bytes = 0;
        foreach (string prefix in withSteps ? order : order[1..])
        {
            TreeEntry[] some = [.. tree.Where(entry => entry.Path.StartsWith(prefix, StringComparison.Ordinal))];
            files += some.Length;
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = _hub.Options.Parallelism, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(some, parallel, async (entry, token) =>
            {
                if (!await BringAsync(head, entry, token).ConfigureAwait(false))
                    return;
                Interlocked.Increment(ref downloaded);
                Interlocked.Add(ref bytes, entry.Size);
                progress?.Invoke(entry.Path);
            }).ConfigureAwait(false);
        }

        return new PullReceipt(head, files, downloaded, bytes);
    }

    // Whether anything had to be brought.
    private async Task<bool> BringAsync(string revision, TreeEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Path.Split('/').Any(part => !NamePart().IsMatch(part)))
            throw new DatasetStoreException(DatasetStoreError.Refused, $"hf://{_hub.Repository} has a file '{entry.Path}', which cannot be a file's name here.");
        string target = Path.Combine(_folder, entry.Path);
        if (new FileInfo(target) is { Exists: true } there && there.Length == entry.Size && await MatchesAsync(target, entry, cancellationToken).ConfigureAwait(false))
            return false;

        // Named after its content: what an earlier revision left is not taken for a part of this one.
        string part = $"{target}.{(entry.Lfs?.Oid ?? entry.Oid ?? "")[..8]}.part";
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        for (int attempt = 1; ; attempt++)
        {
            await DownloadAsync(revision, entry, part, cancellationToken).ConfigureAwait(false);
            if (await MatchesAsync(part, entry, cancellationToken).ConfigureAwait(false))
                break;
            SpoolFolder.Remove(part);
            if (attempt == 2)
                throw new DatasetStoreException(DatasetStoreError.Unavailable, $"hf://{_hub.Repository}: '{entry.Path}' arrived twice with other bytes than its hash was made of.");
        }

        File.Move(part, target, overwrite: true);
        return true;
    }

    private async Task DownloadAsync(string revision, TreeEntry entry, string part, CancellationToken cancellationToken)
    {
        FileStream file = new(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, BufferBytes, useAsync: true);
        await using (file.ConfigureAwait(false))
        {
            for (int interruptions = 0; file.Length < entry.Size; interruptions++)
            {
                try
                {
                    await AppendAsync(revision, entry, file, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception error) when (interruptions < MaxInterruptions && IsInterruption(error, cancellationToken))
                {
                    _hub.Options.Notice?.Invoke(FormattableString.Invariant($"the Hub: '{entry.Path}' was cut off after {file.Length} of {entry.Size} bytes; going on from there"));
                }
            }

            // What has arrived is longer than it may be: it is not the beginning of this content.
            if (file.Length > entry.Size)
                file.SetLength(0);
            file.Flush(flushToDisk: true);
        }
    }

    private async Task AppendAsync(string revision, TreeEntry entry, FileStream file, CancellationToken cancellationToken)
    {
        file.Position = file.Length;
        RangeHeaderValue? range = file.Length > 0 ? new RangeHeaderValue(file.Length, null) : null;
        using HttpResponseMessage response = await _hub.ResolveAsync(revision, entry.Path, range, entry.Size, cancellationToken).ConfigureAwait(false)
            ?? throw new DatasetStoreException(DatasetStoreError.Unavailable, $"hf://{_hub.Repository}: '{entry.Path}' is in the listing and cannot be had.");
        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            // The whole of it comes, whatever was asked for.
            file.SetLength(0);
            file.Position = 0;
        }

        using var timer = new CancellationTokenSource(_hub.TimeoutFor(entry.Size), _hub.Options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await response.Content.CopyToAsync(file, both.Token).ConfigureAwait(false);
        }
        finally
        {
            // Whatever has arrived counts, also where the rest did not.
            await file.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }

        if (file.Length < entry.Size)
            throw new HttpIOException(HttpRequestError.ResponseEnded);
    }

    private static bool IsInterruption(Exception error, CancellationToken cancellationToken) =>
        !DiskSpace.IsExhausted(error)
        && (error is HttpRequestException or HttpIOException or IOException { InnerException: System.Net.Sockets.SocketException }
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested));

    // LFS names a content by its SHA-256, git by the SHA-1 of a header and the content.
    private static async Task<bool> MatchesAsync(string path, TreeEntry entry, CancellationToken cancellationToken)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, useAsync: true);
        await using (file.ConfigureAwait(false))
        {
            if (entry.Lfs is { } lfs)
                return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)) == lfs.Oid;
#pragma warning disable CA5350 // Git's choice.
            using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
            sha1.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {file.Length}\0")));
            var buffer = new byte[BufferBytes];
            for (int count; (count = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                sha1.AppendData(buffer.AsSpan(0, count));
            return Convert.ToHexStringLower(sha1.GetHashAndReset()) == entry.Oid;
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,250}$")]
    private static partial Regex NamePart();
}
