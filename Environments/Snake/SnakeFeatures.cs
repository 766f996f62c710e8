using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.Snake;

/// <summary>Snake-v0: the rules of <see cref="SnakeGame"/>, observed by 18 features.</summary>
/// <remarks>
/// For each direction d of up, right, down, left:
/// <list type="bullet">
/// <item>0 + d: 1 if the next cell that way is wall or body (the tail, which moves on, aside), else 0;</item>
/// <item>4 + d: free cells that way before the wall or the body, in ninths;</item>
/// <item>8 + d: 1 if the food lies that way of the head, else 0;</item>
/// <item>12 + d: 1 if the snake is heading that way, else 0.</item>
/// </list>
/// Then 16: the share of the board that the snake covers; 17: hunger, as a share of its limit.
/// </remarks>
internal sealed class SnakeFeatures : IEnvironment, IDrawable
{
    private const int FeatureCount = 4 * SnakeGame.DirectionCount + 2;

    private readonly SnakeGame _game = new();

    public static EnvironmentSpec Definition { get; } = new(
        "Snake-v0",
        BoxSpace.Uniform(0, 1, FeatureCount),
        new DiscreteSpace(SnakeGame.DirectionCount),
        SnakeGame.MaxSteps,
        RewardThreshold: double.NaN,
        "Eat and grow on a 10x10 board without running into a wall or yourself; 18 features.");

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
        for (int direction = 0; direction < SnakeGame.DirectionCount; direction++)
        {
            observation[direction] = _game.IsBlocked(direction) ? 1 : 0;
            observation[SnakeGame.DirectionCount + direction] = FreeCells(direction) / (SnakeGame.Side - 1f);
        }

        if (_game.Food >= 0)
        {
            int down = _game.Food / SnakeGame.Side - _game.Head / SnakeGame.Side;
            int right = _game.Food % SnakeGame.Side - _game.Head % SnakeGame.Side;
            Span<float> food = observation.Slice(2 * SnakeGame.DirectionCount, SnakeGame.DirectionCount);
            food[0] = down < 0 ? 1 : 0;
            food[1] = right > 0 ? 1 : 0;
            food[2] = down > 0 ? 1 : 0;
            food[3] = right < 0 ? 1 : 0;
        }

        observation[3 * SnakeGame.DirectionCount + _game.Direction] = 1;
        observation[^2] = _game.Length / (float)SnakeGame.CellCount;
        observation[^1] = _game.Hunger / (float)SnakeGame.HungerLimit;
    }

    private int FreeCells(int direction)
    {
        int count = 0;
        int cell = SnakeGame.Neighbour(_game.Head, direction);
        while (cell >= 0 && !_game.Occupies(cell))
        {
            count++;
            cell = SnakeGame.Neighbour(cell, direction);
        }

        return count;
    }
}
