namespace Orleans;

/// <summary>Leaves an abstract class that has no members of its own out of the message format.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SerializerTransparentAttribute : Attribute;
