using System.Collections.Immutable;
using RlOrleans.Episodes;

namespace RlOrleans.Uploads;

/// <summary>
/// The way of sealed shards to the workers: a staging area that holds them and a queue that tells of them. Every call is
/// idempotent, and an expected failure (nobody answers, no space) is an <see cref="IOException"/> whose message is fit
/// for a status line; the call may then be repeated.
/// </summary>
public interface IShardTransport
{
    /// <summary>Whether a notification outlives this process. Where it does not, a new process gives it again.</summary>
    bool IsDurable { get; }

    /// <summary>Encodes a shard and stores it under its key, replacing what was there. CPU work: not for a grain's turn.</summary>
    Task StageAsync(string key, EpisodeShard shard, CancellationToken cancellationToken);

    /// <summary>Tells the workers of a staged shard; the notification is in safe hands when the call returns.</summary>
    Task NotifyAsync(string key, CancellationToken cancellationToken);

    /// <summary>Whether a shard lies under the key.</summary>
    Task<bool> IsStagedAsync(string key, CancellationToken cancellationToken);

    /// <summary>What workers have said of these shards, as far as they have said anything.</summary>
    Task<ImmutableArray<ShardReceipt>> FindReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken);

    /// <summary>Takes receipts away whose content was noted, so that they are not found again.</summary>
    Task ForgetReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken);
}

/// <summary>A worker's last word on a shard.</summary>
/// <param name="Key">Key that the shard was staged under.</param>
/// <param name="Failure">Why it could not be brought into its dataset; null if it is there.</param>
public sealed record ShardReceipt(string Key, string? Failure);
