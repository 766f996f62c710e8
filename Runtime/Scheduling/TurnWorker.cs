namespace Orleans.Runtime;

/// <summary>
/// A pool thread while it runs turns. What a turn makes runnable goes into the thread's next-slot and runs as soon as the
/// turn ends, on the same thread with warm caches: a call between two idle grains wakes no other thread and enters no queue.
/// </summary>
/// <remarks>
/// The slot holds one item; a second one displaces the first to the pool, so a fan-out still spreads over all cores.
/// A turn that computes or blocks instead of ending would keep its slot from running; <see cref="SlotRescue"/> hands
/// such a slot to the pool after a few milliseconds.
/// </remarks>
internal sealed class TurnWorker
{
    /// <summary>How many items run in a row before the thread looks whether the pool has other work for it.</summary>
    private const int ItemsPerRun = 128;

    [ThreadStatic]
    private static TurnWorker? s_worker;

    private IThreadPoolWorkItem? _next;
    private bool _active;
    private int _epoch;

    /// <summary>Changes whenever the worker starts another item.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    public bool HasNext => Volatile.Read(ref _next) is not null;

    public static void Schedule(IThreadPoolWorkItem item)
    {
        if (s_worker is not { _active: true } worker)
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: true);
            return;
        }

        if (Interlocked.Exchange(ref worker._next, item) is { } displaced)
        {
            ThreadPool.UnsafeQueueUserWorkItem(displaced, preferLocal: true);
        }

        SlotRescue.Watch();
    }

    /// <summary>Runs an item and whatever comes into the slot.</summary>
    public static void Run(TurnScheduler first)
    {
        var worker = s_worker ??= Register();
        worker._active = true;
        try
        {
            worker._epoch++;
            first.Drain();
            for (var executed = 1; Interlocked.Exchange(ref worker._next, null) is { } item; executed++)
            {
                // Given back without need, the item would only wake another thread.
                if (executed % ItemsPerRun == 0 && ThreadPool.PendingWorkItemCount > 0)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
                    break;
                }

                worker._epoch++;
                if (item is TurnScheduler scheduler)
                {
                    scheduler.Drain();
                }
                else
                {
                    item.Execute();
                }
            }
        }
        finally
        {
            worker._active = false;
            worker.Rescue();
        }
    }

    /// <summary>Hands the slot to the pool.</summary>
    public void Rescue()
    {
        if (Volatile.Read(ref _next) is not null && Interlocked.Exchange(ref _next, null) is { } item)
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    private static TurnWorker Register()
    {
        var worker = new TurnWorker();
        SlotRescue.Add(worker);
        return worker;
    }
}
