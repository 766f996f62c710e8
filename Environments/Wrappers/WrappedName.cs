using System.Collections.Immutable;
using System.Text;

namespace RlOrleans.Environments;

/// <summary>
/// The name of an environment with wrappers around it: <c>CartPole-v1|frame-stack=4|time-limit=200</c>, from the inside
/// out. It is an id like any other: records, datasets and checkpoints that carry it say all that is needed to make the
/// same environment again.
/// </summary>
public static class WrappedName
{
    /// <summary>Stands before each wrapper; no part of an id or a setting.</summary>
    public const char Separator = '|';

    // The frame of a snapshot has one byte for it.
    private const int MaxBytes = 255;

    /// <summary>The name of an environment with more wrappers around it.</summary>
    /// <param name="id">The environment's id, which may have wrappers already.</param>
    /// <param name="wrappers">Such as <c>frame-stack=4</c>, from the inside out.</param>
    public static string Join(string id, params IEnumerable<string> wrappers)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(wrappers);
        return string.Concat([id, .. wrappers.Select(wrapper => $"{Separator}{wrapper}")]);
    }

    /// <summary>The id of the environment itself, and its wrappers from the inside out.</summary>
    public static (string Id, ImmutableArray<string> Wrappers) Split(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] parts = name.Split(Separator);
        return (parts[0], [.. parts.AsSpan(1)]);
    }

    /// <summary>What an environment is called with one more wrapper around it.</summary>
    /// <exception cref="ArgumentException">The name becomes too long.</exception>
    internal static EnvironmentSpec Wrapped(this EnvironmentSpec spec, string wrapper)
    {
        string id = Join(spec.Id, wrapper);
        return Encoding.UTF8.GetByteCount(id) <= MaxBytes
            ? spec with { Id = id }
            : throw new ArgumentException($"the name of the environment with all its wrappers is longer than {MaxBytes} bytes");
    }
}
