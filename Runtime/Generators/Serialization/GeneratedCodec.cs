namespace RlOrleans.Runtime.Generators.Serialization;

/// <summary>All that one type contributes. It is compared by value, so that unchanged types are not written again.</summary>
internal sealed class GeneratedCodec(string hintName, string source, string registration, IReadOnlyList<ReportedDiagnostic> diagnostics) : IEquatable<GeneratedCodec>
{
    public string HintName { get; } = hintName;

    public string Source { get; } = source;

    /// <summary>The statement of the manifest, or nothing.</summary>
    public string Registration { get; } = registration;

    public IReadOnlyList<ReportedDiagnostic> Diagnostics { get; } = diagnostics;

    public bool Equals(GeneratedCodec? other) =>
        other is not null
        && HintName == other.HintName
        && Source == other.Source
        && Registration == other.Registration
        && Diagnostics.SequenceEqual(other.Diagnostics);

    public override bool Equals(object? obj) => Equals(obj as GeneratedCodec);

    public override int GetHashCode() => Source.GetHashCode();
}
