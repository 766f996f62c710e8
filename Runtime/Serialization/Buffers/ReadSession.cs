using Orleans.Serialization.Codecs;

namespace Orleans.Serialization.Buffers;

/// <summary>
/// What a reader remembers within one message: which object began where, and which stretches it stepped over.
/// One per thread is kept.
/// </summary>
internal sealed class ReadSession
{
    private const int LinearLimit = 12;

    [ThreadStatic]
    private static ReadSession? s_cached;

    private readonly object[] _objects = new object[LinearLimit];
    private readonly int[] _positions = new int[LinearLimit];
    private int _count;
    private Dictionary<int, object>? _more;

    private readonly ObjectCodec[] _types = new ObjectCodec[LinearLimit];
    private readonly int[] _typePositions = new int[LinearLimit];
    private int _typeCount;

    private List<(int Start, int End)>? _skipped;

    public IServiceProvider Services { get; private set; } = EmptyServiceProvider.Instance;

    /// <summary>How many bytes may still be read out of order, so that no message is read more than about twice.</summary>
    public long OutOfOrderBudget { get; set; }

    public static ReadSession Rent(IServiceProvider services, int messageLength)
    {
        ReadSession session = s_cached ?? new ReadSession();
        s_cached = null;
        session.Services = services;
        session.OutOfOrderBudget = messageLength;
        return session;
    }

    public void Return()
    {
        Array.Clear(_objects, 0, _count);
        Array.Clear(_types, 0, _typeCount);
        _count = 0;
        _typeCount = 0;
        _more = null;
        _skipped = null;
        Services = EmptyServiceProvider.Instance;
        s_cached = this;
    }

    public void AddObject(int position, object value)
    {
        if (_count < LinearLimit)
        {
            _objects[_count] = value;
            _positions[_count++] = position;
            return;
        }

        _more ??= [];
        _more[position] = value;
    }

    public bool TryGetObject(int position, out object? value)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_positions[i] == position)
            {
                value = _objects[i];
                return true;
            }
        }

        value = null;
        return _more is not null && _more.TryGetValue(position, out value);
    }

    /// <summary>Notes which type is named where. Only the first few are kept: the others are looked up by name again.</summary>
    public void AddType(int position, ObjectCodec codec)
    {
        if (_typeCount < LinearLimit)
        {
            _types[_typeCount] = codec;
            _typePositions[_typeCount++] = position;
        }
    }

    public ObjectCodec? FindType(int position)
    {
        for (int i = 0; i < _typeCount; i++)
        {
            if (_typePositions[i] == position)
            {
                return _types[i];
            }
        }

        return null;
    }

    public void AddSkipped(int start, int end) => (_skipped ??= []).Add((start, end));

    /// <summary>Whether the reader stepped over the given place, and where that stretch ends.</summary>
    public bool TryGetSkipped(int position, out int end)
    {
        foreach ((int start, int stretchEnd) in _skipped ?? [])
        {
            if (start <= position && position < stretchEnd)
            {
                end = stretchEnd;
                return true;
            }
        }

        end = 0;
        return false;
    }
}
