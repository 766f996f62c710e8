using System.Diagnostics.CodeAnalysis;

namespace RlOrleans.Worker.Staging;

/// <summary>A Redis server and how to sign in. The text of it names the server and hides the password.</summary>
public sealed record RedisAddress
{
    private const int DefaultPort = 6379;

    /// <summary>Name or IP address.</summary>
    public required string Host { get; init; }

    /// <summary>Port.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Password; null for a server that asks for none.</summary>
    public string? Password { get; init; }

    /// <summary>Number of the database.</summary>
    public int Database { get; init; }

    /// <summary>Whether to talk TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>Reads <c>host</c>, <c>host:port</c> or <c>redis[s]://[:password@]host[:port][/database]</c>.</summary>
    /// <param name="text">The address.</param>
    /// <param name="password">Used where the address holds none.</param>
    /// <param name="address">What was read.</param>
    /// <param name="error">What is wrong, without the text itself: it may hold a password.</param>
    public static bool TryParse(string text, string? password, [NotNullWhen(true)] out RedisAddress? address, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        error = "must be host:port, or redis://[:password@]host[:port][/database]";
        string uriText = text.Contains("://", StringComparison.Ordinal) ? text : $"redis://{text}";
        if (!Uri.TryCreate(uriText, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
            return false;
        string path = uri.AbsolutePath.Trim('/');
        int database = 0;
        if (path.Length > 0 && !int.TryParse(path, out database))
            return false;
        string inUri = Uri.UnescapeDataString(uri.UserInfo[(uri.UserInfo.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        address = new RedisAddress
        {
            Host = uri.Host,
            Port = uri.IsDefaultPort || uri.Port <= 0 ? DefaultPort : uri.Port,
            Password = inUri.Length > 0 ? inUri : password,
            Database = database,
            Tls = uri.Scheme == "rediss",
        };
        error = null;
        return true;
    }

    /// <summary>The server, for messages.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
