using System.Globalization;
using System.Net;
using System.Text.Json;

namespace RlOrleans.Worker.Hub;

/// <summary>
/// Brings the bytes of files into the Hub's large file storage: in one piece, or in the parts that the Hub asks for.
/// What is there already is not sent. Objects are named by their hash, so all of it may be repeated.
/// </summary>
internal sealed class LfsUpload(HubClient hub)
{
    private const int MaxObjectsAtOnce = 100;

    // Addresses expire, and whether a completion was done may be unknown: asking anew settles both.
    private const int MaxRounds = 3;

    public async Task RunAsync(IReadOnlyList<HubFile> files, CancellationToken cancellationToken)
    {
        // Two files of the same content are one object.
        foreach (HubFile[] some in files.DistinctBy(file => file.Sha256).Chunk(MaxObjectsAtOnce))
            await UploadAsync(some, cancellationToken).ConfigureAwait(false);
    }

    private async Task UploadAsync(HubFile[] files, CancellationToken cancellationToken)
    {
        for (int round = 1; ; round++)
        {
            try
            {
                LfsBatchAnswer answer = await hub.LfsBatchAsync(files, cancellationToken).ConfigureAwait(false);
                Dictionary<string, LfsObject> objects = (answer.Objects ?? []).ToDictionary(entry => entry.Oid, StringComparer.Ordinal);
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = hub.Options.Parallelism, CancellationToken = cancellationToken };
                await Parallel.ForEachAsync(files, parallel, (file, token) => UploadAsync(file, objects, token)).ConfigureAwait(false);
                return;
            }
            catch (HubException error) when (round < MaxRounds && IsWorthAnotherRound(error))
            {
                hub.Options.Notice?.Invoke($"the Hub: {error.Message}; asking again where the files go");
            }
        }
    }

    // Storage tells an address that has expired by 403, and a part or an upload that it does not know by 400 or 404.
    private static bool IsWorthAnotherRound(HubException error) =>
        error.IsOutcomeUnknown || error is { Code: null, Status: HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.NotFound };

    private async ValueTask UploadAsync(HubFile file, Dictionary<string, LfsObject> objects, CancellationToken cancellationToken)
    {
        if (!objects.TryGetValue(file.Sha256, out LfsObject? entry))
            throw new HubException(status: null, code: null, $"LFS: the answer says nothing of '{file.Path}'");
        if (entry.Error is { } refused)
            throw new HubException((HttpStatusCode)refused.Code, "LfsError", $"LFS: '{file.Path}': {refused.Message}");
        if (entry.Actions?.Upload is not { } upload)
            return;

        if (PartsOf(upload) is { } parts)
            await UploadPartsAsync(file, upload.Href, parts.ChunkBytes, parts.Addresses, cancellationToken).ConfigureAwait(false);
        else
            await hub.PutAsync(upload.Href, () => new StreamContent(file.Open()), file.Size, cancellationToken).ConfigureAwait(false);
        if (entry.Actions.Verify is { } verify)
            await hub.VerifyAsync(verify.Href, new LfsPointer(file.Sha256, file.Size), cancellationToken).ConfigureAwait(false);
    }

    private async Task UploadPartsAsync(HubFile file, string completion, long chunkBytes, IReadOnlyList<string> addresses, CancellationToken cancellationToken)
    {
        if (addresses.Count != (file.Size + chunkBytes - 1) / chunkBytes)
            throw new HubException(status: null, code: null, $"LFS: {addresses.Count} parts of {chunkBytes} bytes do not make the {file.Size} of '{file.Path}'");
        var parts = new UploadedPart[addresses.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            long start = i * chunkBytes, length = Math.Min(chunkBytes, file.Size - start);
            string? tag = await hub.PutAsync(
                addresses[i], () => new StreamContent(new StreamSection(file.Open(), start, length)), length, cancellationToken).ConfigureAwait(false);
            parts[i] = new UploadedPart(i + 1, tag ?? throw new HubException(status: null, code: null, $"LFS: part {i + 1} of '{file.Path}' got no ETag"));
        }

        await hub.CompleteAsync(completion, new MultipartCompletion(file.Sha256, parts), cancellationToken).ConfigureAwait(false);
    }

    // The Hub's own protocol: chunk_size, and the address of each part under its number, in the headers of the action.
    private static (long ChunkBytes, IReadOnlyList<string> Addresses)? PartsOf(LfsAction upload)
    {
        if (upload.Header is null || !upload.Header.TryGetValue("chunk_size", out JsonElement size))
            return null;
        if (!long.TryParse(size.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long chunkBytes) || chunkBytes < 1)
            throw new HubException(status: null, code: null, $"LFS: a chunk_size of '{size}' is no number of bytes");
        return (chunkBytes,
        [
            .. upload.Header.Where(header => header.Key.All(char.IsAsciiDigit))
                .OrderBy(header => int.Parse(header.Key, CultureInfo.InvariantCulture)).Select(header => header.Value.ToString()),
        ]);
    }
}
