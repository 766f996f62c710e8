using System.Buffers;

namespace RlOrleans.Environments.Tests.Wrappers;

/// <summary>
/// An environment whose every number is known: the observation is [episode, step], the reward is the step's number plus a
/// tenth of the action, and the episode of lane i ends of its own after <c>length + i</c> steps.
/// </summary>
internal sealed class Scripted(int lanes, int length = 5) : IVectorEnvironment
{
    private readonly uint[] _episodes = new uint[lanes];
    private readonly int[] _steps = new int[lanes];

    public EnvironmentSpec Spec { get; } = new("Scripted-v0", BoxSpace.Uniform(0, 1000, 2), new DiscreteSpace(10), 100, 42, "Counts.");

    public int LaneCount => lanes;

    public ReadOnlySpan<uint> Episodes => _episodes;

    /// <summary>The actions of every step, <c>[N]</c> each.</summary>
    public List<float[]> Taken { get; } = [];

    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        for (int lane = 0; lane < lanes; lane++)
            ResetLane(lane, 0, observations.Slice(2 * lane, 2));
    }

    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        (_episodes[lane], _steps[lane]) = (episode, 0);
        Observe(lane, observation);
    }

    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        Taken.Add(actions.ToArray());
        for (int lane = 0; lane < lanes; lane++)
        {
            Span<float> row = result.Observations.AsSpan(2 * lane, 2);
            int step = ++_steps[lane];
            result.Rewards[lane] = step + actions[lane] / 10;
            result.Terminated[lane] = step == length + lane;
            result.Truncated[lane] = false;
            Observe(lane, row);
            if (result.Terminated[lane])
            {
                row.CopyTo(result.FinalObservations.AsSpan(2 * lane));
                ResetLane(lane, _episodes[lane] + 1, row);
            }
        }
    }

    public void Snapshot(IBufferWriter<byte> destination) => throw new NotSupportedException();

    public void Restore(ReadOnlySpan<byte> source) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private void Observe(int lane, Span<float> row) => (row[0], row[1]) = (_episodes[lane], _steps[lane]);
}

/// <summary>One wrapped environment and the batch that its steps go to.</summary>
internal sealed class Wrapped
{
    public Wrapped(IVectorEnvironment environment)
    {
        Environment = environment;
        Batch = new StepBatch(environment.LaneCount, environment.Spec.ObservationSpace.Size);
        environment.Reset(new EnvironmentSeed(7, RandomPurpose.Environment, 3), Batch.Observations);
    }

    public IVectorEnvironment Environment { get; }

    public StepBatch Batch { get; }

    public void Step(params float[] actions) => Environment.Step(actions, Batch);

    /// <summary>What a lane shows now.</summary>
    public float[] Shown(int lane) => Batch.Observations.AsSpan(lane * Batch.ObservationSize, Batch.ObservationSize).ToArray();

    /// <summary>What the episode that a lane has just ended showed last.</summary>
    public float[] Last(int lane) => Batch.FinalObservations.AsSpan(lane * Batch.ObservationSize, Batch.ObservationSize).ToArray();
}
