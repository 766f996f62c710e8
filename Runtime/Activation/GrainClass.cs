using System.Reflection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>What all activations of one grain class have in common.</summary>
internal sealed class GrainClass
{
    public GrainClass(
        GrainType grainType,
        Type type,
        IGrainActivator activator,
        ILogger logger,
        GrainCollectionOptions collection,
        SiloMessagingOptions messaging)
    {
        GrainType = grainType;
        Type = type;
        Activator = activator;
        Logger = logger;
        UsesScope = true;
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        MayInterleave = FindPredicate(type);
        CollectionAge = FindCollectionAge(type, collection);
        MaxLocalWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
        (MaxQueued, MaxQueuedName) = MaxLocalWorkers > 0
            ? (messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker, nameof(messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker))
            : (messaging.MaxEnqueuedRequestsHardLimit, nameof(messaging.MaxEnqueuedRequestsHardLimit));
    }

    public GrainType GrainType { get; }

    public Type Type { get; }

    public IGrainActivator Activator { get; }

    public ILogger Logger { get; }

    public bool UsesScope { get; }

    public bool IsReentrant { get; }

    public Func<object?, IInvokable, bool>? MayInterleave { get; }

    /// <summary>After how long without a call an activation is collected; <see langword="null"/> for never.</summary>
    public TimeSpan? CollectionAge { get; }

    /// <summary>How many activations a stateless worker may have; 0 for other grains.</summary>
    public int MaxLocalWorkers { get; }

    /// <summary>How many calls may wait for an activation; 0 for no limit.</summary>
    public int MaxQueued { get; }

    public string MaxQueuedName { get; }

    public bool TracksLoad => MaxQueued > 0 || MaxLocalWorkers > 0;

    private static TimeSpan? FindCollectionAge(Type type, GrainCollectionOptions options)
    {
        if (type.IsDefined(typeof(KeepAliveAttribute), inherit: true))
        {
            return null;
        }

        if (type.GetCustomAttribute<CollectionAgeLimitAttribute>() is { } attribute)
        {
            return attribute.AlwaysActive ? null : attribute.AgeLimit;
        }

        return options.ClassSpecificCollectionAge.TryGetValue(type.FullName!, out var age) ? age : options.CollectionAge;
    }

    private static Func<object?, IInvokable, bool>? FindPredicate(Type type)
    {
        if (type.GetCustomAttribute<MayInterleaveAttribute>() is not { } attribute)
        {
            return null;
        }

        const BindingFlags Flags = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;
        var method = type.GetMethod(attribute.CallbackMethodName, Flags, [typeof(IInvokable)]);
        if (method?.ReturnType != typeof(bool))
        {
            throw new InvalidOperationException(
                $"[MayInterleave(\"{attribute.CallbackMethodName}\")] on {type} must name a method 'bool {attribute.CallbackMethodName}({nameof(IInvokable)})'.");
        }

        if (method.IsStatic)
        {
            var predicate = method.CreateDelegate<Func<IInvokable, bool>>();
            return (_, request) => predicate(request);
        }

        var invoker = MethodInvoker.Create(method);
        return (instance, request) => (bool)invoker.Invoke(instance, request)!;
    }
}
