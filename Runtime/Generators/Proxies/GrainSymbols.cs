using Microsoft.CodeAnalysis;

namespace RlOrleans.Runtime.Generators.Proxies;

/// <summary>What the generator asks of symbols.</summary>
internal static class GrainSymbols
{
    private const string Addressable = "Orleans.Runtime.IAddressable";

    // The interfaces of the programming model that have no methods of their own and are not called through.
    private static readonly HashSet<string> Markers = new(StringComparer.Ordinal)
    {
        Addressable,
        "Orleans.IGrain",
        "Orleans.IGrainObserver",
        "Orleans.IGrainWithStringKey",
        "Orleans.IGrainWithGuidKey",
        "Orleans.IGrainWithIntegerKey",
        "Orleans.IGrainWithGuidCompoundKey",
        "Orleans.IGrainWithIntegerCompoundKey",
        "Orleans.Runtime.IGrainExtension",
    };

    private static readonly SymbolDisplayFormat CodeFormat = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Code(this ITypeSymbol type) => type.ToDisplayString(CodeFormat);

    public static bool IsGrainInterface(this INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && type.AllInterfaces.Any(static parent => parent.ToDisplayString() == Addressable);

    /// <summary>Whether objects are called through the interface: it is no mere marker.</summary>
    public static bool IsCallable(this INamedTypeSymbol type) => type.IsGrainInterface() && !Markers.Contains(type.ToDisplayString());

    public static bool IsExtension(this INamedTypeSymbol type) =>
        type.AllInterfaces.Any(static parent => parent.ToDisplayString() == "Orleans.Runtime.IGrainExtension");

    public static bool IsVisibleInAssembly(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            if (current.IsFileLocal || current.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
            {
                return false;
            }
        }

        return true;
    }

    public static AttributeData? Attribute(this IEnumerable<AttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == name);

    public static bool Has(this ISymbol symbol, string attribute) => symbol.GetAttributes().Attribute(attribute) is not null;

    /// <summary>The first argument of an attribute's constructor.</summary>
    public static object? AttributeArgument(this ISymbol symbol, string attribute) =>
        symbol.GetAttributes().Attribute(attribute)?.ConstructorArguments.FirstOrDefault().Value;

    /// <summary>The type of the result inside a task or sequence.</summary>
    public static ITypeSymbol? ResultType(this IMethodSymbol method) => (method.ReturnType as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();

    /// <summary>The name on the wire: the alias, or the full name.</summary>
    public static string WireName(this INamedTypeSymbol type) =>
        type.AttributeArgument("Orleans.AliasAttribute") as string
        ?? type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

    /// <summary>The name with those of the types around it, as one identifier.</summary>
    public static string FlatName(this INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? outer.FlatName() + "_" + type.Name : type.Name;

    public static string Namespace(this INamedTypeSymbol type) =>
        type.ContainingNamespace is { IsGlobalNamespace: false } space ? "OrleansCodeGen." + space.ToDisplayString() : "OrleansCodeGen";

    /// <summary>FNV-1a over the characters: stable across compilers and machines.</summary>
    public static uint StableHash(string text)
    {
        uint hash = 2166136261;
        foreach (char character in text)
        {
            hash = (hash ^ character) * 16777619;
        }

        return hash;
    }
}
