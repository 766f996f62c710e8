using System.Net;

namespace RlOrleans.Environments.Service.Sync;

/// <summary>Sends one datagram; it may get lost.</summary>
internal delegate void SendDatagram(EndPoint to, in SyncDatagram datagram);

/// <summary>
/// Who is in the lock-step, and which barrier they are at. Barrier k opens when every member has arrived at it. Knows neither
/// sockets nor clocks: it is told of both, so that a test can lose, repeat and reorder what it likes.
/// </summary>
/// <remarks>
/// Nothing here has to be saved. Members repeat themselves until they are answered, and say which barrier they are at: a
/// coordinator that was restarted learns from them where they are. Not safe for concurrent use.
/// </remarks>
internal sealed class SyncCoordinator(int expectedMembers, SendDatagram send, Action<string> report)
{
    /// <summary>The most members of one lock-step.</summary>
    public const int MaxMembers = 256;

    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 64;

    private const int MaxGone = 1024;

    private readonly Dictionary<ulong, Member> _members = [];

    // Sessions that left: an old word of theirs that the network held back must not bring them in again.
    private readonly Queue<ulong> _goneOrder = new();
    private readonly HashSet<ulong> _gone = [];
    private bool _begun;

    // After a restart, until every living member has had the time to say where it is.
    private TimeSpan? _recoversUntil;

    /// <summary>The highest barrier that is open; 0 before the first.</summary>
    public ulong Opened { get; private set; }

    /// <summary>Datagrams that were none of ours, or came from nobody known.</summary>
    public long Ignored { get; private set; }

    /// <summary>Names of the members, ordered.</summary>
    public IReadOnlyList<string> Members => [.. _members.Values.Select(member => member.Name).Order(StringComparer.Ordinal)];

    /// <summary>Names of the members of whom nothing is heard, ordered.</summary>
    public IReadOnlyList<string> Silent => [.. _members.Values.Where(member => member.IsSilent).Select(member => member.Name).Order(StringComparer.Ordinal)];

    /// <summary>Takes what the network brought.</summary>
    /// <param name="from">Where it came from.</param>
    /// <param name="bytes">What it is; may be anything.</param>
    /// <param name="now">A time that only moves forward.</param>
    public void Receive(EndPoint from, ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        if (!SyncDatagram.TryRead(bytes, out SyncDatagram datagram) || datagram.Session == 0)
        {
            Ignored++;
            return;
        }

        _members.TryGetValue(datagram.Session, out Member? member);
        if (member is not null)
            Hear(member, from, now);
        switch (datagram.Kind)
        {
            case SyncKind.Register:
                Register(member, from, datagram, now);
                break;
            case SyncKind.Arrive when member is not null:
                Arrive(member, datagram.Number, now);
                break;
            case SyncKind.Alive when member is not null:
                break;
            case SyncKind.Leave:
                if (member is not null)
                    Remove(member, $"{member.Name} has left", now);
                send(from, new SyncDatagram(SyncKind.Left, datagram.Session, 0, ""));
                break;
            case SyncKind.Arrive or SyncKind.Alive when !_gone.Contains(datagram.Session):
                send(from, new SyncDatagram(SyncKind.Refused, datagram.Session, (ulong)SyncRefusal.UnknownSession, "register again"));
                break;
            default:
                Ignored++;
                break;
        }
    }

    /// <summary>Looks who is silent. To be called every <see cref="SyncTimings.CheckEvery"/>.</summary>
    public void Tick(TimeSpan now)
    {
        if (_recoversUntil is not null)
            OpenIfComplete(now);
        bool news = false;
        foreach (Member member in _members.Values.ToArray())
        {
            TimeSpan silence = now - member.LastHeard;
            if (silence >= SyncTimings.ForgottenAfter)
            {
                Remove(member, $"{member.Name} is forgotten, after {silence.TotalSeconds:F0} s of silence", now);
            }
            else if (silence >= SyncTimings.SilentAfter && !member.IsSilent)
            {
                member.IsSilent = true;
                news = true;
                report($"{member.Name} is silent for {silence.TotalSeconds:F2} s; the others wait for it at barrier {Opened + 1}");
            }
        }

        if (!news)
            return;
        foreach (Member member in _members.Values)
        {
            if (member.Arrived > Opened)
                TellWaiting(member);
        }
    }

