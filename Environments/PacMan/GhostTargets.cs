namespace RlOrleans.Environments.PacMan;

/// <summary>The tiles that ghosts steer for. They may lie in walls and outside of the maze.</summary>
internal static class GhostTargets
{
    private const int PinkyAhead = 4;
    private const int InkyAhead = 2;
    private const int ClydeShyness = 8;

    /// <summary>Above the door of the house, where eyes go.</summary>
    public static (int Column, int Row) Door => (Maze.Middle, Maze.DoorRow);

    private static ReadOnlySpan<sbyte> CornerColumns => [25, 2, 27, 0];

    private static ReadOnlySpan<sbyte> CornerRows => [-3, -3, 31, 31];

    /// <summary>The corner that a ghost circles while it scatters.</summary>
    public static (int Column, int Row) Corner(int ghost) => (CornerColumns[ghost], CornerRows[ghost]);

    /// <summary>What a ghost chases.</summary>
    /// <param name="ghost">Its number.</param>
    /// <param name="own">Its own tile.</param>
    /// <param name="player">Pac-Man's tile.</param>
    /// <param name="heading">Pac-Man's heading.</param>
    /// <param name="blinky">Blinky's tile.</param>
    public static (int Column, int Row) Prey(int ghost, int own, int player, int heading, int blinky)
    {
        int column = Maze.Column(player), row = Maze.Row(player);
        switch (ghost)
        {
            case GhostName.Pinky:
                return Ahead(PinkyAhead);
            case GhostName.Inky:
                // As far beyond the tile ahead of Pac-Man as Blinky is on this side of it.
                (int pivotColumn, int pivotRow) = Ahead(InkyAhead);
                return (2 * pivotColumn - Maze.Column(blinky), 2 * pivotRow - Maze.Row(blinky));
            case GhostName.Clyde:
                int right = column - Maze.Column(own), down = row - Maze.Row(own);
                return right * right + down * down >= ClydeShyness * ClydeShyness ? (column, row) : Corner(ghost);
            default:
                return (column, row);
        }

        // The arcade's arithmetic overflows for a Pac-Man that heads up: as many tiles to the left are added.
        (int Column, int Row) Ahead(int tiles) => (
            column + tiles * (heading == Direction.Up ? -1 : Direction.Right(heading)),
            row + tiles * Direction.Down(heading));
    }
}
