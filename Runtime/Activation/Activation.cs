using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>An activation of a grain.</summary>
internal sealed partial class Activation : GrainContext, IReentrantSections
{
    private readonly GrainClass _class;
    private readonly Catalog _catalog;
    private readonly StatelessWorkerPool? _pool;
    private IServiceScope? _scope;
    private object? _instance;
    private Dictionary<Type, object>? _extensions;
    private volatile ActivationState _state;

    public Activation(GrainId grainId, GrainClass grainClass, Catalog catalog, StatelessWorkerPool? pool)
        : base(grainId, catalog.Calls, grainClass.Logger)
    {
        _class = grainClass;
        _catalog = catalog;
        _pool = pool;
        _lifecycle = new GrainLifecycle(grainClass.Logger);
    }

    public override bool IsOpen => _state is ActivationState.Activating or ActivationState.Valid;

    public ActivationState State => _state;

    public GrainClass Class => _class;

    public override object? GrainInstance => _instance;

    public override IServiceProvider ActivationServices => _scope?.ServiceProvider ?? Calls.Services;

    public override IGrainLifecycle ObservableLifecycle => _lifecycle;

    public override Task Deactivated => _deactivated.Task;

    public override object? GetComponent(Type componentType) =>
        base.GetComponent(componentType) ?? (typeof(IGrainExtension).IsAssignableFrom(componentType) ? FindExtension(componentType) : null);

    // An extension that a keyed service offers is installed on the first call to it.
    private object? FindExtension(Type extensionInterface)
    {
        _extensions ??= [];
        if (!_extensions.TryGetValue(extensionInterface, out var extension)
            && ActivationServices is IKeyedServiceProvider services
            && services.GetKeyedService<IGrainExtension>(extensionInterface) is { } created)
        {
            extension = _extensions[extensionInterface] = created;
        }

        return extension;
    }
}
