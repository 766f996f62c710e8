namespace RlOrleans.Environments.Service.Remote;

/// <summary>A problem document that a service answered with.</summary>
internal sealed class ServiceProblemException(int status, string? code, string detail, TimeSpan retryAfter) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>One of <see cref="Protocol.ProblemCode"/>, or null from a server that has none.</summary>
    public string? Code { get; } = code;

    /// <summary>How long the service asks to be left alone.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>Whether the same request can be good a little later: 408, 429, 502, 503 and 504.</summary>
    public bool IsTemporary => Status is 408 or 429 or 502 or 503 or 504;
}
