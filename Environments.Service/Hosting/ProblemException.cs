namespace RlOrleans.Environments.Service.Hosting;

/// <summary>One field of a request that is at fault, in the words of the caller.</summary>
internal sealed record FieldProblem(string Field, string? Value, string Message);

/// <summary>Ends a request with a problem document.</summary>
internal sealed class ProblemException(int status, string code, string detail, params IReadOnlyList<FieldProblem> errors)
    : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>One of <see cref="Protocol.ProblemCode"/>.</summary>
    public string Code { get; } = code;

    /// <summary>The fields at fault; empty where it is not about a field.</summary>
    public IReadOnlyList<FieldProblem> Errors { get; } = errors;

    /// <summary>Fields of the document that belong to its code, such as the sequence number that is expected.</summary>
    public IReadOnlyList<(string Name, ulong Value)> Numbers { get; init; } = [];
}
