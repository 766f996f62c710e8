using System.Buffers;

namespace RlOrleans.Environments.Tests;

/// <summary>Plays environments with actions that are a pure function of (lane, episode, step in the episode).</summary>
internal sealed class Lanes : IDisposable
{
    private readonly uint[] _steps;
    private readonly uint _firstLane;

    public Lanes(IVectorEnvironment environment, in EnvironmentSeed seed)
    {
        Environment = environment;
        _firstLane = seed.FirstLane;
        _steps = new uint[environment.LaneCount];
        Actions = new float[environment.LaneCount];
        Result = new StepBatch(environment.LaneCount, environment.Spec.ObservationSpace.Size);
        environment.Reset(seed, Result.Observations);
    }

    public IVectorEnvironment Environment { get; }

    public float[] Actions { get; }

    public StepBatch Result { get; }

    public int Size => Result.ObservationSize;

    public static EnvironmentSeed Seed(ulong seed = 7, uint agent = 3, uint firstLane = 0) =>
        new(seed, RandomPurpose.Environment, agent, firstLane);

    public void Step()
    {
        for (int lane = 0; lane < Actions.Length; lane++)
            Actions[lane] = Draw(_firstLane + (uint)lane, ((ulong)Environment.Episodes[lane] << 32) | _steps[lane]);

        Environment.Step(Actions, Result);
        for (int lane = 0; lane < Actions.Length; lane++)
            _steps[lane] = Result.Terminated[lane] || Result.Truncated[lane] ? 0 : _steps[lane] + 1;
    }

    /// <summary>Steps every lane by an action that depends on nothing but the number of the step.</summary>
    public void StepAlike(int step)
    {
        Actions.AsSpan().Fill(Draw(0, (ulong)step));
        Environment.Step(Actions, Result);
    }

    public float[] Observation(int lane) => Result.Observations.AsSpan(lane * Size, Size).ToArray();

    public float[] FinalObservation(int lane) => Result.FinalObservations.AsSpan(lane * Size, Size).ToArray();

    public bool Ended(int lane) => Result.Terminated[lane] || Result.Truncated[lane];

    public byte[] Snapshot()
    {
        var buffer = new ArrayBufferWriter<byte>();
        Environment.Snapshot(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    public void CopyStepsFrom(Lanes other) => other._steps.CopyTo(_steps, 0);

    public void Dispose() => Environment.Dispose();

    private float Draw(uint lane, ulong counter)
    {
        float action = 0;
        Environment.Spec.ActionSpace.Sample(new CounterRandom(1, RandomPurpose.Action, 0, lane), counter, new Span<float>(ref action));
        return action;
    }
}
