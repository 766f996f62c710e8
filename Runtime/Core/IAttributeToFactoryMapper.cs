using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Makes a factory for the facet that an attribute of a grain constructor's parameter asks for.</summary>
/// <typeparam name="TMetadata">The attribute.</typeparam>
public interface IAttributeToFactoryMapper<in TMetadata>
    where TMetadata : IFacetMetadata
{
    /// <summary>Makes the factory, once for every grain class.</summary>
    /// <param name="parameter">The parameter of the constructor.</param>
    /// <param name="metadata">The attribute on it.</param>
    /// <returns>A factory that makes the facet for an activation.</returns>
    Factory<IGrainContext, object> GetFactory(ParameterInfo parameter, TMetadata metadata);
}
