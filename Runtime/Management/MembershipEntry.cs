namespace Orleans;

/// <summary>A silo of the cluster.</summary>
[GenerateSerializer]
public sealed class MembershipEntry
{
    /// <summary>Its address.</summary>
    [Id(0)]
    public required Runtime.SiloAddress SiloAddress { get; set; }

    /// <summary>Its state.</summary>
    [Id(1)]
    public Runtime.SiloStatus Status { get; set; }

    /// <summary>Its port for clients.</summary>
    [Id(3)]
    public int ProxyPort { get; set; }

    /// <summary>The name of its machine.</summary>
    [Id(4)]
    public required string HostName { get; set; }

    /// <summary>Its name.</summary>
    [Id(5)]
    public required string SiloName { get; set; }

    /// <summary>When it started, UTC.</summary>
    [Id(9)]
    public DateTime StartTime { get; set; }

    /// <summary>When it last said that it lives, UTC.</summary>
    [Id(10)]
    public DateTime IAmAliveTime { get; set; }
}
