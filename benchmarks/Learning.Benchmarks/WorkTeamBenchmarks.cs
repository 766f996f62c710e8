using BenchmarkDotNet.Attributes;

namespace RlOrleans.Learning.Benchmarks;

/// <summary>What it costs to fork and join, beside the framework's parallel loop.</summary>
public class WorkTeamBenchmarks
{
    private readonly Nothing _nothing = new();
    private readonly Action<int> _body = _ => { };
    private WorkTeam _team = null!;

    [Params(2, 8)]
    public int Parts { get; set; }

    [GlobalSetup]
    public void Setup() => _team = new WorkTeam(WorkTeam.DefaultThreads);

    [GlobalCleanup]
    public void Cleanup() => _team.Dispose();

    [Benchmark(Baseline = true)]
    public void ParallelFor() => Parallel.For(0, Parts, _body);

    [Benchmark]
    public void Team() => _team.Run(_nothing, Parts);

    private sealed class Nothing : IWork
    {
        public void Run(int part)
        {
        }
    }
}
