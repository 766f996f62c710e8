using Microsoft.CodeAnalysis;

namespace RlOrleans.Runtime.Generators.Proxies;

/// <summary>A method of a grain interface and the parts of its request class.</summary>
internal sealed class GrainMethod
{
    private GrainMethod(INamedTypeSymbol grainInterface, IMethodSymbol symbol, string requestBase, ReturnKind kind)
    {
        Symbol = symbol;
        RequestBase = requestBase;
        Kind = kind;
        Id = IdOf(symbol);
        TypeParameters = symbol.TypeParameters.Length == 0 ? "" : "<" + string.Join(", ", symbol.TypeParameters.Select(static parameter => parameter.Name)) + ">";
        RequestClass = $"Invokable_{grainInterface.FlatName()}_{symbol.Name}_{Id:X8}";
    }

    public IMethodSymbol Symbol { get; }

    public ReturnKind Kind { get; }

    /// <summary>The class that the request class derives from.</summary>
    public string RequestBase { get; }

    public string RequestClass { get; }

    /// <summary>The number on the wire.</summary>
    public uint Id { get; }

    /// <summary>The type parameters as they stand behind a name.</summary>
    public string TypeParameters { get; }

    public bool IsCancellable => Symbol.Parameters.Any(IsCancellationToken);

    public static bool IsCancellationToken(IParameterSymbol parameter) => parameter.Type.ToDisplayString() == "System.Threading.CancellationToken";

    public static GrainMethod? Create(INamedTypeSymbol grainInterface, IMethodSymbol symbol)
    {
        if (symbol.ReturnsVoid)
        {
            return new GrainMethod(grainInterface, symbol, "global::Orleans.Runtime.VoidRequest", ReturnKind.Void);
        }

        string definition = symbol.ReturnType.OriginalDefinition.ToDisplayString();
        string argument = symbol.ResultType()?.Code() ?? "";
        return definition switch
        {
            "System.Threading.Tasks.Task" => new GrainMethod(grainInterface, symbol, "global::Orleans.Runtime.TaskRequest", ReturnKind.Task),
            "System.Threading.Tasks.Task<TResult>" => new GrainMethod(grainInterface, symbol, $"global::Orleans.Runtime.TaskRequest<{argument}>", ReturnKind.Task),
            "System.Threading.Tasks.ValueTask" => new GrainMethod(grainInterface, symbol, "global::Orleans.Runtime.Request", ReturnKind.ValueTask),
            "System.Threading.Tasks.ValueTask<TResult>" => new GrainMethod(grainInterface, symbol, $"global::Orleans.Runtime.Request<{argument}>", ReturnKind.ValueTask),
            "System.Collections.Generic.IAsyncEnumerable<T>" => new GrainMethod(grainInterface, symbol, $"global::Orleans.Runtime.AsyncEnumerableRequest<{argument}>", ReturnKind.AsyncEnumerable),
            _ => null,
        };
    }

    // [Id] or [Alias] fix the number when a method is to be renamed; otherwise it follows from the signature.
    private static uint IdOf(IMethodSymbol symbol)
    {
        if (symbol.AttributeArgument("Orleans.IdAttribute") is uint id)
        {
            return id;
        }

        if (symbol.AttributeArgument("Orleans.AliasAttribute") is string alias)
        {
            return GrainSymbols.StableHash(alias);
        }

        string parameters = string.Join(",", symbol.Parameters.Select(static parameter => parameter.Type.ToDisplayString()));
        return GrainSymbols.StableHash($"{symbol.ContainingType.ToDisplayString()}.{symbol.Name}`{symbol.TypeParameters.Length}({parameters})");
    }
}

internal enum ReturnKind
{
    Void,
    Task,
    ValueTask,
    AsyncEnumerable,
}
