using System.Net;
using System.Net.Sockets;

namespace RlOrleans.Environments.Service.Sync;

/// <summary>Sends and receives datagrams as the lock-step needs them: what fails is as good as lost, and will be repeated.</summary>
internal static class SyncSocket
{
    /// <summary>Waits for a datagram, and returns its length; -1 when none came in time.</summary>
    public static int Receive(Socket socket, byte[] buffer, ref EndPoint from, TimeSpan patience)
    {
        try
        {
            // A longer datagram than the buffer is cut off by some systems and refused by others: it is none of ours.
            return socket.Poll(patience, SelectMode.SelectRead) ? socket.ReceiveFrom(buffer, ref from) : -1;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return -1;
        }
    }

    public static void Send(Socket socket, ReadOnlySpan<byte> datagram, EndPoint to)
    {
        try
        {
            socket.SendTo(datagram, to);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Lost, like any other datagram can be.
        }
    }
}
