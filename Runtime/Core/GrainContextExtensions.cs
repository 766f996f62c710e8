namespace Orleans.Runtime;

/// <summary>Typed access to what is attached to an activation.</summary>
public static class GrainContextExtensions
{
    /// <summary>Finds a component of the activation.</summary>
    /// <typeparam name="TComponent">The type it was attached as.</typeparam>
    /// <param name="context">The activation.</param>
    /// <returns>The component, or <see langword="null"/>.</returns>
    public static TComponent? GetComponent<TComponent>(this IGrainContext context)
        where TComponent : class => (TComponent?)context.GetComponent(typeof(TComponent));
}
