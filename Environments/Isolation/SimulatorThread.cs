namespace RlOrleans.Environments;

/// <summary>
/// A thread for code that may never come back. Its caller waits for a result, and for a deadline at most: what is late then
/// is left behind with the thread, which ends when its work does, if ever.
/// </summary>
/// <remarks>One piece of work at a time. A thread that was left behind takes no more: make another.</remarks>
public sealed class SimulatorThread : IDisposable
{
    /// <summary>The most threads of a process that may be left behind at a time; no more are made until some come back.</summary>
    public const int MaxLeftBehind = 256;

    private static int s_leftBehind;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _given = new(0);
    private readonly ITimer _watch;
    private Action? _work;
    private TaskCompletionSource<bool>? _done;
    private long _progress;
    private long _seenProgress = -1;
    private bool _watched;
    private int _parts;
    private int _partsDone;
    private bool _leftBehind;
    private bool _closed;

    /// <summary>Starts a thread.</summary>
    /// <param name="name">Its name, for debuggers.</param>
    /// <param name="deadline">How long work that is watched may go without <see cref="GoOn"/>. Noticed within twice the time.</param>
    /// <param name="time">The clock of the deadline.</param>
    /// <exception cref="InvalidOperationException"><see cref="MaxLeftBehind"/> threads hang already.</exception>
    public SimulatorThread(string name, TimeSpan deadline, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        if (Volatile.Read(ref s_leftBehind) >= MaxLeftBehind)
            throw new InvalidOperationException($"{MaxLeftBehind} simulators hang and have not come back; no more are started.");
        new Thread(Loop) { Name = name, IsBackground = true }.UnsafeStart();
        _watch = time.CreateTimer(_ => Watch(), null, deadline, deadline);
    }

    /// <summary>Threads of this process that were left behind and have not come back.</summary>
    public static int LeftBehind => Volatile.Read(ref s_leftBehind);

    /// <summary>Parts of the latest work that came to their end in time.</summary>
    public int PartsDone
    {
        get
        {
            lock (_lock)
                return _partsDone;
        }
    }

    /// <summary>Does a piece of work on the thread.</summary>
    /// <param name="work">The work. It calls <see cref="GoOn"/> after each of its parts, the last one included.</param>
    /// <param name="parts">How many parts it has, at least 1; each may take the deadline.</param>
    /// <param name="watched">Whether it is left behind when it is late; not where it keeps deadlines itself.</param>
    /// <returns>Whether the work came to its end in time; false: it was left behind. What the work throws is thrown.</returns>
    /// <exception cref="InvalidOperationException">There is other work, or the thread was left behind or disposed of.</exception>
    public Task<bool> Run(Action work, int parts = 1, bool watched = true)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_leftBehind || _closed || _done is not null)
                throw new InvalidOperationException("The thread takes no more work.");
            (_work, _done, _watched, _parts, _partsDone) = (work, done, watched, parts, 0);
            _progress++;
        }

        _given.Release();
        return done.Task;
    }

    /// <summary>
    /// Called by the work, after a part that may have lasted. True: the part is the caller's, and is never said to be late.
    /// False: nobody waits any more; the part is the work's own to clean up, and the work must end without touching anything
    /// that it shares with its caller.
    /// </summary>
    public bool GoOn()
    {
        lock (_lock)
        {
            if (_leftBehind)
                return false;
            _progress++;
            _partsDone++;
            return true;
        }
    }

    /// <summary>Takes no more work. The thread ends after what it has.</summary>
    public void Dispose()
    {
        _watch.Dispose();
        lock (_lock)
        {
            if (_closed)
                return;
            _closed = true;
        }

        _given.Release();
    }

    private void Loop()
    {
        while (true)
        {
            _given.Wait();
            Action? work;
            lock (_lock)
                work = _work;
            if (work is null)
                return;
            Exception? error = null;
            try
            {
                work();
            }
            catch (Exception exception)
            {
                // Told to the caller, if there still is one.
                error = exception;
            }

            if (TakeCaller() is not { } done)
                return;
            if (error is null)
                done.SetResult(true);
            else
                done.SetException(error);
        }
    }

    private TaskCompletionSource<bool>? TakeCaller()
    {
        lock (_lock)
        {
            if (_leftBehind)
            {
                Interlocked.Decrement(ref s_leftBehind);
                return null;
            }

            TaskCompletionSource<bool>? done = _done;
            (_work, _done) = (null, null);
            return done;
        }
    }

    // Work that has not moved since the last look has had at least the deadline.
    private void Watch()
    {
        TaskCompletionSource<bool>? done;
        lock (_lock)
        {
            if (_done is null || !_watched || _leftBehind || _partsDone >= _parts || _progress != _seenProgress)
            {
                _seenProgress = _progress;
                return;
            }

            _leftBehind = true;
            done = _done;
            Interlocked.Increment(ref s_leftBehind);
        }

        _watch.Dispose();
        done.SetResult(false);
    }
}
