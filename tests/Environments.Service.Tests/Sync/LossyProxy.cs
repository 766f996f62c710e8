using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RlOrleans.Environments.Service.Tests.Sync;

/// <summary>Stands between the members of a lock-step and its coordinator, and loses some of what it should pass on.</summary>
internal sealed class LossyProxy : IDisposable
{
    private readonly Socket _front = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ConcurrentDictionary<EndPoint, Socket> _backs = new();
    private readonly IPEndPoint _coordinator;
    private readonly int _dropEvery;
    private int _passed;

    /// <param name="coordinator">Where to.</param>
    /// <param name="dropEvery">One datagram in so many is lost, and the one after it sent twice.</param>
    public LossyProxy(IPEndPoint coordinator, int dropEvery)
    {
        _coordinator = coordinator;
        _dropEvery = dropEvery;
        _front.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Address = (IPEndPoint)_front.LocalEndPoint!;
        Start(_front, (bytes, from) => Pass(_backs.GetOrAdd(from, NewBack), bytes, _coordinator));
    }

    public IPEndPoint Address { get; }

    public int Dropped { get; private set; }

    public void Dispose()
    {
        _front.Dispose();
        foreach (Socket back in _backs.Values)
            back.Dispose();
    }

    private Socket NewBack(EndPoint member)
    {
        var back = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        back.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Start(back, (bytes, _) => Pass(_front, bytes, member));
        return back;
    }

    private void Pass(Socket socket, byte[] bytes, EndPoint to)
    {
        int number = Interlocked.Increment(ref _passed) % _dropEvery;
        if (number == 0)
        {
            Dropped++;
            return;
        }

        socket.SendTo(bytes, to);
        if (number == 1)
            socket.SendTo(bytes, to);
    }

    private static void Start(Socket socket, Action<byte[], EndPoint> pass)
        => new Thread(() =>
        {
            var buffer = new byte[2048];
            try
            {
                while (true)
                {
                    EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                    int length = socket.ReceiveFrom(buffer, ref from);
                    pass(buffer[..length], from);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }) { IsBackground = true }.Start();
}
