namespace RlOrleans.Environments.ToyText;

/// <summary>
/// CliffWalking-v1 with Gymnasium's map, rewards and moves. Action 0 walks up, 1 to the right, 2 down, 3 to the left;
/// every step costs 1, and one over the cliff costs 100 and leads back to the start. The goal ends the episode. Sutton
/// and Barto, "Reinforcement Learning: An Introduction" (2018), example 6.6.
/// </summary>
/// <remarks>
/// <para>State: row · 12 + column. The start is in the lower left, the goal in the lower right, the cliff between them.</para>
/// <para>
/// Gymnasium registers the environment without a limit of steps. An episode here is truncated at step 200,000, which a random
/// walk does not come near: a limit there has to be, because a greedy policy may walk against a wall for ever. A
/// shorter one, as is usual where results are compared, is a wrapper: <c>CliffWalking-v1|time-limit=200</c>.
/// </para>
/// </remarks>
internal static class CliffWalking
{
    private const int Rows = 4;
    private const int Columns = 12;
    private const int Start = (Rows - 1) * Columns;
    private const int Goal = Rows * Columns - 1;

    private const int MaxEpisodeSteps = 200_000;

    private static readonly (int Row, int Column)[] Moves = [(-1, 0), (0, 1), (1, 0), (0, -1)];

    public static TabularTask Task { get; } = new(
        new EnvironmentSpec(
            "CliffWalking-v1",
            TabularTask.OneHot(Rows * Columns),
            new DiscreteSpace(Moves.Length),
            MaxEpisodeSteps,
            RewardThreshold: double.NaN,
            "Walk along a cliff without falling off (tile one-hot)."),
        new TransitionTable(Rows * Columns, Moves.Length, [Start], Outcomes),
        (state, scene) => CliffWalkingScene.Draw(scene, Rows, Columns, state));

    private static Transition[] Outcomes(int state, int action)
    {
        int row = Math.Clamp(state / Columns + Moves[action].Row, 0, Rows - 1);
        int column = Math.Clamp(state % Columns + Moves[action].Column, 0, Columns - 1);
        int next = row * Columns + column;
        return [next is > Start and < Goal ? new Transition(1, Start, -100, Terminated: false) : new Transition(1, next, -1, next == Goal)];
    }
}
