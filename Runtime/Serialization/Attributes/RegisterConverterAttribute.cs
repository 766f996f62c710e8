namespace Orleans;

/// <summary>Registers an <see cref="IConverter{TValue, TSurrogate}"/>, so that the foreign type travels as its surrogate.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class RegisterConverterAttribute : Attribute;
