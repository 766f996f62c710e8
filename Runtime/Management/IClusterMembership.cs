namespace Orleans.Runtime;

/// <summary>Knows the silos of the cluster.</summary>
internal interface IClusterMembership
{
    IReadOnlyList<MembershipEntry> Members { get; }
}

/// <summary>A cluster of this silo alone.</summary>
internal sealed class SingleSiloMembership(ILocalSiloDetails silo, SiloLifecycle lifecycle, TimeProvider timeProvider) : IClusterMembership
{
    private readonly DateTime _startTime = timeProvider.GetUtcNow().UtcDateTime;

    public IReadOnlyList<MembershipEntry> Members =>
    [
        new MembershipEntry
        {
            SiloAddress = silo.SiloAddress,
            SiloName = silo.Name,
            HostName = silo.DnsHostName,
            ProxyPort = silo.GatewayAddress.Endpoint.Port,
            Status = lifecycle.LowestStoppedStage <= ServiceLifecycleStage.Active ? SiloStatus.ShuttingDown
                : lifecycle.HighestCompletedStage >= ServiceLifecycleStage.BecomeActive ? SiloStatus.Active
                : SiloStatus.Joining,
            StartTime = _startTime,
            IAmAliveTime = timeProvider.GetUtcNow().UtcDateTime,
        },
    ];
}
