using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace RlOrleans.Environments.Service.Sync;

/// <summary>
/// A member of a lock-step, on a UDP socket and a thread of its own: signs of life must not depend on what the process is busy
/// with. Safe for concurrent use.
/// </summary>
public sealed class SyncClient : IDisposable
{
    private static readonly TimeSpan LongestLeave = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly IPEndPoint _coordinator;
    private readonly LockStepOptions _options;
    private readonly SyncMember _member;
    private readonly Thread _thread;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _sent = new byte[SyncDatagram.MaxBytes];
    private readonly long _start;
    private readonly List<(ulong Barrier, TaskCompletionSource Opened, TimeSpan Since)> _waiting = [];
    private TaskCompletionSource? _joining = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<string> _told = [];
    private volatile bool _stopped;

    private SyncClient(LockStepOptions options, string member)
    {
        Name = member;
        _options = options;
        _coordinator = options.Coordinator;
        _socket = new Socket(_coordinator.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(_coordinator.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
        _start = options.Time.GetTimestamp();
        _thread = new Thread(Run) { IsBackground = true, Name = $"lock-step {member}" };
        _member = new SyncMember(member, NewSession(), Send, TimeSpan.Zero);
    }

    /// <summary>What the others call it.</summary>
    public string Name { get; }

    /// <summary>The highest barrier that is known to be open.</summary>
    public ulong OpenedBarriers
    {
        get
        {
            lock (_lock)
                return _member.Opened;
        }
    }

    private TimeSpan Now => _options.Time.GetElapsedTime(_start);

    /// <summary>Joins a lock-step, and returns once the coordinator has answered.</summary>
    /// <param name="options">Where it is, and how patient to be.</param>
    /// <param name="member">What others call this member; unique, 1 to 64 characters without white space.</param>
    /// <exception cref="ArgumentException">An option or the name is not allowed.</exception>
    /// <exception cref="SyncException">The coordinator does not answer, or refuses.</exception>
    public static SyncClient Join(LockStepOptions options, string member)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(member);
        options.Validate();
        if (!SyncCoordinator.IsName(member))
            throw new ArgumentException($"'{member}' cannot be a member: 1 to {SyncCoordinator.MaxNameLength} characters without white space.", nameof(member));
        var client = new SyncClient(options, member);
        Task joined = client._joining!.Task;
        client._thread.Start();
        try
        {
            // Completed by the client's own thread: this one waits for nothing of the thread pool.
            joined.GetAwaiter().GetResult();
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Comes to the next barrier without waiting there.</summary>
    /// <returns>Its number; the same one again while it is not open.</returns>
    public ulong Arrive()
    {
        ObjectDisposedException.ThrowIf(_stopped, this);
        lock (_lock)
            return _member.Arrive(Now);
    }

    /// <summary>Waits until a barrier that this member has arrived at is open. May be repeated after it has failed.</summary>
    /// <exception cref="SyncException">
    /// It stayed closed for longer than <see cref="LockStepOptions.GiveUpAfter"/>; the message names those who are silent.
    /// </exception>
    public Task WaitAsync(ulong barrier, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_member.Opened >= barrier)
                return Task.CompletedTask;
            ObjectDisposedException.ThrowIf(_stopped, this);
            var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((barrier, opened, Now));
            return opened.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Blocks until a barrier that this member has arrived at is open.</summary>
    /// <inheritdoc cref="WaitAsync"/>
    public void Wait(ulong barrier)
    {
        // Completed by the client's own thread: this one waits for nothing of the thread pool.
        WaitAsync(barrier, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>Leaves the lock-step: the others do not wait for this member any more.</summary>
    public void Dispose()
    {
        if (_stopped)
            return;
        lock (_lock)
            _member.Leave(Now);

        // A coordinator that is gone needs no farewell.
        Task.WhenAny(_left.Task, Task.Delay(LongestLeave, _options.Time)).GetAwaiter().GetResult();
        _stopped = true;
        _socket.Dispose();
        if (_thread.IsAlive)
            _thread.Join();
        lock (_lock)
        {
            foreach (var (_, opened, _) in _waiting)
                opened.TrySetException(new SyncException($"{Name} has left the lock-step"));
            _waiting.Clear();
        }
    }

    private void Run()
    {
        var received = new byte[SyncDatagram.MaxBytes + 1];
        while (!_stopped)
        {
            TimeSpan patience;
            lock (_lock)
                patience = _member.NextTick - Now;
            EndPoint from = _coordinator;
            int length = patience > TimeSpan.Zero
                ? SyncSocket.Receive(_socket, received, ref from, patience < SyncTimings.FirstRepeat ? patience : SyncTimings.FirstRepeat)
                : -1;
            lock (_lock)
            {
                TimeSpan now = Now;
                if (length >= 0 && from.Equals(_coordinator))
                    _member.Receive(received.AsSpan(0, length), now);
                _member.Tick(now);
                Settle(now);
            }
        }
    }

    // Lets go those whose barrier is open, and those who have waited for too long.
    private void Settle(TimeSpan now)
    {
        if (_member.HasLeft)
            _left.TrySetResult();
        if (_joining is { } joining)
        {
            bool given = now >= _options.GiveUpAfter;
            if (!_member.IsIn && !given)
                return;
            _joining = null;
            if (given)
                joining.TrySetException(new SyncException($"{Name} cannot join the lock-step at {_coordinator}: {_member.Refusal ?? "nobody answers"}."));
            else
                joining.TrySetResult();
        }

        for (int i = _waiting.Count - 1; i >= 0; i--)
        {
            (ulong barrier, TaskCompletionSource opened, TimeSpan since) = _waiting[i];
            bool open = _member.Opened >= barrier;
            if (!open && now - since < _options.GiveUpAfter)
                continue;
            _waiting.RemoveAt(i);
            if (open)
                opened.TrySetResult();
            else
                opened.TrySetException(Stalled(barrier, now));
        }

        TellOfSilent(now);
    }

    private SyncException Stalled(ulong barrier, TimeSpan now)
    {
        string why = _member.Silent.Count > 0 ? $"nothing is heard of {string.Join(", ", _member.Silent)}"
            : _member.Unanswered(now) >= SyncTimings.SilentAfter ? $"the coordinator at {_coordinator} does not answer"
            : "not every member has come";
        return new SyncException($"{Name} waits at barrier {barrier} of the lock-step for more than {_options.GiveUpAfter.TotalSeconds:0.#} s: {why}.", _member.Silent);
    }

    private void TellOfSilent(TimeSpan now)
    {
        IReadOnlyList<string> silent = _member.Unanswered(now) >= SyncTimings.SilentAfter ? [$"the coordinator at {_coordinator}"] : _member.Silent;
        if (silent.SequenceEqual(_told))
            return;
        _told = silent;
        _options.OnTrouble?.Invoke(silent.Count == 0
            ? $"{Name}: the lock-step goes on"
            : $"{Name}: nothing is heard of {string.Join(", ", silent)}; waiting at the barrier");
    }

    private void Send(SyncDatagram datagram)
    {
        int length = datagram.Write(_sent);
        SyncSocket.Send(_socket, _sent.AsSpan(0, length), _coordinator);
    }

    // Never 0, and never that of another process: it says who speaks, and has no part in any result.
    private static ulong NewSession()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) | 1;
    }
}
