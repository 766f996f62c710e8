namespace RlOrleans.Environments.Service.Sync;

/// <summary>
/// One member's side of the lock-step: repeats what was not answered, and knows which barriers are open. Knows neither
/// sockets nor clocks. Not safe for concurrent use.
/// </summary>
internal sealed class SyncMember
{
    private readonly string _name;
    private readonly ulong _session;
    private readonly Action<SyncDatagram> _send;
    private Stage _stage = Stage.Registering;
    private ulong _next;
    private bool _arrived;
    private TimeSpan _repeatAt;
    private TimeSpan _repeatAfter;
    private TimeSpan _lastHeard;

    /// <param name="name">What others call it; unique in the lock-step.</param>
    /// <param name="session">Sets this process apart from an earlier one of the same name; not 0.</param>
    /// <param name="send">Sends one datagram to the coordinator; it may get lost.</param>
    /// <param name="now">A time that only moves forward.</param>
    public SyncMember(string name, ulong session, Action<SyncDatagram> send, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfZero(session);
        _name = name;
        _session = session;
        _send = send;
        _lastHeard = now;
        Say(now);
    }

    private enum Stage
    {
        Registering,
        Stepping,
        Waiting,
        Leaving,
        Gone,
    }

    /// <summary>Whether the coordinator knows of it.</summary>
    public bool IsIn => _stage is Stage.Stepping or Stage.Waiting;

    public bool HasLeft => _stage == Stage.Gone;

    /// <summary>The highest barrier that is known to be open.</summary>
    public ulong Opened { get; private set; }

    /// <summary>Names of other members of whom the coordinator hears nothing.</summary>
    public IReadOnlyList<string> Silent { get; private set; } = [];

    /// <summary>What the coordinator said when it refused; null when it did not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Datagrams that were none of ours.</summary>
    public long Ignored { get; private set; }

    /// <summary>When <see cref="Tick"/> has something to do next.</summary>
    public TimeSpan NextTick => _stage == Stage.Gone ? TimeSpan.MaxValue : _repeatAt;

    /// <summary>How long nothing was heard of the coordinator while an answer was due.</summary>
    public TimeSpan Unanswered(TimeSpan now) => _stage is Stage.Stepping or Stage.Gone ? TimeSpan.Zero : now - _lastHeard;

    /// <summary>Comes to the next barrier, and returns its number; the same one again while it is not open.</summary>
    public ulong Arrive(TimeSpan now)
    {
        // Where a restarted coordinator is still being told of this member, it is told of the barrier next.
        if (_stage == Stage.Registering)
            _arrived = true;
        if (_stage != Stage.Stepping)
            return _next;
        _stage = Stage.Waiting;
        _arrived = true;
        _lastHeard = now;
        Restart(now);
        return _next;
    }

    /// <summary>Leaves, so that nobody waits for it.</summary>
    public void Leave(TimeSpan now)
    {
        if (_stage is Stage.Leaving or Stage.Gone)
            return;
        _stage = Stage.Leaving;
        _lastHeard = now;
        Restart(now);
    }

    /// <summary>Takes what the network brought.</summary>
    public void Receive(ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        if (!SyncDatagram.TryRead(bytes, out SyncDatagram datagram) || datagram.Session != _session)
        {
            Ignored++;
            return;
        }

        _lastHeard = now;
        switch (datagram.Kind)
        {
            case SyncKind.Welcome when _stage == Stage.Registering:
                Welcomed(datagram.Number, now);
                break;
            case SyncKind.Open:
                Open(datagram.Number, now);
                break;
            case SyncKind.Waiting when _stage == Stage.Waiting && datagram.Number == _next:
                Silent = datagram.Text.Length == 0 ? [] : datagram.Text.Split('\n');
                break;
            case SyncKind.Left when _stage == Stage.Leaving:
                _stage = Stage.Gone;
                break;
            case SyncKind.Refused when datagram.Number == (ulong)SyncRefusal.UnknownSession && IsIn:
                // The coordinator was restarted, and learns from its members where they are.
                _stage = Stage.Registering;
                Restart(now);
                break;
            case SyncKind.Refused when _stage == Stage.Registering:
                Refusal = datagram.Text;
                break;
            default:
                // An answer to a word that was said twice.
                break;
        }
    }

    /// <summary>Repeats what was not answered, and gives a sign of life.</summary>
    public void Tick(TimeSpan now)
    {
        if (_stage != Stage.Gone && now >= _repeatAt)
            Say(now);
    }

    private void Welcomed(ulong number, TimeSpan now)
    {
        Refusal = null;
        if (_next == 0)
        {
            _next = number;
            Opened = number - 1;
        }

        // Back at a restarted coordinator, it is still where it was: at a barrier, or on its way to one.
        _stage = _arrived ? Stage.Waiting : Stage.Stepping;
        Restart(now);
    }

    private void Open(ulong number, TimeSpan now)
    {
        if (!IsIn)
            return;
        Opened = Math.Max(Opened, number);
        if (_stage != Stage.Waiting || Opened < _next)
            return;
        _stage = Stage.Stepping;
        _arrived = false;
        Silent = [];
        _next++;
        _repeatAt = now + SyncTimings.AliveEvery;
    }

    private void Restart(TimeSpan now)
    {
        _repeatAfter = TimeSpan.Zero;
        Say(now);
    }

    private void Say(TimeSpan now)
    {
        (SyncKind kind, ulong number, string text) = _stage switch
        {
            Stage.Registering => (SyncKind.Register, _next, _name),
            Stage.Waiting => (SyncKind.Arrive, _next, ""),
            Stage.Leaving => (SyncKind.Leave, 0UL, ""),
            _ => (SyncKind.Alive, Opened, ""),
        };
        _repeatAfter = kind == SyncKind.Alive
            ? SyncTimings.AliveEvery
            : _repeatAfter == TimeSpan.Zero ? SyncTimings.FirstRepeat
            : 2 * _repeatAfter < SyncTimings.LongestRepeat ? 2 * _repeatAfter
            : SyncTimings.LongestRepeat;
        _repeatAt = now + _repeatAfter;
        _send(new SyncDatagram(kind, _session, number, text));
    }
}
