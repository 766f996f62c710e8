using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RlOrleans.Runtime.Generators.Serialization;

/// <summary>Finds the members of a type that travel, in the order of their numbers.</summary>
internal sealed class MemberCollector
{
    private readonly INamedTypeSymbol _type;
    private readonly List<ReportedDiagnostic> _diagnostics;
    private readonly Dictionary<ISymbol, IFieldSymbol> _backingFields = new(SymbolEqualityComparer.Default);
    private readonly List<Member> _members = [];

    private MemberCollector(INamedTypeSymbol type, List<ReportedDiagnostic> diagnostics)
    {
        _type = type;
        _diagnostics = diagnostics;
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (field.AssociatedSymbol is IPropertySymbol property)
            {
                _backingFields[property] = field;
            }
        }
    }

    public static IReadOnlyList<Member> Collect(INamedTypeSymbol type, AttributeData attribute, List<ReportedDiagnostic> diagnostics)
    {
        MemberCollector collector = new(type, diagnostics);
        bool isImplicit = attribute.HasNamedArgument("GenerateFieldIds", out int mode) && mode != 0 && !collector.HasAnyId();
        collector.CollectMembers(collector.FindConstructorParameters(attribute), isImplicit);
        collector.RefuseDuplicates();
        return [.. collector._members.OrderBy(static member => member.WireId)];
    }

    private bool HasAnyId() => _type.GetMembers().Any(static member => member.FindId() is not null);

    private void CollectMembers(ImmutableArray<IParameterSymbol> parameters, bool isImplicit)
    {
        foreach (ISymbol member in _type.GetMembers())
        {
            uint? id = member.FindId();
            if (id is not null && member is IFieldSymbol or IPropertySymbol && (member.IsStatic || member.IsAbstract))
            {
                _diagnostics.Add(new ReportedDiagnostic(Diagnostics.AbstractMember, member, member.Name, _type.Name));
                continue;
            }

            if (member.IsStatic || member.IsAbstract || member.HasAttribute(WellKnownNames.NonSerialized))
            {
                continue;
            }

            if (member is IPropertySymbol { IsIndexer: false } property)
            {
                CollectProperty(property, id, parameters, isImplicit);
            }
            else if (member is IFieldSymbol { IsConst: false, AssociatedSymbol: null, IsImplicitlyDeclared: false } field)
            {
                CollectField(field, id, isImplicit);
            }
        }
    }

    private void CollectField(IFieldSymbol field, uint? id, bool isImplicit)
    {
        if (id is not null)
        {
            _members.Add(Member.OfField(field, id.Value));
        }
        else if (!isImplicit)
        {
            _diagnostics.Add(new ReportedDiagnostic(Diagnostics.MissingId, field, field.Name, _type.Name));
        }
    }

    private void CollectProperty(IPropertySymbol property, uint? id, ImmutableArray<IParameterSymbol> parameters, bool isImplicit)
    {
        _backingFields.TryGetValue(property, out IFieldSymbol? field);
        if (field?.HasAttribute(WellKnownNames.NonSerialized) == true)
        {
            return;
        }

        id ??= field?.FindId();
        bool isParameter = false;
        if (id is null && isImplicit)
        {
            if (property.DeclaredAccessibility == Accessibility.Public && (field is not null || property.SetMethod is not null))
            {
                // Doubling the id, as every member's is, must not overflow.
                id = StableHash(property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) + "%" + property.Name) >> 1;
            }
            else
            {
                return;
            }
        }

        if (id is null && FindParameter(property, parameters) is { } parameter)
        {
            isParameter = true;
            id = parameter.FindId() ?? (uint)parameter.Ordinal;
        }

        if (id is null)
        {
            if (field is not null && !property.IsImplicitlyDeclared)
            {
                _diagnostics.Add(new ReportedDiagnostic(Diagnostics.MissingId, property, property.Name, _type.Name));
            }

            return;
        }

        if (field is null && (property.GetMethod is null || property.SetMethod is null))
        {
            _diagnostics.Add(new ReportedDiagnostic(Diagnostics.MissingSetter, property, property.Name, _type.Name));
            return;
        }

        _members.Add(Member.OfProperty(property, field, id.Value, isParameter));
    }

    private void RefuseDuplicates()
    {
        foreach (IGrouping<uint, Member> group in _members.GroupBy(static member => member.WireId))
        {
            if (group.Count() > 1)
            {
                Member first = group.First();
                Member second = group.ElementAt(1);
                _diagnostics.Add(new ReportedDiagnostic(
                    Diagnostics.DuplicateId, second.Symbol, first.Name, second.Name, _type.Name, (group.Key / 2).ToString()));
            }
        }
    }

    /// <summary>The parameters of the primary constructor, if they are members: always for records, on demand otherwise.</summary>
    private ImmutableArray<IParameterSymbol> FindConstructorParameters(AttributeData attribute)
    {
        if (attribute.HasNamedArgument("IncludePrimaryConstructorParameters", out bool include) ? !include : !_type.IsRecord)
        {
            return [];
        }

        // A primary constructor is the one whose declaration is that of the type itself.
        foreach (IMethodSymbol constructor in _type.InstanceConstructors)
        {
            if (constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is TypeDeclarationSyntax)
            {
                return constructor.Parameters;
            }
        }

        return [];
    }

    private static IParameterSymbol? FindParameter(IPropertySymbol property, ImmutableArray<IParameterSymbol> parameters)
    {
        foreach (IParameterSymbol parameter in parameters)
        {
            if (CanonicalName(parameter.Name) == CanonicalName(property.Name) && SymbolEqualityComparer.Default.Equals(parameter.Type, property.Type))
            {
                return parameter;
            }
        }

        return null;
    }

    private static string CanonicalName(string name) =>
        name.TrimStart('_') is { Length: > 0 } trimmed ? char.ToLowerInvariant(trimmed[0]) + trimmed.Substring(1) : name;

    /// <summary>FNV-1a, 32 bits, over UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv).</summary>
    private static uint StableHash(string text)
    {
        uint hash = 2166136261;
        foreach (char character in text)
        {
            hash = unchecked((hash ^ character) * 16777619);
        }

        return hash;
    }
}
