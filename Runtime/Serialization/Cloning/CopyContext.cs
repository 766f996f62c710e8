using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Cloning;

/// <summary>
/// One copy operation: an object that occurs twice in the original occurs twice, as one object, in the copy. One context
/// per thread is kept.
/// </summary>
public sealed class CopyContext
{
    private const int LinearLimit = 12;

    [ThreadStatic]
    private static CopyContext? s_cached;

    private readonly object[] _originals = new object[LinearLimit];
    private readonly object[] _copies = new object[LinearLimit];
    private int _count;
    private int _depth;
    private Dictionary<object, object>? _more;

    private CopyContext()
    {
    }

    /// <summary>The services of the process that copies; empty outside of a container.</summary>
    public IServiceProvider Services { get; private set; } = EmptyServiceProvider.Instance;

    /// <summary>Copies a value, or returns it if it is its own copy.</summary>
    /// <exception cref="CodecNotFoundException">The type, or that of something within the value, has no codec.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Copy<T>(T value)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            return value;
        }

        Codec<T> codec = CodecCache<T>.Codec;
        return codec.IsShallow ? value : codec.Copy(value, this);
    }

    /// <summary>Copies the members that a base class declares.</summary>
    public void CopyBaseMembers<TBase>(TBase source, TBase target)
        where TBase : class =>
        BaseCodecCache<TBase>.Codec.CopyMembers(source, target, this);

    /// <summary>Notes a copy as soon as the instance exists, before its content is copied.</summary>
    public void RecordCopy(object original, object copy)
    {
        if (_count < LinearLimit)
        {
            _originals[_count] = original;
            _copies[_count++] = copy;
            return;
        }

        _more ??= new Dictionary<object, object>(ReferenceEqualityComparer.Instance);
        _more[original] = copy;
    }

    /// <summary>The copy that was made of an object within this operation.</summary>
    public bool TryGetCopy(object original, [NotNullWhen(true)] out object? copy)
    {
        for (int i = 0; i < _count; i++)
        {
            if (ReferenceEquals(_originals[i], original))
            {
                copy = _copies[i];
                return true;
            }
        }

        copy = null;
        return _more is not null && _more.TryGetValue(original, out copy);
    }

    internal static CopyContext Rent(IServiceProvider services)
    {
        CopyContext context = s_cached ?? new CopyContext();
        s_cached = null;
        context.Services = services;
        return context;
    }

    internal void Return()
    {
        Array.Clear(_originals, 0, _count);
        Array.Clear(_copies, 0, _count);
        _count = 0;
        _depth = 0;
        _more = null;
        Services = EmptyServiceProvider.Instance;
        s_cached = this;
    }

    internal void Enter() => Nesting.Check(++_depth);

    internal void Leave() => _depth--;
}
