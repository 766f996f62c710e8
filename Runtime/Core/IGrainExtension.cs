namespace Orleans.Runtime;

/// <summary>
/// Marks an interface that grains of any class can be called through; the object behind it is a component of the
/// activation, or a keyed service registered as <see cref="IGrainExtension"/> under the interface's type.
/// </summary>
public interface IGrainExtension : IAddressable
{
}
