using System.Net;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Worker.Hub;

/// <summary>A request that the Hub refused, or that did not get through.</summary>
internal sealed class HubException(HttpStatusCode? status, string? code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The answer's status; null where there was no answer.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>The Hub's own word for it (<c>RepoNotFound</c>, <c>EntryNotFound</c>, …), where it gave one.</summary>
    public string? Code { get; } = code;

    /// <summary>Whether it is unknown if the Hub did what it was asked for.</summary>
    public bool IsOutcomeUnknown => Status is null || (int)Status >= 500;

    /// <summary>Whether somebody else changed the branch since the parent commit was read.</summary>
    public bool IsStaleParent => Status is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict;

    public bool IsNotFound => Status == HttpStatusCode.NotFound;

    /// <summary>The same as the store of a dataset tells it.</summary>
    public DatasetStoreException ToStoreException(HubRepository repository) => Status switch
    {
        null => Of(repository, DatasetStoreError.Unavailable, "cannot be reached"),
        HttpStatusCode.Unauthorized when Code != "RepoNotFound" => Of(repository, DatasetStoreError.Unauthorized, "does not accept the token (HF_TOKEN): it is wrong or expired"),
        HttpStatusCode.Unauthorized or HttpStatusCode.NotFound => Of(repository, DatasetStoreError.Refused, "has no such dataset, or the token may not see it"),
        HttpStatusCode.InsufficientStorage or HttpStatusCode.RequestEntityTooLarge => Of(repository, DatasetStoreError.NoSpace, "has no room"),
        HttpStatusCode.Forbidden when Message.Contains("storage", StringComparison.OrdinalIgnoreCase) => Of(repository, DatasetStoreError.NoSpace, "has no room"),
        HttpStatusCode.Forbidden => Of(repository, DatasetStoreError.Refused, "does not let this token write there"),
        HttpStatusCode.TooManyRequests => Of(repository, DatasetStoreError.Unavailable, "asks to slow down"),
        >= HttpStatusCode.InternalServerError => Of(repository, DatasetStoreError.Unavailable, "fails"),
        _ when IsStaleParent => Of(repository, DatasetStoreError.Unavailable, "is changed by others all the time"),
        _ => Of(repository, DatasetStoreError.Refused, "refuses"),
    };

    private DatasetStoreException Of(HubRepository repository, DatasetStoreError error, string what) =>
        new(error, $"hf://{repository}: the Hub {what}: {Message}", this);
}
