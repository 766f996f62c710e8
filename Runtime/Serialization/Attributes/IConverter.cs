namespace Orleans;

/// <summary>
/// Stands in for a type that cannot be annotated: its values are written, read and copied as values of a surrogate.
/// An implementation has a parameterless constructor, is annotated with <see cref="RegisterConverterAttribute"/>, and is thread-safe.
/// </summary>
/// <typeparam name="TValue">The foreign type.</typeparam>
/// <typeparam name="TSurrogate">The struct, with a generated codec, that carries its content.</typeparam>
public interface IConverter<TValue, TSurrogate>
    where TSurrogate : struct
{
    /// <summary>Builds the value from its surrogate.</summary>
    TValue ConvertFromSurrogate(in TSurrogate surrogate);

    /// <summary>Captures the value in a surrogate.</summary>
    TSurrogate ConvertToSurrogate(in TValue value);
}
