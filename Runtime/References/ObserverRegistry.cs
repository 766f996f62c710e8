using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>The objects of this process that grains call back.</summary>
internal sealed class ObserverRegistry(CallRuntime calls, Func<Catalog> catalog, ILogger<ObserverRegistry> logger)
{
    private static readonly GrainType ObserverType = GrainType.Create("sys.client");

    public GrainReference Add(IGrainObserver observer, Type interfaceType)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (observer is GrainReference)
        {
            throw new ArgumentException("The observer is a reference already.", nameof(observer));
        }

        if (observer is IGrainBase)
        {
            throw new ArgumentException("A grain is no observer object; pass 'this.AsReference<T>()' on instead.", nameof(observer));
        }

        var id = GrainId.Create(ObserverType, IdSpan.Create($"{calls.LocalSilo}+{Guid.NewGuid():N}"));
        var context = new ObserverContext(id, observer, calls, logger);
        catalog().AddTarget(id, context);
        return calls.References.Create(id, interfaceType);
    }

    public void Remove(IGrainObserver reference)
    {
        if (reference is not GrainReference { GrainId: var id })
        {
            throw new ArgumentException("Only a reference that CreateObjectReference made can be deleted.", nameof(reference));
        }

        if (catalog().Find(id) is ObserverContext context)
        {
            context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The reference was deleted."));
            catalog().RemoveTarget(id);
        }
    }

    /// <summary>Whether a grain id is an observer's, which no class can be activated for.</summary>
    public static bool IsObserver(GrainId grainId) => grainId.Type == ObserverType;
}
