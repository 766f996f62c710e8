using System.Net;

namespace RlOrleans.Environments.Service.Sync;

/// <summary>Which lock-step to join, and under which name.</summary>
/// <param name="Coordinator">Where <c>rl sync</c> listens.</param>
/// <param name="Name">What others call this process; 1 to 48 characters without white space. Each of its vectors of lanes is a
/// member of its own, "name/0" and so on.</param>
public sealed record LockStepOptions(IPEndPoint Coordinator, string Name)
{
    /// <summary>The longest <see cref="Name"/>: a number is added to it.</summary>
    public const int MaxNameLength = 48;

    /// <summary>How long a barrier may stay closed, and a coordinator silent; 1 to 100 seconds. Default: 30 seconds.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Told in one sentence of members that fall silent and come back. Default: nobody.</summary>
    public Action<string>? OnTrouble { get; init; }

    /// <summary>The clock of repetitions. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads <c>host:port</c>.</summary>
    /// <exception cref="FormatException">The text is no host and port, or the host has no address.</exception>
    public static IPEndPoint ParseCoordinator(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IPEndPoint.TryParse(text, out IPEndPoint? endPoint) && endPoint.Port != 0)
            return endPoint;
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text[(colon + 1)..], System.Globalization.NumberStyles.None, null, out ushort port) || port == 0)
            throw new FormatException($"'{text}' is no host:port, such as 127.0.0.1:5001");
        try
        {
            IPAddress[] addresses = Dns.GetHostAddresses(text[..colon]);
            return new IPEndPoint(addresses.FirstOrDefault(one => one.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork) ?? addresses[0], port);
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or ArgumentException or IndexOutOfRangeException)
        {
            throw new FormatException($"'{text}': the host has no address ({exception.Message})", exception);
        }
    }

    /// <summary>Refuses values out of range, all at once.</summary>
    /// <exception cref="ArgumentException">Something is out of range.</exception>
    public void Validate()
    {
        var mistakes = new List<string>();
        if (Coordinator is null or { Port: 0 })
            mistakes.Add($"{nameof(Coordinator)} has no port");
        if (Name is null || Name.Length > MaxNameLength || !SyncCoordinator.IsName(Name))
            mistakes.Add($"{nameof(Name)} is '{Name}'; it must be 1 to {MaxNameLength} characters without white space");
        if (GiveUpAfter < TimeSpan.FromSeconds(1) || GiveUpAfter > TimeSpan.FromSeconds(100))
            mistakes.Add($"{nameof(GiveUpAfter)} is {GiveUpAfter}; it must be 1 to 100 seconds");
        if (mistakes.Count > 0)
            throw new ArgumentException(string.Join("; ", mistakes));
    }
}
