namespace RlOrleans.Environments.Service.Remote;

/// <summary>Where a remote environment may be: the root of a service, and the id that the service knows it by.</summary>
/// <param name="Service">The root; ends in a slash.</param>
/// <param name="Environment">The id at the service; null where the service is to have just one.</param>
internal sealed record RemoteAddress(Uri Service, string? Environment)
{
    /// <summary>Where a spec is looked up.</summary>
    public string SpecPath => Environment is null
        ? "environments"
        : $"environments/{string.Join('/', Environment.Split('/').Select(Uri.EscapeDataString))}";

    /// <summary>
    /// Reads <c>http://host:port/id</c>, or <c>http://host:port</c> for a service with one environment. Ids have slashes
    /// (MinAtar/Breakout-v1) and services may live below a path, so one text has several readings: the longest id first.
    /// Empty where the text is no address.
    /// </summary>
    public static IReadOnlyList<RemoteAddress> Readings(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            return [];
        if (url.Host.Length == 0 || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            return [];

        string[] segments = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length == 0)
            return [new RemoteAddress(new Uri(url, "/"), null)];
        return
        [
            .. Enumerable.Range(0, segments.Length).Select(root => new RemoteAddress(
                new Uri(url, root == 0 ? "/" : $"/{string.Join('/', segments[..root])}/"),
                Uri.UnescapeDataString(string.Join('/', segments[root..])))),
        ];
    }
}
