namespace Orleans.Concurrency;

/// <summary>Wraps any value as <see cref="Immutable{T}"/>.</summary>
public static class ImmutableExtensions
{
    /// <summary>Wraps a value that is not changed from here on.</summary>
    public static Immutable<T> AsImmutable<T>(this T value) => new(value);
}
