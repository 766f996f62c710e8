namespace Orleans.Serialization.Invocation;

/// <summary>Holds the object that a request is invoked on.</summary>
public interface ITargetHolder
{
    /// <summary>The object.</summary>
    /// <returns>The object, or <see langword="null"/>.</returns>
    object? GetTarget();

    /// <summary>A component of the holder, such as a grain extension.</summary>
    /// <param name="componentType">The type it was attached as.</param>
    /// <returns>The component, or <see langword="null"/>.</returns>
    object? GetComponent(Type componentType);
}