    private void Register(Member? member, EndPoint from, in SyncDatagram datagram, TimeSpan now)
    {
        if (member is null)
        {
            if (!IsName(datagram.Text) || _gone.Contains(datagram.Session))
            {
                Ignored++;
                return;
            }

            string name = datagram.Text;
            Member? namesake = _members.Values.FirstOrDefault(other => other.Name == name);
            if (namesake is { IsSilent: false })
            {
                Refuse(from, datagram.Session, SyncRefusal.NameTaken, $"there is a member {name} already");
                return;
            }

            if (namesake is null && _members.Count >= MaxMembers)
            {
                Refuse(from, datagram.Session, SyncRefusal.Full, $"there are {MaxMembers} members already");
                return;
            }

            if (namesake is not null)
                Forget(namesake);
            if (datagram.Number > 0)
                _recoversUntil ??= now + SyncTimings.SilentAfter;
            if (datagram.Number > Opened + 1)
                Opened = datagram.Number - 1;
            ulong next = datagram.Number == 0 ? Opened + 1 : datagram.Number;
            member = new Member(name, datagram.Session, next) { Address = from, LastHeard = now };
            _members.Add(datagram.Session, member);
            report(namesake is null ? $"{name} has joined; {_members.Count} {(_members.Count == 1 ? "member" : "members")}" : $"{name} has come back as another process");
        }

        send(from, new SyncDatagram(SyncKind.Welcome, member.Session, member.First, ""));
    }

    private void Arrive(Member member, ulong barrier, TimeSpan now)
    {
        // Nobody comes to a barrier before the one ahead of it was open: who does knows more than a restarted coordinator.
        if (barrier > Opened + 1)
            Opened = barrier - 1;
        member.Arrived = Math.Max(member.Arrived, barrier);
        OpenIfComplete(now);
        if (barrier <= Opened)
            TellOpen(member);
        else
            TellWaiting(member);
    }

    private void OpenIfComplete(TimeSpan now)
    {
        if (now < _recoversUntil || _members.Count == 0 || (!_begun && _members.Count < expectedMembers))
            return;
        foreach (Member member in _members.Values)
        {
            if (member.Arrived <= Opened)
                return;
        }

        _begun = true;
        Opened++;
        foreach (Member member in _members.Values)
            TellOpen(member);
    }

    private void Hear(Member member, EndPoint from, TimeSpan now)
    {
        member.Address = from;
        member.LastHeard = now;
        if (!member.IsSilent)
            return;
        member.IsSilent = false;
        report($"{member.Name} is heard again");
    }

    private void Remove(Member member, string why, TimeSpan now)
    {
        Forget(member);
        report($"{why}; {_members.Count} {(_members.Count == 1 ? "member" : "members")}");
        if (_members.Count == 0)
        {
            // The next experiment counts anew.
            Opened = 0;
            return;
        }

        OpenIfComplete(now);
    }

    private void Forget(Member member)
    {
        _members.Remove(member.Session);
        _gone.Add(member.Session);
        _goneOrder.Enqueue(member.Session);
        if (_goneOrder.Count > MaxGone)
            _gone.Remove(_goneOrder.Dequeue());
    }

    private void TellOpen(Member member) => send(member.Address, new SyncDatagram(SyncKind.Open, member.Session, Opened, ""));

    private void TellWaiting(Member member)
        => send(member.Address, new SyncDatagram(SyncKind.Waiting, member.Session, Opened + 1, string.Join('\n', Silent)));

    private void Refuse(EndPoint to, ulong session, SyncRefusal reason, string text)
        => send(to, new SyncDatagram(SyncKind.Refused, session, (ulong)reason, text));

    internal static bool IsName(string name)
        => name.Length is > 0 and <= MaxNameLength && !name.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private sealed class Member(string name, ulong session, ulong first)
    {
        public string Name { get; } = name;

        public ulong Session { get; } = session;

        /// <summary>The barrier that it was told to come to first.</summary>
        public ulong First { get; } = first;

        /// <summary>The highest barrier that it has arrived at.</summary>
        public ulong Arrived { get; set; } = first - 1;

        public required EndPoint Address { get; set; }

        public required TimeSpan LastHeard { get; set; }

        public bool IsSilent { get; set; }
    }
}
