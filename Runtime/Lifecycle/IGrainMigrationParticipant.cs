using System.Buffers;

namespace Orleans.Runtime;

/// <summary>A component of an activation that carries state from one silo to another.</summary>
public interface IGrainMigrationParticipant
{
    /// <summary>Puts the state into the context.</summary>
    /// <param name="dehydrationContext">The context.</param>
    void OnDehydrate(IDehydrationContext dehydrationContext);

    /// <summary>Takes the state from the context.</summary>
    /// <param name="rehydrationContext">The context.</param>
    void OnRehydrate(IRehydrationContext rehydrationContext);
}

/// <summary>Collects the state of an activation that moves.</summary>
public interface IDehydrationContext
{
    /// <summary>The keys that have been added.</summary>
    IEnumerable<string> Keys { get; }

    /// <summary>Adds bytes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The bytes.</param>
    void AddBytes(string key, ReadOnlySpan<byte> value);

    /// <summary>Adds bytes that a writer produces.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="valueWriter">Writes the value.</param>
    /// <param name="value">The value.</param>
    void AddBytes<T>(string key, Action<T, IBufferWriter<byte>> valueWriter, T value);

    /// <summary>Adds a value if it can be serialised.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether it was added.</returns>
    bool TryAddValue<T>(string key, T? value);
}

/// <summary>Carries the state of an activation that has moved.</summary>
public interface IRehydrationContext
{
    /// <summary>The keys there are.</summary>
    IEnumerable<string> Keys { get; }

    /// <summary>Reads bytes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The bytes.</param>
    /// <returns>Whether the key exists.</returns>
    bool TryGetBytes(string key, out ReadOnlySequence<byte> value);

    /// <summary>Reads a value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether the key exists.</returns>
    bool TryGetValue<T>(string key, out T? value);
}
