using System.Buffers;

using Orleans.Serialization.Codecs;

namespace Orleans.Serialization.Buffers;

/// <summary>
/// What a writer remembers within one message: where each object and each type name stands. One per thread is kept.
/// </summary>
internal sealed class WriteSession
{
    private const int LinearLimit = 12;
    private const int InitialBuffer = 1024;
    private const int LargestKeptBuffer = 1 << 20;

    [ThreadStatic]
    private static WriteSession? s_cached;

    private readonly object[] _objects = new object[LinearLimit];
    private readonly int[] _objectPositions = new int[LinearLimit];
    private int _objectCount;
    private Dictionary<object, int>? _moreObjects;

    private readonly ObjectCodec[] _types = new ObjectCodec[LinearLimit];
    private readonly int[] _typePositions = new int[LinearLimit];
    private int _typeCount;
    private Dictionary<ObjectCodec, int>? _moreTypes;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);

    public IServiceProvider Services { get; private set; } = EmptyServiceProvider.Instance;

    public byte[] Buffer => _buffer;

    public static WriteSession Rent(IServiceProvider services)
    {
        WriteSession session = s_cached ?? new WriteSession();
        s_cached = null;
        session.Services = services;
        return session;
    }

    public void Return()
    {
        Array.Clear(_objects, 0, _objectCount);
        Array.Clear(_types, 0, _typeCount);
        _objectCount = 0;
        _typeCount = 0;
        _moreObjects = null;
        _moreTypes = null;
        Services = EmptyServiceProvider.Instance;
        if (_buffer.Length > LargestKeptBuffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
        }

        s_cached = this;
    }

    /// <summary>Doubles the buffer until <paramref name="needed"/> bytes fit, keeping the first <paramref name="used"/>.</summary>
    public byte[] Grow(int used, long needed)
    {
        if (needed > Array.MaxLength)
        {
            throw new SerializerException($"A message cannot be larger than {Array.MaxLength:N0} bytes; this one needs {needed:N0}.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, (long)_buffer.Length * 2), Array.MaxLength));
        _buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
        return larger;
    }

    /// <summary>Finds where the object was written, or notes that it is being written at <paramref name="position"/>.</summary>
    public bool TryGetObject(object value, int position, out int written)
    {
        for (int i = 0; i < _objectCount; i++)
        {
            if (ReferenceEquals(_objects[i], value))
            {
                written = _objectPositions[i];
                return true;
            }
        }

        written = 0;
        if (_objectCount < LinearLimit)
        {
            _objects[_objectCount] = value;
            _objectPositions[_objectCount++] = position;
            return false;
        }

        _moreObjects ??= new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        if (_moreObjects.TryGetValue(value, out written))
        {
            return true;
        }

        _moreObjects.Add(value, position);
        return false;
    }

    /// <summary>Finds where the type was named, or notes that it is being named at <paramref name="position"/>.</summary>
    public bool TryGetType(ObjectCodec codec, int position, out int written)
    {
        for (int i = 0; i < _typeCount; i++)
        {
            if (ReferenceEquals(_types[i], codec))
            {
                written = _typePositions[i];
                return true;
            }
        }

        written = 0;
        if (_typeCount < LinearLimit)
        {
            _types[_typeCount] = codec;
            _typePositions[_typeCount++] = position;
            return false;
        }

        _moreTypes ??= [];
        if (_moreTypes.TryGetValue(codec, out written))
        {
            return true;
        }

        _moreTypes.Add(codec, position);
        return false;
    }
}
