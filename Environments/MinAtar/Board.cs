namespace RlOrleans.Environments.MinAtar;

/// <summary>The board that all five games are played on. Cell (x, y) has the index 10 y + x; y counts downwards.</summary>
internal static class Board
{
    /// <summary>Cells along each side.</summary>
    public const int Side = 10;

    /// <summary>Cells on the board.</summary>
    public const int CellCount = Side * Side;

    /// <summary>The last row and the last column.</summary>
    public const int Last = Side - 1;

    /// <summary>
    /// The step at which an episode is truncated. The published games have no limit (Freeway ends by its own clock), and
    /// a good policy may play some of them for ever; this is the customary one of Atari, 30 minutes at 60 frames a second
    /// and 4 frames a step, which no published result comes near.
    /// </summary>
    public const int MaxEpisodeSteps = 27_000;

    /// <summary>The spec of a game: a board of C planes, and the game's minimal action set.</summary>
    public static EnvironmentSpec Specify(string id, int channelCount, int actionCount, string summary) => new(
        id, BoxSpace.Uniform(0, 1, Side, Side, channelCount), new DiscreteSpace(actionCount), MaxEpisodeSteps, RewardThreshold: double.NaN, summary);
}
