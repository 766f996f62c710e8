namespace Orleans.Serialization.Buffers;

/// <summary>The services of a message that is handled outside of any container: none.</summary>
internal sealed class EmptyServiceProvider : IServiceProvider
{
    public static readonly EmptyServiceProvider Instance = new();

    public object? GetService(Type serviceType) => null;
}
