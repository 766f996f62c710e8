using System.Net;
using System.Net.Sockets;

namespace RlOrleans.Environments.Service.Sync;

/// <summary>The coordinator of a lock-step on a UDP socket: what <c>rl sync</c> runs.</summary>
public sealed class SyncService : IDisposable
{
    private readonly Socket _socket;
    private readonly SyncCoordinator _coordinator;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly Lock _lock = new();
    private readonly byte[] _sent = new byte[SyncDatagram.MaxBytes];
    private volatile bool _stopped;

    private SyncService(Socket socket, int expectedMembers, Action<string>? report, TimeProvider time)
    {
        _socket = socket;
        _time = time;
        _coordinator = new SyncCoordinator(expectedMembers, Send, report ?? (_ => { }));
        Address = (IPEndPoint)socket.LocalEndPoint!;
        _thread = new Thread(Run) { IsBackground = true, Name = "lock-step coordinator" };
    }

    /// <summary>Where it listens, with the port that was chosen.</summary>
    public IPEndPoint Address { get; }

    /// <summary>The highest barrier that is open.</summary>
    public ulong OpenedBarriers => Read(static coordinator => coordinator.Opened);

    /// <summary>Names of the members, ordered.</summary>
    public IReadOnlyList<string> Members => Read(static coordinator => coordinator.Members);

    /// <summary>Names of the members of whom nothing is heard, ordered.</summary>
    public IReadOnlyList<string> SilentMembers => Read(static coordinator => coordinator.Silent);

    /// <summary>Datagrams that were no part of the lock-step.</summary>
    public long IgnoredDatagrams => Read(static coordinator => coordinator.Ignored);

    /// <summary>Starts to listen.</summary>
    /// <param name="address">Where; port 0 takes a free one.</param>
    /// <param name="expectedMembers">How many have to be there before the first barrier opens; 1 to 256.</param>
    /// <param name="report">Told in one sentence who joins, leaves, falls silent and comes back.</param>
    /// <param name="time">The clock that members are taken for dead by. Default: the system's.</param>
    /// <exception cref="IOException">The address is taken or not this machine's.</exception>
    public static SyncService Start(IPEndPoint address, int expectedMembers = 1, Action<string>? report = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfLessThan(expectedMembers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(expectedMembers, SyncCoordinator.MaxMembers);
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(address);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new IOException($"Cannot listen on {address}: {exception.Message}", exception);
        }

        var service = new SyncService(socket, expectedMembers, report, time ?? TimeProvider.System);
        service._thread.Start();
        return service;
    }

    /// <summary>Stops listening. Members wait for a successor at the same address, and go on with it.</summary>
    public void Dispose()
    {
        if (_stopped)
            return;
        _stopped = true;
        _socket.Dispose();
        _thread.Join();
    }

    private void Run()
    {
        var received = new byte[SyncDatagram.MaxBytes + 1];
        long start = _time.GetTimestamp();
        TimeSpan tickAt = SyncTimings.CheckEvery;
        var any = new IPEndPoint(Address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!_stopped)
        {
            EndPoint from = any;
            int length = SyncSocket.Receive(_socket, received, ref from, SyncTimings.CheckEvery);
            TimeSpan now = _time.GetElapsedTime(start);
            lock (_lock)
            {
                if (length >= 0)
                    _coordinator.Receive(from, received.AsSpan(0, length), now);
                if (now < tickAt)
                    continue;
                _coordinator.Tick(now);
                tickAt = now + SyncTimings.CheckEvery;
            }
        }
    }

    private void Send(EndPoint to, in SyncDatagram datagram)
    {
        int length = datagram.Write(_sent);
        SyncSocket.Send(_socket, _sent.AsSpan(0, length), to);
    }

    private T Read<T>(Func<SyncCoordinator, T> read)
    {
        lock (_lock)
            return read(_coordinator);
    }
}
