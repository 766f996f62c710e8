using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orleans.Serialization;

/// <summary>Adds serialization to a container.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds <see cref="Serializer"/> and <see cref="DeepCopier"/>.</summary>
    public static IServiceCollection AddSerializer(this IServiceCollection services)
    {
        services.TryAddSingleton(static services => new Serializer(services));
        services.TryAddSingleton(static services => new DeepCopier(services));
        return services;
    }
}
