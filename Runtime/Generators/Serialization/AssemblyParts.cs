using Microsoft.CodeAnalysis;

namespace RlOrleans.Runtime.Generators.Serialization;

/// <summary>The assembly, and those that it refers to whose types take part in messages.</summary>
internal sealed class AssemblyParts(string assembly, IReadOnlyList<string> parts) : IEquatable<AssemblyParts>
{
    public string Assembly { get; } = assembly;

    public IReadOnlyList<string> Parts { get; } = parts;

    public static AssemblyParts Find(Compilation compilation)
    {
        SortedSet<string> parts = new(StringComparer.Ordinal) { compilation.AssemblyName ?? "" };
        foreach (IAssemblySymbol reference in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            if (reference.HasAttribute(WellKnownNames.ManifestProvider) || reference.HasAttribute(WellKnownNames.ApplicationPart))
            {
                parts.Add(reference.Name);
            }
        }

        return new AssemblyParts(compilation.AssemblyName ?? "", [.. parts]);
    }

    public bool Equals(AssemblyParts? other) => other is not null && Assembly == other.Assembly && Parts.SequenceEqual(other.Parts);

    public override bool Equals(object? obj) => Equals(obj as AssemblyParts);

    public override int GetHashCode() => Assembly.GetHashCode();
}
