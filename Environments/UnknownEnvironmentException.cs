namespace RlOrleans.Environments;

/// <summary>An environment id that is not registered; the message lists near ones.</summary>
public sealed class UnknownEnvironmentException : ArgumentException
{
    /// <summary>Makes the error for an id.</summary>
    public UnknownEnvironmentException(string id, IReadOnlyList<string> near)
        : base(Describe(id, near))
    {
        EnvironmentId = id;
        Near = near;
    }

    /// <summary>The id that was asked for.</summary>
    public string EnvironmentId { get; }

    /// <summary>Registered ids that resemble it, nearest first; may be empty.</summary>
    public IReadOnlyList<string> Near { get; }

    private static string Describe(string id, IReadOnlyList<string> near) => near.Count == 0
        ? $"There is no environment '{id}'."
        : $"There is no environment '{id}'. Did you mean {string.Join(" or ", near.Select(name => $"'{name}'"))}?";
}
