using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RlOrleans.Worker.Hub;

/// <summary>
/// The body of a commit as NDJSON: the header first, then a line a file. Files that the Hub keeps in git go along as
/// base64, a block at a time; those that LFS keeps are named by their hash.
/// </summary>
internal sealed class CommitContent : HttpContent
{
    public const string MediaType = "application/x-ndjson";

    // A multiple of 3, so that every block but the last one encodes without padding.
    private const int BlockBytes = 3 << 14;

    private readonly CommitHeader _header;
    private readonly IReadOnlyList<HubFile> _regular;
    private readonly IReadOnlyList<HubFile> _large;

    public CommitContent(CommitHeader header, IReadOnlyList<HubFile> regular, IReadOnlyList<HubFile> large)
    {
        _header = header;
        _regular = regular;
        _large = large;
        Headers.ContentType = new MediaTypeHeaderValue(MediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await WriteLineAsync(stream, "header", _header, HubJson.Default.CommitLineCommitHeader, cancellationToken).ConfigureAwait(false);
        foreach (HubFile file in _large)
        {
            var line = new CommitLfsFile(file.Path, "sha256", file.Sha256, file.Size);
            await WriteLineAsync(stream, "lfsFile", line, HubJson.Default.CommitLineCommitLfsFile, cancellationToken).ConfigureAwait(false);
        }

        foreach (HubFile file in _regular)
            await WriteRegularAsync(stream, file, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private static async Task WriteLineAsync<T>(Stream stream, string key, T value, JsonTypeInfo<CommitLine<T>> type, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(stream, new CommitLine<T>(key, value), type, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteRegularAsync(Stream stream, HubFile file, CancellationToken cancellationToken)
    {
        string path = JsonSerializer.Serialize(file.Path, HubJson.Default.String);
        await WriteTextAsync($"{{\"key\":\"file\",\"value\":{{\"path\":{path},\"encoding\":\"base64\",\"content\":\"").ConfigureAwait(false);
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes), text = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(BlockBytes));
        Stream content = file.Open();
        await using (content.ConfigureAwait(false))
        {
            int count;
            do
            {
                count = await content.ReadAtLeastAsync(block.AsMemory(0, BlockBytes), BlockBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                Base64.EncodeToUtf8(block.AsSpan(0, count), text, out _, out int written);
                await stream.WriteAsync(text.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
            }
            while (count == BlockBytes);
        }

        ArrayPool<byte>.Shared.Return(block);
        ArrayPool<byte>.Shared.Return(text);
        await WriteTextAsync("\"}}\n").ConfigureAwait(false);

        ValueTask WriteTextAsync(string value) => stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(value), cancellationToken);
    }
}
