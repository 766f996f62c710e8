using Orleans.Statistics;

namespace Orleans.Runtime;

/// <summary>How many activations a grain class has on a silo.</summary>
[GenerateSerializer, Immutable]
public sealed class SimpleGrainStatistic
{
    /// <summary>The class, as <c>Namespace.Class,Assembly</c>.</summary>
    [Id(0)]
    public required string GrainType { get; init; }

    /// <summary>The silo.</summary>
    [Id(1)]
    public required SiloAddress SiloAddress { get; init; }

    /// <summary>The number of activations.</summary>
    [Id(2)]
    public int ActivationCount { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"SimpleGrainStatistic: GrainType={GrainType} Silo={SiloAddress} NumActivations={ActivationCount}";
}

/// <summary>One activation.</summary>
[GenerateSerializer, Immutable]
public sealed class DetailedGrainStatistic
{
    /// <summary>The class, as <c>Namespace.Class,Assembly</c>.</summary>
    [Id(0)]
    public required string GrainType { get; init; }

    /// <summary>The silo.</summary>
    [Id(1)]
    public required SiloAddress SiloAddress { get; init; }

    /// <summary>The grain.</summary>
    [Id(2)]
    public GrainId GrainId { get; init; }
}

/// <summary>The state of a silo in numbers.</summary>
[GenerateSerializer, Immutable]
public sealed class SiloRuntimeStatistics
{
    internal SiloRuntimeStatistics(int activationCount, int recentlyUsedActivationCount, DateTime dateTime, EnvironmentStatistics environment)
    {
        ActivationCount = activationCount;
        RecentlyUsedActivationCount = recentlyUsedActivationCount;
        DateTime = dateTime;
        EnvironmentStatistics = environment;
    }

    /// <summary>The number of activations.</summary>
    [Id(0)]
    public int ActivationCount { get; }

    /// <summary>The number of activations that were called within the last ten minutes.</summary>
    [Id(1)]
    public int RecentlyUsedActivationCount { get; }

    /// <summary>Whether the silo refuses work.</summary>
    [Id(6)]
    public bool IsOverloaded { get; }

    /// <summary>The number of clients.</summary>
    [Id(7)]
    public long ClientCount { get; }

    /// <summary>When the numbers were taken, UTC.</summary>
    [Id(10)]
    public DateTime DateTime { get; }

    /// <summary>The process and its machine.</summary>
    [Id(11)]
    public EnvironmentStatistics EnvironmentStatistics { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"SiloRuntimeStatistics: ActivationCount={ActivationCount} RecentlyUsedActivationCount={RecentlyUsedActivationCount} DateTime={DateTime:O}";
}
