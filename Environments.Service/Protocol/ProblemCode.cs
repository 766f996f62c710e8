namespace RlOrleans.Environments.Service.Protocol;

/// <summary>
/// The stable names of what can go wrong. A problem's type is "urn:rlorleans:problem:" and the code; clients decide
/// by the code and show the text.
/// </summary>
internal static class ProblemCode
{
    public const string TypePrefix = "urn:rlorleans:problem:";

    /// <summary>400: the body cannot be read at all, or is too short or too long for what it should be.</summary>
    public const string MalformedBody = "malformed-body";

    /// <summary>422: the body can be read, and fields of it have values that are not allowed.</summary>
    public const string InvalidField = "invalid-field";

    /// <summary>404: no route, environment, instance or lane of that name.</summary>
    public const string UnknownPath = "unknown-path";

    /// <inheritdoc cref="UnknownPath"/>
    public const string UnknownEnvironment = "unknown-environment";

    /// <inheritdoc cref="UnknownPath"/>
    public const string UnknownInstance = "unknown-instance";

    /// <inheritdoc cref="UnknownPath"/>
    public const string UnknownLane = "unknown-lane";

    /// <summary>405.</summary>
    public const string MethodNotAllowed = "method-not-allowed";

    /// <summary>409: the sequence number is neither the next one nor that of the last command.</summary>
    public const string OutOfSequence = "out-of-sequence";

    /// <summary>409: the instance has been neither reset nor restored.</summary>
    public const string NotStarted = "not-started";

    /// <summary>413.</summary>
    public const string BodyTooLarge = "body-too-large";

    /// <summary>415.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>429: a limit of the service is reached.</summary>
    public const string LimitReached = "limit-reached";

    /// <summary>500: the environment threw. It has to be reset or restored before it goes on.</summary>
    public const string EnvironmentFailed = "environment-failed";

    /// <summary>501: the environment cannot be saved, or the service does not stream.</summary>
    public const string NotSupported = "not-supported";

    /// <summary>Any other status.</summary>
    public const string Other = "other";
}
