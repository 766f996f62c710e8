namespace RlOrleans.Environments.Tests.Isolation;

/// <summary>An environment that counts its steps, and does at a certain step of a certain lane what a test asks for.</summary>
internal sealed class ScriptedEnvironment(Func<int, int, StepOutcome?> script) : IEnvironment, IDisposable
{
    private uint _lane;
    private int _steps;

    public static EnvironmentSpec Spec { get; } = new(
        "Scripted-v0", new BoxSpace([2], [-1000, -1000], [1000, 1000]), new DiscreteSpace(2), 100, double.NaN, "Counts its steps.");

    public bool IsDisposed { get; private set; }

    public void Reset(in StepRandom random, Span<float> observation)
    {
        _steps = 0;
        Write(observation);
    }

    public StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation)
    {
        _steps++;
        Write(observation);
        StepOutcome outcome = script((int)_lane, _steps) ?? new StepOutcome(1, false, false);
        if (float.IsNaN(outcome.Reward))
            observation[1] = float.NaN;
        return outcome with { Reward = float.IsNaN(outcome.Reward) ? 1 : outcome.Reward };
    }

    public void Save(SnapshotWriter writer) => writer.WriteInt32(_steps);

    public void Load(ref SnapshotReader reader) => _steps = reader.ReadInt32();

    public void Dispose() => IsDisposed = true;

    /// <summary>Environments for the lanes of a vector, which are made in their order.</summary>
    public static Func<IEnvironment> Lanes(int count, Func<int, int, StepOutcome?> script, List<ScriptedEnvironment>? made = null)
    {
        int next = 0;
        return () =>
        {
            var environment = new ScriptedEnvironment(script) { _lane = (uint)(next++ % count) };
            made?.Add(environment);
            return environment;
        };
    }

    private void Write(Span<float> observation)
    {
        observation[0] = _lane;
        observation[1] = _steps;
    }
}
