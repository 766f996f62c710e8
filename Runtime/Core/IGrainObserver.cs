using Orleans.Runtime;

namespace Orleans;

/// <summary>Marks an interface that a grain calls back on an object that is not a grain.</summary>
public interface IGrainObserver : IAddressable
{
}
