using System.Net;
using RlOrleans.Environments.Service.Sync;

namespace RlOrleans.Environments.Service.Tests.Sync;

/// <summary>A coordinator and its members on a network of this process, which loses, repeats and delays by chance, on a clock of its own.</summary>
internal sealed class LossyNetwork
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly CounterRandom _random;
    private readonly double _loss;
    private readonly PriorityQueue<(int To, byte[] Bytes), (TimeSpan At, ulong Order)> _underway = new();
    private readonly List<SyncMember> _members = [];
    private readonly HashSet<int> _dead = [];
    private ulong _drawn;

    public LossyNetwork(int members, double loss, ulong seed)
    {
        _loss = loss;
        _random = new CounterRandom(seed, RandomPurpose.Action, 0, 0);
        Coordinator = NewCoordinator(members);
        for (int i = 0; i < members; i++)
        {
            int member = i;
            _members.Add(new SyncMember($"member-{i}", (ulong)i + 1, datagram => Send(Coordinate, datagram, member), TimeSpan.Zero));
        }
    }

    public SyncCoordinator Coordinator { get; private set; }

    public IReadOnlyList<SyncMember> Members => _members;

    public List<string> Reports { get; } = [];

    public TimeSpan Now { get; private set; }

    public void Kill(int member) => _dead.Add(member);

    public void RestartCoordinator() => Coordinator = NewCoordinator(1);

    /// <summary>Lets time pass until something is so.</summary>
    public void Until(Func<bool> condition, TimeSpan most)
    {
        TimeSpan end = Now + most;
        while (!condition())
        {
            Assert.True(Now < end, $"not so within {most.TotalSeconds} s; barriers {string.Join(", ", _members.Select(member => member.Opened))}");
            Now += Tick;
            Deliver();
            Coordinator.Tick(Now);
            for (int i = 0; i < _members.Count; i++)
            {
                if (!_dead.Contains(i))
                    _members[i].Tick(Now);
            }
        }
    }

    private const int Coordinate = -1;

    private void Deliver()
    {
        while (_underway.TryPeek(out var datagram, out var when) && when.At <= Now)
        {
            _underway.Dequeue();
            if (datagram.To >= 0)
            {
                if (!_dead.Contains(datagram.To))
                    _members[datagram.To].Receive(datagram.Bytes, Now);
                continue;
            }

            // The first byte says who sent it: an address.
            Coordinator.Receive(new IPEndPoint(IPAddress.Loopback, 1000 + datagram.Bytes[0]), datagram.Bytes.AsSpan(1), Now);
        }
    }

    private SyncCoordinator NewCoordinator(int members)
        => new(members, (EndPoint to, in SyncDatagram datagram) => Send(((IPEndPoint)to).Port - 1000, datagram, -1), Reports.Add);

    private void Send(int to, SyncDatagram datagram, int from)
    {
        var bytes = new byte[SyncDatagram.MaxBytes];
        int length = datagram.Write(bytes);
        byte[] sent = from < 0 ? bytes[..length] : [(byte)from, .. bytes[..length]];
        for (int copies = Chance(_loss) ? 2 : 1; copies > 0; copies--)
        {
            if (!Chance(_loss))
                _underway.Enqueue((to, sent), (Now + TimeSpan.FromMilliseconds(Chance(_loss) ? 30 : 1), _drawn));
        }
    }

    private bool Chance(double share) => _random.Uniform(_drawn++) < share;
}
