using System.Diagnostics;
using Orleans.Concurrency;
using Orleans.Statistics;

namespace Orleans.Runtime;

/// <summary>Looks at this silo, which is the whole cluster.</summary>
[StatelessWorker(1)]
[Reentrant]
internal sealed class ManagementGrain(Catalog catalog, ActivationCollector collector, IClusterMembership membership, TimeProvider timeProvider) :
    Grain, IManagementGrain
{
    private static readonly TimeSpan RecentUse = TimeSpan.FromMinutes(10);

    public Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false) =>
        Task.FromResult(Members(onlyActive).ToDictionary(member => member.SiloAddress, member => member.Status));

    public Task<MembershipEntry[]> GetDetailedHosts(bool onlyActive = false) => Task.FromResult(Members(onlyActive).ToArray());

    public Task ForceGarbageCollection(SiloAddress[] hostsIds)
    {
        if (IsAsked(hostsIds))
        {
            GC.Collect();
        }

        return Task.CompletedTask;
    }

    public Task ForceActivationCollection(TimeSpan ageLimit)
    {
        // A grain that asks is not idle, so that waiting for the deactivations cannot wait for itself.
        return Task.WhenAll(collector.Collect(ageLimit));
    }

    public Task ForceActivationCollection(SiloAddress[] hostsIds, TimeSpan ageLimit) =>
        IsAsked(hostsIds) ? ForceActivationCollection(ageLimit) : Task.CompletedTask;

    public Task<SiloRuntimeStatistics[]> GetRuntimeStatistics(SiloAddress[] hostsIds)
    {
        if (!IsAsked(hostsIds))
        {
            return Task.FromResult<SiloRuntimeStatistics[]>([]);
        }

        catalog.ReadClock();
        var memory = GC.GetGCMemoryInfo();
        using var process = Process.GetCurrentProcess();
        var now = timeProvider.GetUtcNow().UtcDateTime;
        var uptime = now - process.StartTime.ToUniversalTime();
        var cpu = uptime > TimeSpan.Zero ? (float)(100 * process.TotalProcessorTime / uptime / Environment.ProcessorCount) : 0;
        var environment = new EnvironmentStatistics(
            Math.Clamp(cpu, 0, 100),
            Environment.WorkingSet,
            Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes),
            memory.TotalAvailableMemoryBytes);
        var recentlyUsed = catalog.Activations.Count(activation => catalog.SinceCoarse(activation.LastUse) < RecentUse);
        return Task.FromResult<SiloRuntimeStatistics[]>([new SiloRuntimeStatistics(catalog.Count, recentlyUsed, now, environment)]);
    }

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics() => Task.FromResult<SimpleGrainStatistic[]>(
    [
        .. from activation in catalog.Activations
           group activation by activation.Class into grainClass
           select new SimpleGrainStatistic
           {
               GrainType = NameOf(grainClass.Key),
               SiloAddress = catalog.Calls.LocalSilo,
               ActivationCount = grainClass.Count(),
           },
    ]);

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds) =>
        IsAsked(hostsIds) ? GetSimpleGrainStatistics() : Task.FromResult<SimpleGrainStatistic[]>([]);

    public Task<DetailedGrainStatistic[]> GetDetailedGrainStatistics(string[]? types = null, SiloAddress[]? hostsIds = null) =>
        Task.FromResult<DetailedGrainStatistic[]>(
        [
            .. from activation in IsAsked(hostsIds) ? catalog.Activations : []
               let name = NameOf(activation.Class)
               where types is null || types.Contains(name)
               select new DetailedGrainStatistic { GrainType = name, SiloAddress = catalog.Calls.LocalSilo, GrainId = activation.GrainId },
        ]);

    public Task<int> GetGrainActivationCount(GrainReference grainReference)
    {
        ArgumentNullException.ThrowIfNull(grainReference);
        return Task.FromResult(catalog.Activations.Count(activation => activation.GrainId == grainReference.GrainId));
    }

    public Task<int> GetTotalActivationCount() => Task.FromResult(catalog.Count);

    public ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference) =>
        new(catalog.Find(reference.GetGrainId()) is Activation { IsOpen: true } ? catalog.Calls.LocalSilo : null);

    public ValueTask<List<GrainId>> GetActiveGrains(GrainType type) =>
        new(catalog.Activations.Where(activation => activation.IsOpen && activation.GrainId.Type == type).Select(activation => activation.GrainId).Distinct().ToList());

    private static string NameOf(GrainClass grainClass) => $"{grainClass.Type.FullName},{grainClass.Type.Assembly.GetName().Name}";

    private bool IsAsked(SiloAddress[]? silos) => silos is null || silos.Length == 0 || silos.Contains(catalog.Calls.LocalSilo);

    private IEnumerable<MembershipEntry> Members(bool onlyActive) =>
        membership.Members.Where(member => !onlyActive || member.Status == SiloStatus.Active);
}
