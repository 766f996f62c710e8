using Microsoft.CodeAnalysis;

namespace RlOrleans.Runtime.Generators.Proxies;

/// <summary>Finds grain classes: what can be created and called through a grain interface.</summary>
internal static class GrainClassFinder
{
    public static string? Find(INamedTypeSymbol? type)
    {
        if (type is null || type.IsAbstract || type.IsStatic || type.IsGenericType || !type.IsVisibleInAssembly())
        {
            return null;
        }

        bool isGrain = type.AllInterfaces.Any(static parent => parent.ToDisplayString() == "Orleans.IGrainBase");
        return isGrain && type.AllInterfaces.Any(static parent => parent.IsCallable() && !parent.IsExtension())
            ? type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)
            : null;
    }
}
