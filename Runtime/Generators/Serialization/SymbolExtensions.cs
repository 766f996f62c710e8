using Microsoft.CodeAnalysis;

namespace RlOrleans.Runtime.Generators.Serialization;

/// <summary>What the generator asks symbols for.</summary>
internal static class SymbolExtensions
{
    private static readonly SymbolDisplayFormat FullName = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The type as it is written in code, with its namespace and nullable annotations.</summary>
    public static string ToCode(this ITypeSymbol type) => type.ToDisplayString(FullName);

    public static AttributeData? FindAttribute(this ISymbol symbol, string name)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == name)
            {
                return attribute;
            }
        }

        return null;
    }

    public static bool HasAttribute(this ISymbol symbol, string name) => symbol.FindAttribute(name) is not null;

    public static uint? FindId(this ISymbol symbol) =>
        symbol.FindAttribute(WellKnownNames.Id)?.ConstructorArguments.FirstOrDefault().Value as uint?;

    public static bool HasNamedArgument<T>(this AttributeData attribute, string name, out T? value)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Value is T found)
            {
                value = found;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The name of the type in metadata: <c>Namespace.Outer+Inner`1</c>.</summary>
    public static string MetadataFullName(this INamedTypeSymbol type)
    {
        if (type.ContainingType is { } outer)
        {
            return outer.MetadataFullName() + "+" + type.MetadataName;
        }

        return type.ContainingNamespace is { IsGlobalNamespace: false } space
            ? space.ToDisplayString() + "." + type.MetadataName
            : type.MetadataName;
    }

    /// <summary>The type parameters of the type and of those around it, outermost first.</summary>
    public static IReadOnlyList<ITypeParameterSymbol> AllTypeParameters(this INamedTypeSymbol type)
    {
        List<ITypeParameterSymbol> parameters = [];
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            parameters.InsertRange(0, current.TypeParameters);
        }

        return parameters;
    }

    public static bool IsOrDerivesFromException(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.ToDisplayString() == "System.Exception")
            {
                return true;
            }
        }

        return false;
    }
}
