using System.Net;

namespace RlOrleans.Environments.Service.Hosting;

/// <summary>Where an <see cref="EnvironmentService"/> listens, and the most that it takes on.</summary>
public sealed record EnvironmentServiceOptions
{
    /// <summary>The address to listen on. Default: loopback, because the service knows no users and trusts whoever reaches it.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 to 65535. 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Ids of the environments that are served. Default: every one of the registry.</summary>
    public IReadOnlyList<string>? Environments { get; init; }

    /// <summary>Instances at a time; 1 to 65,536. Default: 256.</summary>
    public int MaxInstances { get; init; } = 256;

    /// <summary>Lanes of one instance; 1 to <see cref="EnvironmentRegistry.MaxLaneCount"/>. Default: 4,096.</summary>
    public int MaxLanes { get; init; } = 4096;

    /// <summary>Observations held for all instances together, bytes; at least 1 MiB. Default: 1 GiB.</summary>
    public long MaxObservationBytes { get; init; } = 1L << 30;

    /// <summary>The largest body of a request, bytes; 1 KiB to 1 GiB. Default: 64 MiB, for the snapshots of many lanes.</summary>
    public int MaxBodyBytes { get; init; } = 64 << 20;

    /// <summary>Streams of states that one instance feeds at a time; 1 to 1,024. Default: 8.</summary>
    public int MaxStreams { get; init; } = 8;

    /// <summary>Connections at a time; 1 to 65,536. Default: 1,024.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>An instance that nobody has used for this long is closed; at least a second. Default: 10 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Refuses values out of range, all at once.</summary>
    /// <exception cref="ArgumentException">Something is out of range; the message names each option, its value and what is allowed.</exception>
    public void Validate(EnvironmentRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var mistakes = new List<string>();
        Range(nameof(Port), Port, 0, IPEndPoint.MaxPort);
        Range(nameof(MaxInstances), MaxInstances, 1, 65_536);
        Range(nameof(MaxLanes), MaxLanes, 1, EnvironmentRegistry.MaxLaneCount);
        Range(nameof(MaxObservationBytes), MaxObservationBytes, 1 << 20, long.MaxValue);
        Range(nameof(MaxBodyBytes), MaxBodyBytes, 1 << 10, 1 << 30);
        Range(nameof(MaxStreams), MaxStreams, 1, 1024);
        Range(nameof(MaxConnections), MaxConnections, 1, 65_536);
        if (IdleTimeout < TimeSpan.FromSeconds(1))
            mistakes.Add($"{nameof(IdleTimeout)} is {IdleTimeout}; it must be at least a second");
        if (Environments is { Count: 0 })
            mistakes.Add($"{nameof(Environments)} is empty; leave it out to serve all");
        foreach (string id in Environments ?? [])
        {
            mistakes.AddRange(registry.Check(id).Select(error => error.Wrapper is null
                ? new UnknownEnvironmentException(error.Environment, error.Near).Message
                : error.ToString()));
        }

        if (mistakes.Count > 0)
            throw new ArgumentException(string.Join("; ", mistakes));

        void Range(string name, long value, long least, long most)
        {
            if (value < least || value > most)
                mistakes.Add($"{name} is {value}; it must be {least} to {most}");
        }
    }
}
