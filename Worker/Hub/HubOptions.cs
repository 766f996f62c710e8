using System.Net;

namespace RlOrleans.Worker.Hub;

/// <summary>How the Hugging Face Hub is reached.</summary>
public sealed record HubOptions
{
    /// <summary>The Hub itself.</summary>
    public static Uri DefaultEndpoint { get; } = new("https://huggingface.co");

    /// <summary>Where the Hub is: https, or http on this machine. Default: <c>HF_ENDPOINT</c>, or the public Hub.</summary>
    public Uri Endpoint { get; init; } = DefaultEndpoint;

    /// <summary>Where the token comes from. Default: <c>HF_TOKEN</c>, or the file that Hugging Face's own tools keep it in.</summary>
    public HubTokenSource Token { get; init; } = HubTokenSource.FromEnvironment();

    /// <summary>Whether repositories that are created can be seen by their owners alone. Those that exist are left as they are.</summary>
    public bool Private { get; init; } = true;

    /// <summary>How often one request is sent, at most, while it is answered with 429 or 5xx or not at all. 1 to 20.</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>How often a commit is tried, at most, while others commit at the same time or its outcome is unknown. 1 to 50.</summary>
    public int MaxCommitAttempts { get; init; } = 12;

    /// <summary>The first pause between attempts; it doubles from one to the next, with jitter. 1 ms to 1 minute.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, also where the Hub asks for a longer one. Its windows last five minutes.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(310);

    /// <summary>How long one answer may take; uploads and downloads get more by their size. 1 second to 10 minutes.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Files that are uploaded at the same time. 1 to 16.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>The clock of waits and timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Is told of every pause, in one sentence; null where nobody listens.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Options with what the environment says.</summary>
    /// <exception cref="ArgumentException">HF_ENDPOINT is not an address that may be used; the message says why.</exception>
    public static HubOptions FromEnvironment() => new() { Endpoint = EndpointOf(Environment.GetEnvironmentVariable("HF_ENDPOINT")) };

    /// <summary>Reads the address of a Hub; empty means the public one.</summary>
    /// <exception cref="ArgumentException">It is not an address that may be used; the message says why.</exception>
    public static Uri EndpointOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return DefaultEndpoint;
        if (!Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out Uri? endpoint) || !MayBeTold(endpoint))
            throw new ArgumentException($"HF_ENDPOINT '{text}': must be an https address, or http on a loopback one, since a token is sent there.", nameof(text));
        return endpoint.UserInfo.Length == 0
            ? endpoint
            : throw new ArgumentException("HF_ENDPOINT: must not hold a user or a password.", nameof(text));
    }

    /// <summary>Whether a secret may be sent to an address: nobody in between can read it.</summary>
    internal static bool MayBeTold(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLoopback(address));

    internal void Validate()
    {
        if (!MayBeTold(Endpoint))
            throw new ArgumentException($"Endpoint '{Endpoint}': must be an https address, or http on a loopback one.", nameof(Endpoint));
        Check(MaxAttempts, 1, 20, nameof(MaxAttempts));
        Check(MaxCommitAttempts, 1, 50, nameof(MaxCommitAttempts));
        Check(Parallelism, 1, 16, nameof(Parallelism));
        Check((int)RetryDelay.TotalMilliseconds, 1, 60_000, nameof(RetryDelay));
        Check((int)RequestTimeout.TotalSeconds, 1, 600, nameof(RequestTimeout));

        static void Check(int value, int min, int max, string name)
        {
            if (value < min || value > max)
                throw new ArgumentOutOfRangeException(name, value, $"Must be {min} to {max}.");
        }
    }

    // Not Uri.IsLoopback: that resolves nothing, but takes "loopback" for a name of this machine too.
    private static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));
}
