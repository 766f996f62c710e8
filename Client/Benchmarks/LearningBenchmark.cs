using System.Collections.Immutable;
using RlOrleans.Environments;
using RlOrleans.Learning;
using RlOrleans.Runs;

namespace RlOrleans.Client.Benchmarks;

/// <summary>A kernel beside what one core of the machine does at the most.</summary>
/// <param name="Name">The kernel and its shape.</param>
/// <param name="NanosecondsEach">Of one call.</param>
/// <param name="GigaflopsPerSecond">10⁹ floating-point operations a second; null where memory is the limit.</param>
/// <param name="GigabytesPerSecond">10⁹ bytes a second; null where arithmetic is the limit.</param>
/// <param name="Share">Of the peak; above 1 where the operands stay in a cache that is faster than memory.</param>
/// <param name="AllocatedBytesEach">Of one call.</param>
internal sealed record KernelResult(
    string Name, double NanosecondsEach, double? GigaflopsPerSecond, double? GigabytesPerSecond, double Share, double AllocatedBytesEach);

/// <summary>Whole training with one set of settings.</summary>
/// <param name="Case">The settings.</param>
/// <param name="StepsPerSecond">Of a whole run, with sampling, updates and grains; over all lanes.</param>
/// <param name="UpdateGigaflopsPerSecond">10⁹ floating-point operations of matrix products a second within updates.</param>
/// <param name="UpdateShare">Of what all cores did at the most just before or after.</param>
/// <param name="WholeUpdateShare">The same with the operations that known zeros made unnecessary: above 1 where those are many.</param>
/// <param name="UpdateTimeShare">Of the time of training without grains that updates take.</param>
/// <param name="UpdateAllocatedBytes">Of one update in the steady state.</param>
/// <param name="AllocatedBytesPerStep">Of a whole run, by its steps.</param>
internal sealed record TrainingResult(
    TrainingCase Case,
    double StepsPerSecond,
    double UpdateGigaflopsPerSecond,
    double UpdateShare,
    double WholeUpdateShare,
    double UpdateTimeShare,
    double UpdateAllocatedBytes,
    double AllocatedBytesPerStep);

/// <summary>Measures kernels and training, each beside the limit of this machine that is measured in the same run.</summary>
internal sealed class LearningBenchmark(TimeProvider time, Action<string> progress)
{
    private static readonly TimeSpan SampleTime = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan UpdateTime = TimeSpan.FromSeconds(0.5);

    /// <summary>Every kernel on one thread; medians over the repeats.</summary>
    public async Task<IReadOnlyList<KernelResult>> Kernels(int repeats, MachinePeak peak)
    {
        var results = new List<KernelResult>();
        foreach (var workload in KernelWorkload.CreateAll())
        {
            progress(workload.Name);
            var calls = new BenchmarkCase(workload.Name, Baseline: null, count =>
            {
                workload.Run(count);
                return Task.CompletedTask;
            });
            await calls.Calibrate(SampleTime, time);
            for (int repeat = 0; repeat < repeats; repeat++)
                await calls.Sample(time);
            var median = calls.Median();
            double gigaflops = workload.FloatingPointOperations * median.PerSecond / 1e9;
            double gigabytes = workload.BytesMoved * median.PerSecond / 1e9;
            results.Add(workload.MovesMemory
                ? new(workload.Name, median.NanosecondsEach, null, gigabytes, gigabytes / peak.CoreGigabytesPerSecond, median.AllocatedBytesEach)
                : new(workload.Name, median.NanosecondsEach, gigaflops, null, gigaflops / peak.CoreGigaflops, median.AllocatedBytesEach));
        }

        return results;
    }

