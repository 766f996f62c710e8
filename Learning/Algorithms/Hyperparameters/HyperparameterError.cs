namespace RlOrleans.Learning;

/// <summary>A hyperparameter that cannot be used as given.</summary>
/// <param name="Name">The name, as it was given.</param>
/// <param name="Value">The value, as it was given.</param>
/// <param name="Message">One sentence with the name, the value and what is allowed.</param>
public sealed record HyperparameterError(string Name, string Value, string Message);
