using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace RlOrleans.Learning.Benchmarks;

/// <summary>A benchmark that knows what one call has to do at the least; all of its methods do the same.</summary>
internal interface ICosted
{
    KernelCost Cost { get; }
}

/// <summary>A column made of a benchmark's cost and its mean time.</summary>
public abstract class CostColumn : IColumn
{
    public string Id => GetType().Name;

    public abstract string ColumnName { get; }

    public abstract string Legend { get; }

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        Type type = benchmarkCase.Descriptor.Type;
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics || Activator.CreateInstance(type) is not ICosted costed)
            return "-";
        foreach (ParameterInstance parameter in benchmarkCase.Parameters.Items)
            type.GetProperty(parameter.Name)?.SetValue(costed, parameter.Value);
        return Format(costed.Cost, statistics.Mean);
    }

    private protected abstract string Format(KernelCost cost, double nanoseconds);

    protected static string Number(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0}{unit}");
}

/// <summary>Operations a second, or bytes a second where there are no operations to speak of.</summary>
public sealed class RateColumn : CostColumn
{
    public override string ColumnName => "Rate";

    public override string Legend => "10^9 floating-point operations a second; for kernels without a count, 10^9 bytes a second";

    private protected override string Format(KernelCost cost, double nanoseconds) => cost.FloatingPointOperations > 0
        ? Number(cost.FloatingPointOperations / nanoseconds, " GFLOP/s")
        : Number(cost.BytesMoved / nanoseconds, " GB/s");
}

/// <summary>The share of what one core of this machine does at the most, measured at the start.</summary>
public sealed class ShareColumn : CostColumn
{
    private static readonly MachinePeak Peak = MachinePeak.Measure(threads: 1);

    public override string ColumnName => "Share";

    public override string Legend => "Share of this machine's peak: fused multiply-adds on registers of one core";

    private protected override string Format(KernelCost cost, double nanoseconds) => cost.FloatingPointOperations > 0
        ? Number(100 * cost.FloatingPointOperations / nanoseconds / Peak.CoreGigaflops, " %")
        : "-";
}
