using System.Buffers;

using Orleans.Serialization.Buffers;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization;

/// <summary>
/// Turns values into messages and back. The format is described in <c>Runtime/Serialization/README.md</c>. Thread-safe.
/// </summary>
public sealed class Serializer
{
    private readonly IServiceProvider _services;

    /// <summary>Creates a serializer that works outside of any container.</summary>
    public Serializer()
        : this(EmptyServiceProvider.Instance)
    {
    }

    /// <summary>Creates a serializer for a container.</summary>
    /// <param name="services">What codecs may ask for: to bind grain references, for example.</param>
    public Serializer(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        CodecRegistry.AddFamilies(services);
    }

    /// <summary>Whether values of the declared type <typeparamref name="T"/> can be messages.</summary>
    public static bool CanSerialize<T>() => CodecRegistry.TryResolve<T>(out _);

    /// <summary>Writes a message that holds one value.</summary>
    /// <exception cref="CodecNotFoundException">The type, or that of something within the value, has no codec.</exception>
    public void Serialize<T>(T value, IBufferWriter<byte> destination)
    {
        Writer writer = CreateWriter();
        try
        {
            writer.WriteValue(value);
            writer.CopyTo(destination);
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <inheritdoc cref="Serialize{T}(T, IBufferWriter{byte})"/>
    public byte[] SerializeToArray<T>(T value)
    {
        Writer writer = CreateWriter();
        try
        {
            writer.WriteValue(value);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Reads a message that holds one value, to its end.</summary>
    /// <exception cref="SerializerException">The bytes are not such a message.</exception>
    public T Deserialize<T>(ReadOnlySpan<byte> source)
    {
        Reader reader = CreateReader(source);
        try
        {
            T value = reader.ReadValue<T>();
            return reader.Remaining == 0
                ? value
                : throw new SerializerException($"{reader.Remaining} bytes are left after the message.");
        }
        catch (Exception exception) when (exception is not (SerializerException or OutOfMemoryException))
        {
            throw new SerializerException($"The bytes are not a message of type {typeof(T)}: {exception.Message}", exception);
        }
        finally
        {
            reader.Dispose();
        }
    }

    /// <inheritdoc cref="Deserialize{T}(ReadOnlySpan{byte})"/>
    public T Deserialize<T>(ReadOnlyMemory<byte> source) => Deserialize<T>(source.Span);

    /// <inheritdoc cref="Deserialize{T}(ReadOnlySpan{byte})"/>
    public T Deserialize<T>(byte[] source) => Deserialize<T>(source.AsSpan());

    /// <inheritdoc cref="Deserialize{T}(ReadOnlySpan{byte})"/>
    public T Deserialize<T>(ReadOnlySequence<byte> source)
    {
        if (source.IsSingleSegment)
        {
            return Deserialize<T>(source.FirstSpan);
        }

        int length = checked((int)source.Length);
        byte[] joined = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            source.CopyTo(joined);
            return Deserialize<T>(joined.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    /// <summary>Begins a message of several values. To be disposed of on the same thread, also after a failure.</summary>
    public Writer CreateWriter() => new(WriteSession.Rent(_services));

    /// <summary>Begins to read a message of several values. To be disposed of on the same thread, also after a failure.</summary>
    public Reader CreateReader(ReadOnlySpan<byte> source) => new(ReadSession.Rent(_services, source.Length), source);
}
