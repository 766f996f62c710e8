using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RlOrleans.Runtime.Generators.Serialization;

/// <summary>A diagnostic without the syntax tree that a <see cref="Location"/> would keep alive.</summary>
internal sealed class ReportedDiagnostic : IEquatable<ReportedDiagnostic>
{
    private readonly DiagnosticDescriptor _descriptor;
    private readonly string _path;
    private readonly TextSpan _span;
    private readonly LinePositionSpan _lines;
    private readonly string[] _arguments;

    public ReportedDiagnostic(DiagnosticDescriptor descriptor, ISymbol symbol, params string[] arguments)
    {
        _descriptor = descriptor;
        _arguments = arguments;
        FileLinePositionSpan position = default;
        Location? location = symbol.Locations.FirstOrDefault(static candidate => candidate.IsInSource);
        if (location is not null)
        {
            position = location.GetLineSpan();
            _span = location.SourceSpan;
        }

        _path = position.Path ?? "";
        _lines = position.Span;
    }

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(_descriptor, _path.Length == 0 ? Location.None : Location.Create(_path, _span, _lines), _arguments);

    public bool Equals(ReportedDiagnostic? other) =>
        other is not null
        && _descriptor.Id == other._descriptor.Id
        && _path == other._path
        && _span == other._span
        && _arguments.SequenceEqual(other._arguments);

    public override bool Equals(object? obj) => Equals(obj as ReportedDiagnostic);

    public override int GetHashCode() => _span.GetHashCode();
}
