namespace RlOrleans.Runtime.Generators.Proxies;

/// <summary>What was generated for an interface, as text, so that the compiler can tell whether it changed.</summary>
internal sealed class GeneratedInterface(string hintName, string source, string registration, IReadOnlyList<ProxyDiagnostic> diagnostics) : IEquatable<GeneratedInterface>
{
    public string HintName { get; } = hintName;

    public string Source { get; } = source;

    public string Registration { get; } = registration;

    public IReadOnlyList<ProxyDiagnostic> Diagnostics { get; } = diagnostics;

    public bool Equals(GeneratedInterface? other) =>
        other is not null
        && HintName == other.HintName
        && Source == other.Source
        && Registration == other.Registration
        && Diagnostics.SequenceEqual(other.Diagnostics);

    public override bool Equals(object? obj) => Equals(obj as GeneratedInterface);

    public override int GetHashCode() => Source.GetHashCode();
}
