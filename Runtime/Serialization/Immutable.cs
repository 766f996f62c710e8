namespace Orleans.Concurrency;

/// <summary>Carries a value that neither side changes any more, so that it is handed over without a copy.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
[Immutable]
public readonly struct Immutable<T>
{
    /// <summary>The value, the very instance that was wrapped.</summary>
    public readonly T Value;

    /// <summary>Wraps a value. The caller must not change it afterwards.</summary>
    public Immutable(T value) => Value = value;
}
