namespace Orleans;

/// <summary>Marks an attribute of a grain constructor's parameter as a request for a facet, such as persistent state.</summary>
public interface IFacetMetadata
{
}
