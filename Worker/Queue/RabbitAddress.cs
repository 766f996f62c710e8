using System.Diagnostics.CodeAnalysis;

namespace RlOrleans.Worker.Queue;

/// <summary>A RabbitMQ server and how to sign in. The text of it names the server and hides the password.</summary>
public sealed record RabbitAddress
{
    /// <summary>The user where none is named.</summary>
    public const string DefaultUser = "pacman";

    private const int DefaultPort = 5672;
    private const int DefaultTlsPort = 5671;

    /// <summary>Name or IP address.</summary>
    public required string Host { get; init; }

    /// <summary>Port.</summary>
    public required int Port { get; init; }

    /// <summary>User.</summary>
    public required string User { get; init; }

    /// <summary>Password.</summary>
    public required string Password { get; init; }

    /// <summary>Virtual host.</summary>
    public required string VirtualHost { get; init; }

    /// <summary>Whether to talk TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>Reads <c>amqp[s]://[user[:password]@]host[:port][/virtual-host]</c>.</summary>
    /// <param name="text">The address.</param>
    /// <param name="password">Used where the address holds none.</param>
    /// <param name="address">What was read.</param>
    /// <param name="error">What is wrong, without the text itself: it may hold a password.</param>
    public static bool TryParse(string text, string? password, [NotNullWhen(true)] out RabbitAddress? address, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("amqp" or "amqps") || uri.Host.Length == 0)
        {
            error = "must be amqp://[user[:password]@]host[:port][/virtual-host]";
            return false;
        }

        string[] signIn = [.. uri.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString)];
        string? secret = signIn is [_, { Length: > 0 } inUri] ? inUri : password;
        if (string.IsNullOrEmpty(secret))
        {
            error = "has no password: set RABBITMQ_PASSWORD, or RABBITMQ_PASSWORD_FILE to a file that holds it";
            return false;
        }

        bool tls = uri.Scheme == "amqps";
        string path = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        address = new RabbitAddress
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : tls ? DefaultTlsPort : DefaultPort,
            User = signIn[0].Length > 0 ? signIn[0] : DefaultUser,
            Password = secret,
            VirtualHost = path.Length > 0 ? path : "/",
            Tls = tls,
        };
        error = null;
        return true;
    }

    /// <summary>The server, for messages.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
