using System.Reflection;

using Microsoft.Extensions.DependencyInjection;

using Orleans.Runtime;

namespace Orleans;

/// <summary>Creates what a constructor parameter with <see cref="PersistentStateAttribute"/> asks for.</summary>
public class PersistentStateAttributeMapper : IAttributeToFactoryMapper<PersistentStateAttribute>
{
    private static readonly MethodInfo CreateMethod =
        typeof(PersistentStateAttributeMapper).GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The parameter is not an <see cref="IPersistentState{TState}"/>.</exception>
    public Factory<IGrainContext, object> GetFactory(ParameterInfo parameter, PersistentStateAttribute metadata)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(metadata);
        Type type = parameter.ParameterType;
        if (!type.IsConstructedGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new ArgumentException(
                $"The parameter '{parameter.Name}' of the constructor of {parameter.Member.DeclaringType} has [PersistentState] and the type {type}; allowed is {typeof(IPersistentState<>)}.",
                nameof(parameter));
        }

        IPersistentStateConfiguration configuration =
            metadata.StateName.Length > 0 ? metadata : new PersistentStateAttribute(parameter.Name!, metadata.StorageName);
        var create = CreateMethod.MakeGenericMethod(type.GenericTypeArguments)
            .CreateDelegate<Func<IGrainContext, IPersistentStateConfiguration, object>>();
        return context => create(context, configuration);
    }

    private static object Create<TState>(IGrainContext context, IPersistentStateConfiguration configuration) =>
        context.ActivationServices.GetRequiredService<IPersistentStateFactory>().Create<TState>(context, configuration);
}
