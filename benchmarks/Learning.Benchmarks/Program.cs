using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using RlOrleans.Learning.Benchmarks;

// Everything: dotnet run -c Release --project benchmarks/Learning.Benchmarks -- --filter '*'
// A part:     ... -- --filter '*Product*'
// In this process, because a project that BenchmarkDotNet generates would inherit this repository's build settings.
IConfig config = DefaultConfig.Instance
    .AddJob(Job.Default
        .WithToolchain(InProcessEmitToolchain.Instance)
        .WithWarmupCount(3)
        .WithIterationCount(10)
        .WithIterationTime(TimeInterval.FromMilliseconds(100)))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(new RateColumn(), new ShareColumn())
    .HideColumns(Column.Error, Column.StdDev, Column.RatioSD, Column.Gen0, Column.Gen1, Column.Gen2, Column.AllocRatio);
BenchmarkSwitcher.FromAssembly(typeof(CostColumn).Assembly).Run(args, config);
