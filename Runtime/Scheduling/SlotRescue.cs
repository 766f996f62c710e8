namespace Orleans.Runtime;

/// <summary>
/// Looks every few milliseconds for workers whose turn goes on while an item waits in their slot, and hands that item to
/// the pool. Sleeps while no turns run.
/// </summary>
/// <remarks>
/// It has a thread of its own: a timer would wake a pool thread each time, which then spins for work on a core that
/// somebody else could use.
/// </remarks>
internal static class SlotRescue
{
    private const int PeriodMs = 2;
    private const int IdlePeriodsBeforeSleep = 100;

    private static readonly Lock Gate = new();
    private static readonly List<Watched> Workers = [];
    private static readonly AutoResetEvent Alarm = new(false);

    private static bool s_isAwake;
    private static bool s_isStarted;

    public static void Add(TurnWorker worker)
    {
        lock (Gate)
        {
            Workers.Add(new Watched(worker));
            if (!s_isStarted)
            {
                s_isStarted = true;
                new Thread(Run) { IsBackground = true, Name = "Turn slot rescue" }.UnsafeStart();
            }
        }
    }

    /// <summary>To be called after a slot was filled.</summary>
    public static void Watch()
    {
        if (!Volatile.Read(ref s_isAwake) && !Interlocked.Exchange(ref s_isAwake, true))
        {
            Alarm.Set();
        }
    }

    private static void Run()
    {
        while (true)
        {
            Alarm.WaitOne();
            for (var idlePeriods = 0; idlePeriods < IdlePeriodsBeforeSleep; idlePeriods++)
            {
                Alarm.WaitOne(PeriodMs);
                if (RescueStuck())
                {
                    idlePeriods = 0;
                }
            }

            // A slot that is filled from here on sees that nobody watches; one that was filled before is seen here.
            Interlocked.Exchange(ref s_isAwake, false);
            if (AnySlotFilled())
            {
                Watch();
            }
        }
    }

    /// <summary>Empties the slots of workers that have not moved since the last look.</summary>
    /// <returns>Whether any worker moved.</returns>
    private static bool RescueStuck()
    {
        var hasMoved = false;
        lock (Gate)
        {
            Workers.RemoveAll(static watched => !watched.Worker.TryGetTarget(out _));
            foreach (var watched in Workers)
            {
                if (!watched.Worker.TryGetTarget(out var worker))
                {
                    continue;
                }

                if (worker.Epoch == watched.Epoch)
                {
                    worker.Rescue();
                }
                else
                {
                    watched.Epoch = worker.Epoch;
                    hasMoved = true;
                }
            }
        }

        return hasMoved;
    }

    private static bool AnySlotFilled()
    {
        lock (Gate)
        {
            return Workers.Exists(static watched => watched.Worker.TryGetTarget(out var worker) && worker.HasNext);
        }
    }

    private sealed class Watched(TurnWorker worker)
    {
        // Weak, as workers go with their threads.
        public WeakReference<TurnWorker> Worker { get; } = new(worker);

        public int Epoch { get; set; } = worker.Epoch;
    }
}
