using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RlOrleans.Runtime.Generators.Proxies;

/// <summary>A mistake in a grain interface, under the number that Orleans gives to it, and its place.</summary>
internal sealed class ProxyDiagnostic : IEquatable<ProxyDiagnostic>
{
    public static readonly DiagnosticDescriptor RefParameter = Error(
        "ORLEANS0002",
        "Parameters of grain methods are passed by value",
        "Parameter '{0}' of '{1}' is ref, in or out, which a message cannot carry");

    public static readonly DiagnosticDescriptor Property = Error(
        "ORLEANS0008",
        "Grain interfaces have methods only",
        "'{0}' of '{1}' is a property or an event, which cannot be called by message");

    public static readonly DiagnosticDescriptor ReturnType = Error(
        "ORLEANS0009",
        "Grain methods return tasks",
        "'{0}' returns '{1}', but grain methods return Task, Task<T>, ValueTask, ValueTask<T>, IAsyncEnumerable<T> or void");

    public static readonly DiagnosticDescriptor Inaccessible = Error(
        "ORLEANS0111",
        "Grain interfaces are visible in their assembly",
        "'{0}' is less visible than internal, so that no reference to it can be generated");

    public static readonly DiagnosticDescriptor Generic = Error(
        "ORLEANS0110",
        "Grain interfaces are not generic",
        "'{0}' has type parameters, which the embedded runtime does not support; its methods may have them");

    private readonly DiagnosticDescriptor _descriptor;
    private readonly string _path;
    private readonly TextSpan _span;
    private readonly LinePositionSpan _lines;
    private readonly string _first;
    private readonly string _second;

    public ProxyDiagnostic(DiagnosticDescriptor descriptor, ISymbol symbol, string first, string second = "")
    {
        Location location = symbol.Locations.FirstOrDefault() ?? Location.None;
        _descriptor = descriptor;
        _path = location.SourceTree?.FilePath ?? "";
        _span = location.SourceSpan;
        _lines = location.GetLineSpan().Span;
        _first = first;
        _second = second;
    }

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(_descriptor, _path.Length == 0 ? Location.None : Location.Create(_path, _span, _lines), _first, _second);

    public bool Equals(ProxyDiagnostic? other) =>
        other is not null
        && _descriptor.Id == other._descriptor.Id
        && _path == other._path
        && _span == other._span
        && _first == other._first
        && _second == other._second;

    public override bool Equals(object? obj) => Equals(obj as ProxyDiagnostic);

    public override int GetHashCode() => _first.GetHashCode();

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Usage", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
