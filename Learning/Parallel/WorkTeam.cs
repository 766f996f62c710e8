using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace RlOrleans.Learning;

/// <summary>
/// A fixed team of threads that runs numbered parts of work and joins. Who runs which part is chance; what a part is, is
/// not: callers split their work by its size alone and combine the results in the order of parts, so that any team
/// computes the same bits.
/// </summary>
/// <remarks>
/// Parts are handed out one by one, and the caller takes them too. A thread that the operating system keeps waiting
/// therefore delays nobody: the others do its parts. The caller takes them from the front and the workers from the back,
/// so that in runs of the same parts a part mostly stays with the thread whose cache holds its memory. Between two runs a
/// worker spins for <see cref="SpinTime"/>, because a fork that has to wake a thread costs more than a small minibatch, and
/// then parks. It gives its processor away to whoever wants it meanwhile; a caller that waits for the last part does not,
/// or it would come back a time slice later. Nothing is allocated by a run.
/// </remarks>
internal sealed class WorkTeam : IDisposable
{
    private const int LargestDefault = 16;
    private const int MostParts = (1 << Ticket.PartBits) - 1;

    /// <summary>Pauses between two looks at the clock while spinning.</summary>
    private const int SpinBatch = 32;

    /// <summary>How long a thread spins before it parks: several times what stands between two minibatches.</summary>
    private static readonly TimeSpan SpinTime = TimeSpan.FromMicroseconds(100);

    private static readonly long SpinTicks = (long)(SpinTime.TotalSeconds * Stopwatch.Frequency);

    private readonly Thread[] _workers;
    private readonly object _workersGate = new();
    private readonly object _callerGate = new();

    // The parts of the run that nobody has taken, and the number of the run. Taking a part is one exchange of all, so a
    // worker that slept through a run can never take a part of the next with stale fields.
    private long _ticket;
    private IWork? _work;

    private int _unfinished;
    private int _parkedWorkers;
    private int _callerParked;
    private int _busy;
    private ExceptionDispatchInfo? _failure;
    private int _failedPart;
    private volatile bool _disposed;

    /// <param name="threads">Threads, the caller's included; at least 1. One runs everything on the caller.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1.</exception>
    public WorkTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        _workers = new Thread[threads - 1];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(Work) { IsBackground = true, Name = $"learning {i + 1}" };
            _workers[i].Start();
        }
    }

    /// <summary>One thread a processor, at most 16.</summary>
    public static int DefaultThreads { get; } = Math.Min(Environment.ProcessorCount, LargestDefault);

    /// <summary>Threads that take part, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Workers that wait without using a processor.</summary>
    public int Parked => Volatile.Read(ref _parkedWorkers);

    /// <summary>
    /// Runs parts 0 to <paramref name="parts"/> − 1 and returns when all are done. All parts run even when some fail.
    /// </summary>
    /// <exception cref="InvalidOperationException">A run of this team is under way.</exception>
    /// <exception cref="ObjectDisposedException">The team was disposed.</exception>
    /// <remarks>The exception of the failed part with the lowest number is thrown as it was.</remarks>
    public void Run(IWork work, int parts)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, MostParts);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException("A work team runs one piece of work at a time, and a part cannot start another run of its own team.");
        try
        {
            // One part is done sooner than another thread could take it.
            if (parts == 1)
            {
                work.Run(0);
                return;
            }

            _work = work;
            _failure = null;
            Volatile.Write(ref _unfinished, parts);
            Interlocked.Exchange(ref _ticket, Ticket.Next(_ticket, parts));
            WakeWorkers(parts - 1);
            while (TryRunPart(fromFront: true))
            {
            }

            WaitForOthers();
            _failure?.Throw();
        }
        finally
        {
            _work = null;
            _failure = null;
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>Ends the threads. Not to be called during a run.</summary>
    public void Dispose()
    {
        _disposed = true;
        lock (_workersGate)
            Monitor.PulseAll(_workersGate);
        foreach (Thread worker in _workers)
            worker.Join();
    }

    private void Work()
    {
        while (WaitForParts())
        {
            while (TryRunPart(fromFront: false))
            {
            }
        }
    }

    /// <summary>Takes a part and runs it; false when none is left.</summary>
    private bool TryRunPart(bool fromFront)
    {
        long ticket = Volatile.Read(ref _ticket);
        while (true)
        {
            if (Ticket.IsEmpty(ticket))
                return false;

            // The work belongs to the run of the ticket if the exchange finds it unchanged: a run does not end, and so it
            // does not change, before all of its parts were taken.
            IWork? work = _work;
            long next = fromFront ? Ticket.TakeFirst(ticket, out int part) : Ticket.TakeLast(ticket, out part);
            long found = Interlocked.CompareExchange(ref _ticket, next, ticket);
            if (found == ticket)
            {
                RunPart(work!, part);
                return true;
            }

            ticket = found;
        }
    }

    private void RunPart(IWork work, int part)
    {
        try
        {
            work.Run(part);
        }
        catch (Exception exception)
        {
            lock (_callerGate)
            {
                if (_failure is null || part < _failedPart)
                {
                    _failure = ExceptionDispatchInfo.Capture(exception);
                    _failedPart = part;
                }
            }
        }

        if (Interlocked.Decrement(ref _unfinished) == 0 && Volatile.Read(ref _callerParked) != 0)
        {
            lock (_callerGate)
                Monitor.Pulse(_callerGate);
        }
    }

    private void WakeWorkers(int wanted)
    {
        // The exchange of the ticket before this read, and the increment of the count before the worker's last look at
        // the ticket, are full fences: either the worker sees the parts or this sees the worker.
        if (Volatile.Read(ref _parkedWorkers) == 0 || wanted <= 0)
            return;
        lock (_workersGate)
        {
            for (int i = Math.Min(wanted, _parkedWorkers); i > 0; i--)
                Monitor.Pulse(_workersGate);
        }
    }

    /// <summary>Returns when there are parts to take; false when the team ends.</summary>
    private bool WaitForParts()
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - start < SpinTicks; Thread.Yield())
        {
            for (int i = 0; i < SpinBatch; i++)
            {
                if (!Ticket.IsEmpty(Volatile.Read(ref _ticket)))
                    return true;
                Thread.SpinWait(1);
            }
        }

        lock (_workersGate)
        {
            Interlocked.Increment(ref _parkedWorkers);
            while (Ticket.IsEmpty(Volatile.Read(ref _ticket)) && !_disposed)
                Monitor.Wait(_workersGate);
            Interlocked.Decrement(ref _parkedWorkers);
        }

        return !_disposed;
    }

    private void WaitForOthers()
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - start < SpinTicks;)
        {
            for (int i = 0; i < SpinBatch; i++)
            {
                if (Volatile.Read(ref _unfinished) == 0)
                    return;
                Thread.SpinWait(1);
            }
        }

        lock (_callerGate)
        {
            Interlocked.Exchange(ref _callerParked, 1);
            while (Volatile.Read(ref _unfinished) != 0)
                Monitor.Wait(_callerGate);
            Volatile.Write(ref _callerParked, 0);
        }
    }
}
