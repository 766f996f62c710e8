namespace Orleans.Runtime;

/// <summary>Makes and disposes the objects of a grain class.</summary>
public interface IGrainActivator
{
    /// <summary>Makes the grain object. Runs as the first turn of the activation.</summary>
    /// <param name="context">The activation.</param>
    /// <returns>The grain object.</returns>
    object CreateInstance(IGrainContext context);

    /// <summary>Disposes the grain object.</summary>
    /// <param name="context">The activation.</param>
    /// <param name="instance">The grain object.</param>
    ValueTask DisposeInstance(IGrainContext context, object instance);
}
