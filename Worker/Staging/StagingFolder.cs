using System.Collections.Immutable;
using RlOrleans.Files;
using RlOrleans.Uploads;

namespace RlOrleans.Worker.Staging;

/// <summary>A staging area in a folder: one file a frame and one a receipt, each whole or absent.</summary>
/// <param name="folder">The folder; created with the first frame.</param>
public sealed class StagingFolder(string folder) : IStagingArea
{
    private const string FrameExtension = ".zst";
    private const string ReceiptExtension = ".receipt";

    private readonly AtomicFile _files = new();

    /// <inheritdoc/>
    /// <remarks>
    /// On a thread of its own: to flush a large file takes many milliseconds, in which one of the few threads of the pool would
    /// keep a core idle.
    /// </remarks>
    public Task PutAsync(string key, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => _files.Write(PathOf(key, FrameExtension), stream => stream.Write(frame.Span)),
        cancellationToken,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <inheritdoc/>
    public async Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        await ReadAsync(PathOf(key, FrameExtension), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<bool> ContainsAsync(string key, CancellationToken cancellationToken) => Task.FromResult(File.Exists(PathOf(key, FrameExtension)));

    /// <inheritdoc/>
    public Task PutReceiptAsync(ShardReceipt receipt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        _files.Write(PathOf(receipt.Key, ReceiptExtension), stream => stream.Write(ReceiptText.Write(receipt)));
        if (receipt.Failure is null)
            File.Delete(PathOf(receipt.Key, FrameExtension));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<ShardReceipt>> FindReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        var receipts = ImmutableArray.CreateBuilder<ShardReceipt>();
        foreach (string key in keys)
        {
            if (await ReadAsync(PathOf(key, ReceiptExtension), cancellationToken).ConfigureAwait(false) is byte[] text
                && ReceiptText.Read(key, text) is ShardReceipt receipt)
                receipts.Add(receipt);
        }

        return receipts.ToImmutable();
    }

    /// <inheritdoc/>
    public Task DeleteReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        foreach (string key in keys)
            File.Delete(PathOf(key, ReceiptExtension));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Keys have colons and slashes, which no file name may have everywhere.
    private string PathOf(string key, string extension) => Path.Combine(folder, Uri.EscapeDataString(key) + extension);

    private static async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
