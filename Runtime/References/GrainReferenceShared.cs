using System.ComponentModel;
using Orleans.CodeGeneration;

namespace Orleans.Runtime;

/// <summary>What all references to grains of one type through one interface have in common.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainReferenceShared
{
    internal GrainReferenceShared(GrainType grainType, GrainInterfaceDescriptor descriptor, CallRuntime calls, InvokeMethodOptions options)
    {
        GrainType = grainType;
        Descriptor = descriptor;
        Calls = calls;
        InvokeMethodOptions = options;
    }

    /// <summary>The type of the grain.</summary>
    public GrainType GrainType { get; }

    /// <summary>The interface.</summary>
    public GrainInterfaceType InterfaceType => Descriptor.InterfaceType;

    /// <summary>Options of every call.</summary>
    public InvokeMethodOptions InvokeMethodOptions { get; }

    /// <summary>The services of the process.</summary>
    public IServiceProvider ServiceProvider => Calls.Services;

    internal GrainInterfaceDescriptor Descriptor { get; }

    internal CallRuntime Calls { get; }
}
