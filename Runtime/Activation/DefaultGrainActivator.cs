using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>Makes grain objects through their constructor, whose parameters are facets or services.</summary>
internal sealed class DefaultGrainActivator : IGrainActivator
{
    private readonly ConstructorInvoker _constructor;
    private readonly Func<IGrainContext, object?>[] _arguments;

    public DefaultGrainActivator(Type grainClass, IServiceProvider services)
    {
        var constructor = Choose(grainClass);
        _constructor = ConstructorInvoker.Create(constructor);
        _arguments = Array.ConvertAll(constructor.GetParameters(), parameter => CreateFactory(grainClass, parameter, services));
    }

    public object CreateInstance(IGrainContext context)
    {
        var values = new object?[_arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _arguments[i](context);
        }

        return _constructor.Invoke(values.AsSpan());
    }

    public async ValueTask DisposeInstance(IGrainContext context, object instance)
    {
        switch (instance)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync().ConfigureAwait(true);
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    private static ConstructorInfo Choose(Type grainClass)
    {
        var constructors = grainClass.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);
        return Array.Find(constructors, constructor => constructor.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.Where(constructor => constructor.IsPublic).OrderByDescending(constructor => constructor.GetParameters().Length).FirstOrDefault()
            ?? constructors.FirstOrDefault()
            ?? throw new InvalidOperationException($"{grainClass} has no constructor.");
    }

    private static Func<IGrainContext, object?> CreateFactory(Type grainClass, ParameterInfo parameter, IServiceProvider services)
    {
        foreach (var attribute in parameter.GetCustomAttributes())
        {
            if (attribute is IFacetMetadata facet)
            {
                return CreateFacetFactory(parameter, facet, services);
            }

            if (attribute is FromKeyedServicesAttribute keyed)
            {
                return context => ((IKeyedServiceProvider)context.ActivationServices).GetRequiredKeyedService(parameter.ParameterType, keyed.Key);
            }
        }

        if (parameter.ParameterType == typeof(IGrainContext))
        {
            return static context => context;
        }

        return context => context.ActivationServices.GetService(parameter.ParameterType)
            ?? (parameter.HasDefaultValue
                ? parameter.DefaultValue
                : throw new InvalidOperationException(
                    $"Parameter '{parameter.Name}' of {grainClass}'s constructor needs a service of type {parameter.ParameterType}, which is not registered."));
    }

    private static Func<IGrainContext, object?> CreateFacetFactory(ParameterInfo parameter, IFacetMetadata facet, IServiceProvider services)
    {
        var mapperType = typeof(IAttributeToFactoryMapper<>).MakeGenericType(facet.GetType());
        var mapper = services.GetService(mapperType)
            ?? throw new InvalidOperationException($"No {mapperType} is registered for the facet of parameter '{parameter.Name}' of {parameter.Member.DeclaringType}.");
        var factory = (Factory<IGrainContext, object>)mapperType
            .GetMethod(nameof(IAttributeToFactoryMapper<IFacetMetadata>.GetFactory))!
            .Invoke(mapper, [parameter, facet])!;
        return context => factory(context);
    }
}
