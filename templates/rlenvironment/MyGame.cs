using RlOrleans.Environments;

namespace MyGame.Plugin;

/// <summary>
/// MyGame-v0: walk along a slippery corridor to its right end. Replace it with your own; nothing else has to change.
/// </summary>
public sealed class MyGame : IEnvironment
{
    private const int Length = 10;
    private const float SlipProbability = 0.1f;

    private int _position;

    /// <summary>What it is: id, observations, actions, step limit, the mean return that counts as solved.</summary>
    public static EnvironmentSpec Definition { get; } = new(
        "MyGame-v0",
        BoxSpace.Uniform(0, 1, Length),
        new DiscreteSpace(2),
        MaxEpisodeSteps: 100,
        RewardThreshold: 0.8,
        "Walk along a slippery corridor to its right end.");

    /// <summary>Starts an episode. All chance comes from <paramref name="random"/>, so that it can be played again.</summary>
    public void Reset(in StepRandom random, Span<float> observation)
    {
        _position = random.Below(draw: 0, Length / 2);
        Observe(observation);
    }

    /// <summary>Takes a step: 0 to the left, 1 to the right.</summary>
    public StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation)
    {
        bool right = action[0] == 1 != random.Uniform(draw: 0) < SlipProbability;
        _position = Math.Clamp(_position + (right ? 1 : -1), 0, Length - 1);
        Observe(observation);
        bool arrived = _position == Length - 1;
        return new StepOutcome(arrived ? 1 : -0.01f, Terminated: arrived, Truncated: false);
    }

    /// <summary>Writes what the rest of the episode depends on, for checkpoints.</summary>
    public void Save(SnapshotWriter writer) => writer.WriteInt32(_position);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref SnapshotReader reader) => _position = reader.ReadInt32();

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        observation[_position] = 1;
    }
}

/// <summary>What <c>rl … --plugin</c> looks for.</summary>
public sealed class MyGamePlugin : IEnvironmentPlugin
{
    /// <inheritdoc/>
    public void Register(EnvironmentRegistry environments) => environments.Register(MyGame.Definition, () => new MyGame());
}
