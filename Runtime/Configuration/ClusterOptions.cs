namespace Orleans.Configuration;

/// <summary>Which cluster this process belongs to.</summary>
public class ClusterOptions
{
    /// <summary>The default of <see cref="ClusterId"/>.</summary>
    public const string DefaultClusterId = "default";

    /// <summary>The default of <see cref="ServiceId"/>.</summary>
    public const string DefaultServiceId = "default";

    /// <summary>Silos with the same id find each other.</summary>
    public string ClusterId { get; set; } = DefaultClusterId;

    /// <summary>Names the service across deployments; stored state belongs to it.</summary>
    public string ServiceId { get; set; } = DefaultServiceId;
}

/// <summary>Names a silo.</summary>
public class SiloOptions
{
    /// <summary>The name; made up if left out.</summary>
    public string? SiloName { get; set; }
}

/// <summary>Where a silo is found. The embedded silo opens no port; the numbers only tell silos apart.</summary>
public class EndpointOptions
{
    /// <summary>The default of <see cref="SiloPort"/>.</summary>
    public const int DEFAULT_SILO_PORT = 11111;

    /// <summary>The default of <see cref="GatewayPort"/>.</summary>
    public const int DEFAULT_GATEWAY_PORT = 30000;

    /// <summary>The address that other silos are told.</summary>
    public System.Net.IPAddress AdvertisedIPAddress { get; set; } = System.Net.IPAddress.Loopback;

    /// <summary>The port for silos.</summary>
    public int SiloPort { get; set; } = DEFAULT_SILO_PORT;

    /// <summary>The port for clients.</summary>
    public int GatewayPort { get; set; } = DEFAULT_GATEWAY_PORT;
}
