using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.Snake;

/// <summary>
/// Snake-grid-v0: the rules of <see cref="SnakeGame"/>, observed as five planes of the board, <c>[5, 10, 10]</c>, with
/// a 1 where the cell holds: 0 the head, 1 the segment behind it (the two give the heading), 2 the segments between,
/// 3 the tail, 4 the food. Everything else is 0.
/// </summary>
internal sealed class SnakeGrid : IEnvironment, IDrawable
{
    private const int PlaneCount = 5;

    private readonly SnakeGame _game = new();

    public static EnvironmentSpec Definition { get; } = new(
        "Snake-grid-v0",
        BoxSpace.Uniform(0, 1, PlaneCount, SnakeGame.Side, SnakeGame.Side),
        new DiscreteSpace(SnakeGame.DirectionCount),
        SnakeGame.MaxSteps,
        RewardThreshold: double.NaN,
        "Eat and grow on a 10x10 board without running into a wall or yourself; five one-hot planes.");

    internal SnakeGame Game => _game;

    public void Reset(in StepRandom random, Span<float> observation)
    {
        _game.Reset(random);
        Observe(observation);
    }

    public StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation)
    {
        StepOutcome outcome = _game.Step((int)action[0], random);
        Observe(observation);
        return outcome;
    }

    public void Save(SnapshotWriter writer) => _game.Save(writer);

    public void Load(ref SnapshotReader reader) => _game.Load(ref reader);

    public void Draw(Scene scene) => SnakeScene.Draw(scene, _game);

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        for (int i = 0; i < _game.Length; i++)
        {
            int plane = i == _game.Length - 1 ? 3 : Math.Min(i, 2);
            observation[plane * SnakeGame.CellCount + _game.Segment(i)] = 1;
        }

        if (_game.Food >= 0)
            observation[4 * SnakeGame.CellCount + _game.Food] = 1;
    }
}
