namespace Orleans.Statistics;

/// <summary>A process and its machine in numbers.</summary>
[GenerateSerializer, Immutable]
public readonly struct EnvironmentStatistics
{
    /// <summary>CPU in use, in percent of all processors.</summary>
    [Id(0)]
    public readonly float FilteredCpuUsagePercentage;

    /// <summary>Memory in use by the process, in bytes.</summary>
    [Id(1)]
    public readonly long FilteredMemoryUsageBytes;

    /// <summary>Memory the process may still take, in bytes.</summary>
    [Id(2)]
    public readonly long FilteredAvailableMemoryBytes;

    /// <summary>Memory the process may have in all, in bytes.</summary>
    [Id(3)]
    public readonly long MaximumAvailableMemoryBytes;

    internal EnvironmentStatistics(float cpuUsagePercentage, long memoryUsageBytes, long availableMemoryBytes, long maximumAvailableMemoryBytes)
    {
        FilteredCpuUsagePercentage = cpuUsagePercentage;
        FilteredMemoryUsageBytes = memoryUsageBytes;
        FilteredAvailableMemoryBytes = availableMemoryBytes;
        MaximumAvailableMemoryBytes = maximumAvailableMemoryBytes;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"CpuUsage={FilteredCpuUsagePercentage:N1} %, MemoryUsage={FilteredMemoryUsageBytes} B, AvailableMemory={FilteredAvailableMemoryBytes} B of {MaximumAvailableMemoryBytes} B";
}
