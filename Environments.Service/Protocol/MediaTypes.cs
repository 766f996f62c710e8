namespace RlOrleans.Environments.Service.Protocol;

/// <summary>The kinds of bodies that travel.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";

    /// <summary>The layout of <see cref="BinaryLayout"/>, or a snapshot.</summary>
    public const string Binary = "application/octet-stream";

    /// <summary>
    /// The parameter by which a caller who accepts <see cref="Binary"/> says that it can read returns. Without it none are
    /// sent, as not every client knows them.
    /// </summary>
    public const string ReturnsParameter = "returns", ReturnsFormat = "float64";

    /// <summary>RFC 9457.</summary>
    public const string Problem = "application/problem+json";

    public const string Events = "text/event-stream";
}
