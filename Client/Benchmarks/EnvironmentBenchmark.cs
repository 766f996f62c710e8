using RlOrleans.Environments;

namespace RlOrleans.Client.Benchmarks;

/// <summary>
/// Measures raw steps of one environment: on the calling thread, with random actions that were drawn beforehand. What
/// is counted is steps of single lanes.
/// </summary>
internal sealed class EnvironmentBenchmark : IDisposable
{
    /// <summary>Lanes that are stepped together.</summary>
    public const int LaneCount = 1024;

    // Enough that no lane sees the same few actions over and over.
    private const int ActionBatches = 64;

    private readonly IVectorEnvironment _environment;
    private readonly float[][] _actions;
    private readonly StepBatch _result;
    private int _batch;

    public EnvironmentBenchmark(string environmentId)
    {
        _environment = EnvironmentRegistry.Default.Create(environmentId, LaneCount);
        _result = new StepBatch(LaneCount, _environment.Spec.ObservationSpace.Size);
        _actions = [.. Enumerable.Range(0, ActionBatches).Select(Draw)];
        _environment.Reset(new EnvironmentSeed(Seed: 1, RandomPurpose.Environment, Agent: 0), _result.Observations);
    }

    /// <summary>Takes samples, after the code has been compiled in its final form, and returns their medians.</summary>
    public async Task<BenchmarkResult> Run(int repeats, TimeSpan sampleTime, TimeProvider time)
    {
        var steps = new BenchmarkCase(_environment.Spec.Id, Baseline: null, Step);
        await steps.Calibrate(sampleTime, time);
        for (int repeat = 0; repeat < repeats; repeat++)
            await steps.Sample(time);
        return steps.Median();
    }

    public void Dispose() => _environment.Dispose();

    private Task Step(int count)
    {
        for (int step = 0; step < count / LaneCount; step++)
        {
            _environment.Step(_actions[_batch], _result);
            _batch = (_batch + 1) % ActionBatches;
        }

        return Task.CompletedTask;
    }

    private float[] Draw(int batch)
    {
        Space space = _environment.Spec.ActionSpace;
        var actions = new float[LaneCount * space.Size];
        for (int lane = 0; lane < LaneCount; lane++)
        {
            var random = new CounterRandom(1, RandomPurpose.Action, 0, (uint)lane);
            space.Sample(random, (ulong)(batch * space.Size), actions.AsSpan(lane * space.Size, space.Size));
        }

        return actions;
    }
}
