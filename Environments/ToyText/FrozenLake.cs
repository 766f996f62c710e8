namespace RlOrleans.Environments.ToyText;

/// <summary>
/// FrozenLake-v1 and FrozenLake8x8-v1 with Gymnasium's maps, rewards, limits and chances. Action 0 walks to the left,
/// 1 down, 2 to the right, 3 up; on the ice a third of the walks goes where it should, and a third to either side of
/// that. Reaching the goal is worth 1; the goal and holes end the episode.
/// </summary>
/// <remarks>State: row · columns + column, counted from the start in the upper left.</remarks>
internal static class FrozenLake
{
    private const int ActionCount = 4;
    private const char Start = 'S';
    private const char Goal = 'G';
    private const char Hole = 'H';

    private static readonly (int Row, int Column)[] Moves = [(0, -1), (1, 0), (0, 1), (-1, 0)];

    public static TabularTask Small { get; } = Create(
        "FrozenLake-v1",
        maxEpisodeSteps: 100,
        rewardThreshold: 0.70,
        ["SFFF", "FHFH", "FFFH", "HFFG"]);

    public static TabularTask Large { get; } = Create(
        "FrozenLake8x8-v1",
        maxEpisodeSteps: 200,
        rewardThreshold: 0.85,
        ["SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG"]);

    private static TabularTask Create(string id, int maxEpisodeSteps, double rewardThreshold, string[] map)
    {
        int rows = map.Length, columns = map[0].Length;
        int[] starts = [.. Enumerable.Range(0, rows * columns).Where(state => Tile(state) == Start)];
        return new TabularTask(
            new EnvironmentSpec(
                id,
                TabularTask.OneHot(rows * columns),
                new DiscreteSpace(ActionCount),
                maxEpisodeSteps,
                rewardThreshold,
                $"Cross {rows} by {columns} tiles of slippery ice between holes (tile one-hot)."),
            new TransitionTable(rows * columns, ActionCount, starts, Outcomes),
            (state, scene) => FrozenLakeScene.Draw(scene, map, state));

        char Tile(int state) => map[state / columns][state % columns];

        Transition[] Outcomes(int state, int action)
        {
            if (Tile(state) is Goal or Hole)
                return [new Transition(1, state, 0, Terminated: true)];
            const double Straight = 1.0 / 3;
            const double Aside = (1 - Straight) / 2;
            return [Walk(state, (action + 3) % 4, Aside), Walk(state, action, Straight), Walk(state, (action + 1) % 4, Aside)];
        }

        Transition Walk(int state, int direction, double probability)
        {
            int row = Math.Clamp(state / columns + Moves[direction].Row, 0, rows - 1);
            int column = Math.Clamp(state % columns + Moves[direction].Column, 0, columns - 1);
            int next = row * columns + column;
            return new Transition(probability, next, Tile(next) == Goal ? 1 : 0, Tile(next) is Goal or Hole);
        }
    }
}
