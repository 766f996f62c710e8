using Microsoft.CodeAnalysis;

namespace RlOrleans.Runtime.Generators.Serialization;

/// <summary>One member of a message: its number on the wire, and how generated code gets at it.</summary>
internal sealed class Member
{
    private Member(ISymbol symbol, uint wireId, ITypeSymbol type, string name, IFieldSymbol? field)
    {
        Symbol = symbol;
        WireId = wireId;
        Type = type;
        Name = name;
        Field = field;
        IsImmutable = symbol.HasAttribute(WellKnownNames.Immutable);
    }

    public ISymbol Symbol { get; }

    /// <summary>The id, doubled; the parameters of a primary constructor, which count for themselves, are the odd numbers.</summary>
    public uint WireId { get; }

    public ITypeSymbol Type { get; }

    public string Name { get; }

    /// <summary>The field that holds the value. A property that computes its value has none, and is called instead.</summary>
    public IFieldSymbol? Field { get; }

    public bool IsImmutable { get; }

    public static Member OfField(IFieldSymbol field, uint id) => new(field, id * 2, field.Type, field.Name, field);

    public static Member OfProperty(IPropertySymbol property, IFieldSymbol? field, uint id, bool isConstructorParameter) =>
        new(property, (id * 2) + (isConstructorParameter ? 1u : 0u), property.Type, property.Name, field);
}
