namespace Orleans.Runtime;

/// <summary>Looks at the cluster and steers it; key 0.</summary>
public interface IManagementGrain : IGrainWithIntegerKey
{
    /// <summary>The silos with their state.</summary>
    /// <param name="onlyActive">Whether silos that do not serve calls are left out.</param>
    /// <returns>The silos.</returns>
    Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false);

    /// <summary>The silos with all that is known of them.</summary>
    /// <param name="onlyActive">Whether silos that do not serve calls are left out.</param>
    /// <returns>The silos.</returns>
    Task<MembershipEntry[]> GetDetailedHosts(bool onlyActive = false);

    /// <summary>Collects garbage.</summary>
    /// <param name="hostsIds">The silos.</param>
    Task ForceGarbageCollection(SiloAddress[] hostsIds);

    /// <summary>Deactivates idle grains.</summary>
    /// <param name="hostsIds">The silos.</param>
    /// <param name="ageLimit">How long they have been idle at least.</param>
    Task ForceActivationCollection(SiloAddress[] hostsIds, TimeSpan ageLimit);

    /// <summary>Deactivates idle grains on all silos.</summary>
    /// <param name="ageLimit">How long they have been idle at least.</param>
    Task ForceActivationCollection(TimeSpan ageLimit);

    /// <summary>The state of silos in numbers.</summary>
    /// <param name="hostsIds">The silos.</param>
    /// <returns>The numbers.</returns>
    Task<SiloRuntimeStatistics[]> GetRuntimeStatistics(SiloAddress[] hostsIds);

    /// <summary>How many activations each grain class has on each silo.</summary>
    /// <returns>The numbers.</returns>
    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics();

    /// <summary>How many activations each grain class has.</summary>
    /// <param name="hostsIds">The silos.</param>
    /// <returns>The numbers.</returns>
    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds);

    /// <summary>The activations.</summary>
    /// <param name="types">The classes, as <c>Namespace.Class,Assembly</c>; all if left out.</param>
    /// <param name="hostsIds">The silos; all if left out.</param>
    /// <returns>The activations.</returns>
    Task<DetailedGrainStatistic[]> GetDetailedGrainStatistics(string[]? types = null, SiloAddress[]? hostsIds = null);

    /// <summary>How many activations a grain has.</summary>
    /// <param name="grainReference">The grain.</param>
    /// <returns>The number.</returns>
    Task<int> GetGrainActivationCount(GrainReference grainReference);

    /// <summary>How many activations there are.</summary>
    /// <returns>The number.</returns>
    Task<int> GetTotalActivationCount();

    /// <summary>Where a grain is active.</summary>
    /// <param name="reference">The grain.</param>
    /// <returns>The silo, or <see langword="null"/>.</returns>
    ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference);

    /// <summary>The active grains of a type.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The grains.</returns>
    ValueTask<List<GrainId>> GetActiveGrains(GrainType type);
}
