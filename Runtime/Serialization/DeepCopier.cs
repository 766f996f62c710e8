using System.Runtime.CompilerServices;

using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization;

/// <summary>
/// Copies values so that the receiver of a call never sees what the caller changes later. What is immutable is handed
/// over as it is. Thread-safe.
/// </summary>
public sealed class DeepCopier
{
    private readonly IServiceProvider _services;

    /// <summary>Creates a copier that works outside of any container.</summary>
    public DeepCopier()
        : this(EmptyServiceProvider.Instance)
    {
    }

    /// <summary>Creates a copier for a container.</summary>
    /// <param name="services">What codecs may ask for while they copy.</param>
    public DeepCopier(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        CodecRegistry.AddFamilies(services);
    }

    /// <summary>Copies a value and everything that it refers to.</summary>
    /// <exception cref="CodecNotFoundException">The type, or that of something within the value, has no codec.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Copy<T>(T value)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            return value;
        }

        Codec<T> codec = CodecCache<T>.Codec;
        return codec.IsShallow ? value : CopyDeep(codec, value);
    }

    private T CopyDeep<T>(Codec<T> codec, T value)
    {
        CopyContext context = CopyContext.Rent(_services);
        try
        {
            return codec.Copy(value, context);
        }
        finally
        {
            context.Return();
        }
    }
}
