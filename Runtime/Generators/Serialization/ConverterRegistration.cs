using Microsoft.CodeAnalysis;

namespace RlOrleans.Runtime.Generators.Serialization;

/// <summary>Registers the converters of foreign types.</summary>
internal static class ConverterRegistration
{
    public static GeneratedCodec Generate(INamedTypeSymbol type)
    {
        List<string> registrations = [];
        foreach (INamedTypeSymbol contract in type.AllInterfaces)
        {
            if (!type.IsGenericType && contract.OriginalDefinition.ToDisplayString() == WellKnownNames.Converter)
            {
                registrations.Add(
                    $"options.AddConverter<{contract.TypeArguments[0].ToCode()}, {contract.TypeArguments[1].ToCode()}, {type.ToCode()}>();");
            }
        }

        return new GeneratedCodec("", "", string.Join(" ", registrations), []);
    }
}
