namespace RlOrleans.Runs;

/// <summary>A request that cannot be carried out as it stands: every mistake in it, by field.</summary>
public sealed class InvalidRequestException(IReadOnlyList<FieldError> errors)
    : Exception(string.Join(System.Environment.NewLine, errors.Select(error => error.ToString())))
{
    /// <summary>The mistakes, in the order of the fields.</summary>
    public IReadOnlyList<FieldError> Errors { get; } = errors;
}

/// <summary>One mistake: which field, what it was, and what is allowed.</summary>
public sealed record FieldError(string Field, string Value, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{Field} '{Value}': {Message}";
}
