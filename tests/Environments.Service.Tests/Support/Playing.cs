using System.Buffers;

namespace RlOrleans.Environments.Service.Tests.Support;

/// <summary>Plays lanes with actions that are a pure function of lane and step, and keeps all that they gave.</summary>
internal sealed class Playing
{
    private readonly CounterRandom _random = new(11, RandomPurpose.Action, 0, 0);
    private ulong _drawn;

    public Playing(IVectorEnvironment environment, EnvironmentSeed? seed = null)
    {
        Environment = environment;
        Result = new StepBatch(environment.LaneCount, environment.Spec.ObservationSpace.Size);
        Actions = new float[environment.LaneCount * environment.Spec.ActionSpace.Size];
        environment.Reset(seed ?? Seed(), Result.Observations);
    }

    public IVectorEnvironment Environment { get; }

    public StepBatch Result { get; }

    public float[] Actions { get; }

    public static EnvironmentSeed Seed(ulong seed = 7) => new(seed, RandomPurpose.Environment, 3, 5);

    public void Step()
    {
        for (int i = 0; i < Actions.Length; i++)
        {
            Actions[i] = Environment.Spec.ActionSpace switch
            {
                DiscreteSpace discrete => _random.Below(_drawn++, discrete.Count),
                BoxSpace box => _random.Uniform(_drawn++, box.Low[i % box.Size], box.High[i % box.Size]),
                var other => throw new NotSupportedException($"{other}"),
            };
        }

        Environment.Step(Actions, Result);
    }

    public void Step(int count)
    {
        for (int i = 0; i < count; i++)
            Step();
    }

    public byte[] Snapshot()
    {
        var buffer = new ArrayBufferWriter<byte>();
        Environment.Snapshot(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    public void CopyActionsFrom(Playing other) => _drawn = other._drawn;

    public void AssertSame(Playing other)
    {
        Assert.Equal(other.Result.Observations, Result.Observations);
        Assert.Equal(other.Result.Rewards, Result.Rewards);
        Assert.Equal(other.Result.Terminated, Result.Terminated);
        Assert.Equal(other.Result.Truncated, Result.Truncated);
        Assert.Equal(other.Environment.Episodes, Environment.Episodes);
        int size = Result.ObservationSize;
        for (int lane = 0; lane < Result.LaneCount; lane++)
        {
            if (Result.Terminated[lane] || Result.Truncated[lane])
                Assert.Equal(other.Result.FinalObservations.AsSpan(lane * size, size), Result.FinalObservations.AsSpan(lane * size, size));
        }
    }
}
