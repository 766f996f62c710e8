using System.Threading.Channels;
using RlOrleans.Uploads;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Worker.Uploads;

public sealed partial class UploadWorker
{
    /// <summary>Gathers the prepared shards of one dataset into commits, one commit at a time.</summary>
    private sealed class CommitLoop
    {
        private readonly UploadWorker _worker;
        private readonly IDatasetStore _store;
        private readonly CancellationToken _stopping;
        private readonly CancellationToken _giveUp;
        private readonly Channel<HeldShard> _prepared;
        private readonly Task _loop;

        /// <param name="worker">Whose commits they are.</param>
        /// <param name="store">The dataset.</param>
        /// <param name="stopping">No more shards are waited for, and a failed commit is not tried again.</param>
        /// <param name="giveUp">Ends a commit under way.</param>
        public CommitLoop(UploadWorker worker, IDatasetStore store, CancellationToken stopping, CancellationToken giveUp)
        {
            _worker = worker;
            _store = store;
            _stopping = stopping;
            _giveUp = giveUp;

            // A store that waits for no others converts shards as it commits them: each that waits is a frame in memory.
            _prepared = Channel.CreateBounded<HeldShard>(store.Batching.MaxDelay > TimeSpan.Zero ? store.Batching.MaxShards : 1);
            _loop = Task.Run(RunAsync, CancellationToken.None);
        }

        public async Task AddAsync(HeldShard shard) => await _prepared.Writer.WriteAsync(shard, _giveUp).ConfigureAwait(false);

        /// <summary>No more shards come; returns when the last is committed or put down.</summary>
        public async Task FinishAsync()
        {
            _prepared.Writer.TryComplete();
            await _loop.ConfigureAwait(false);
        }

        private async Task RunAsync()
        {
            while (await _prepared.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                IReadOnlyList<HeldShard> batch = await GatherAsync().ConfigureAwait(false);
                try
                {
                    await CommitAsync(batch).ConfigureAwait(false);
                }
                catch (Exception error) when (error is IOException or OperationCanceledException)
                {
                    // What is committed has its receipt or gets it when its message comes again, which it does by itself.
                    _worker.LogMessageLost(string.Join(", ", batch.Select(shard => shard.Key)), error.Message);
                }
                finally
                {
                    foreach (HeldShard shard in batch)
                        shard.Prepared.Dispose();
                }
            }
        }

        private async Task<IReadOnlyList<HeldShard>> GatherAsync()
        {
            var batch = new List<HeldShard>(_store.Batching.MaxShards);
            using var full = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
            full.CancelAfter(_store.Batching.MaxDelay);
            while (batch.Count < _store.Batching.MaxShards)
            {
                if (_prepared.Reader.TryRead(out HeldShard? shard))
                {
                    batch.Add(shard);
                    continue;
                }

                try
                {
                    if (!await _prepared.Reader.WaitToReadAsync(full.Token).ConfigureAwait(false))
                        break;
                }
                catch (OperationCanceledException)
                {
                    break;
                }
            }

            return batch;
        }

        private async Task CommitAsync(IReadOnlyList<HeldShard> batch)
        {
            try
            {
                CommitReceipt receipt = await TryCommitAsync(batch).ConfigureAwait(false);
                _worker.LogCommitted(
                    batch.Count, batch.Sum(shard => shard.Prepared.EpisodeCount), _store.Location, receipt.Revision is string revision ? $" at {revision}" : "");
            }
            catch (DatasetStoreException error) when (error.Code == DatasetStoreError.BadShard && batch.Count > 1)
            {
                // One of them spoils the commit of all: alone, each shows what it is.
                foreach (HeldShard shard in batch)
                    await CommitAsync([shard]).ConfigureAwait(false);
                return;
            }
            catch (DatasetStoreException error) when (error.Code == DatasetStoreError.BadShard)
            {
                await _worker.BadAsync(batch[0].Key, batch[0].Message, error.Message, _giveUp).ConfigureAwait(false);
                return;
            }
            catch (IOException error)
            {
                foreach (HeldShard shard in batch)
                    await _worker.GiveUpAsync(shard.Key, shard.Message, error.Message, _giveUp).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException)
            {
                foreach (HeldShard shard in batch)
                    await shard.Message.PutDownAsync(CancellationToken.None).ConfigureAwait(false);
                return;
            }

            foreach (HeldShard shard in batch)
            {
                await _worker.LeaveReceiptAsync(new ShardReceipt(shard.Key, Failure: null), _giveUp).ConfigureAwait(false);
                await shard.Message.DoneAsync(_giveUp).ConfigureAwait(false);
            }
        }

        // A stop lets the attempt under way end, and no other begin.
        private Task<CommitReceipt> TryCommitAsync(IReadOnlyList<HeldShard> batch)
        {
            PreparedShard[] shards = [.. batch.Select(shard => shard.Prepared)];
            return _stopping.IsCancellationRequested
                ? _store.CommitAsync(shards, _giveUp)
                : _worker._persistence.TryAsync(_ => _store.CommitAsync(shards, _giveUp), _stopping);
        }
    }
}