    /// <summary>Whole runs and their updates; medians over the repeats.</summary>
    public async Task<IReadOnlyList<TrainingResult>> Training(IEnumerable<TrainingCase> cases, int repeats, RlClient client)
    {
        var results = new List<TrainingResult>();
        foreach (var one in cases)
        {
            progress(one.Name);
            var updates = Enumerable.Range(0, repeats).Select(_ => Updates(one)).ToList();
            var runs = new List<(double StepsPerSecond, double AllocatedPerStep)>();
            for (int repeat = 0; repeat < repeats; repeat++)
                runs.Add(await Run(one, (ulong)repeat, client));
            results.Add(new TrainingResult(
                one,
                Median.Of(runs.Select(run => run.StepsPerSecond)),
                Median.Of(updates.Select(update => update.Gigaflops)),
                Median.Of(updates.Select(update => update.Share)),
                Median.Of(updates.Select(update => update.WholeShare)),
                Median.Of(updates.Select(update => update.TimeShare)),
                Median.Of(updates.Select(update => update.Allocated)),
                Median.Of(runs.Select(run => run.AllocatedPerStep))));
        }

        return results;
    }

    // Sampling and updating by turns on this thread, without grains; only the updates count.
    private (double Gigaflops, double Share, double WholeShare, double TimeShare, double Allocated) Updates(TrainingCase one)
    {
        AlgorithmRegistry.Default.TryGet(one.Algorithm, out var algorithm);
        EnvironmentRegistry.Default.TryGet(one.Environment, out var environment);
        using var learner = algorithm!.CreateLearner(new LearnerOptions
        {
            Observation = ActionSpecs.ShapeOf(environment!.ObservationSpace),
            Action = ActionSpecs.From(environment.ActionSpace),
            Hyperparameters = one.Set,
            Seed = 1,
            LaneCount = one.Lanes,
            TotalSteps = 100 * one.Steps,
        });
        using var source = new RolloutSource(one.Environment, learner, one.Lanes, algorithm.RolloutSteps(one.Set));
        while (learner.Operations == 0 || learner.Version < 2)
            learner.Update([source.Collect(learner)]);

        double peak = MachinePeak.MeasureGigaflops();
        long start = time.GetTimestamp(), operations = learner.Operations, whole = learner.WholeOperations, version = learner.Version, allocated = 0;
        var within = TimeSpan.Zero;
        while (within < UpdateTime)
        {
            var rollout = source.Collect(learner);
            long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true), begun = time.GetTimestamp();
            learner.Update([rollout]);
            within += time.GetElapsedTime(begun);
            allocated += GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        }

        double timeShare = within / time.GetElapsedTime(start);
        peak = Math.Max(peak, MachinePeak.MeasureGigaflops());
        double gigaflops = (learner.Operations - operations) / within.TotalSeconds / 1e9;
        double wholeGigaflops = (learner.WholeOperations - whole) / within.TotalSeconds / 1e9;
        return (
            gigaflops,
            gigaflops / peak,
            wholeGigaflops / peak,
            timeShare,
            (double)allocated / (learner.Version - version));
    }

    private static async Task<(double StepsPerSecond, double AllocatedPerStep)> Run(TrainingCase one, ulong seed, RlClient client)
    {
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        var run = await client.TrainAsync(new RunRequest
        {
            Environment = one.Environment,
            Algorithm = one.Algorithm,
            Steps = one.Steps,
            Lanes = one.Lanes,
            Seed = seed,
            Set = Complete(one),
            Record = Recording.None,
            EvaluationEpisodes = 0,
        });
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return run.Status == RunStatus.Completed
            ? (run.Progress.Steps / run.Progress.Elapsed.TotalSeconds, (double)allocated / run.Progress.Steps)
            : throw new RunException(RunErrorCode.Failed, $"{one.Name}: {run.Message}");
    }

    // The recipe of the environment must not show through.
    private static ImmutableDictionary<string, string> Complete(TrainingCase one)
    {
        AlgorithmRegistry.Default.TryGet(one.Algorithm, out var algorithm);
        var defaults = algorithm!.Hyperparameters.Select(descriptor => KeyValuePair.Create(descriptor.Name, descriptor.Default));
        return ImmutableDictionary.CreateRange(StringComparer.Ordinal, defaults).SetItems(one.Set);
    }
}
