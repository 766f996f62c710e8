namespace Orleans.TestingHost;

/// <summary>Settings of a test cluster.</summary>
public class TestClusterOptions
{
    /// <summary>The id of the cluster; made up if left out.</summary>
    public string ClusterId { get; set; } = TestClusterBuilder.CreateClusterId();

    /// <summary>The id of the service; made up if left out.</summary>
    public string ServiceId { get; set; } = Guid.NewGuid().ToString("N");

    /// <summary>How many silos there are. For now 1: more need cluster mode.</summary>
    public short InitialSilosCount { get; set; } = 1;

    /// <summary>Whether the client is connected when the cluster is deployed. Default: <see langword="true"/>.</summary>
    public bool InitializeClientOnDeploy { get; set; } = true;
}
