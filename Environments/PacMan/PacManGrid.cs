namespace RlOrleans.Environments.PacMan;

/// <summary>
/// PacMan-grid-v0: the maze as eleven planes, <c>[31, 28, 11]</c>, with a 1 where a tile holds: 0 a wall, 1 a pellet, 2 a power
/// pellet, 3 fruit, 4 Pac-Man, 5 to 8 Blinky, Pinky, Inky and Clyde while they are dangerous, 9 a ghost that can be
/// eaten, 10 eyes. Everything else is 0. Ghosts in their house show on the tile of their seat.
/// </summary>
internal sealed class PacManGrid(int lanes) : PacManObserver
{
    private const int PlaneCount = 11;
    private const int WallPlane = 0;
    private const int PelletPlane = 1;
    private const int PowerPelletPlane = 2;
    private const int FruitPlane = 3;
    private const int PlayerPlane = 4;
    private const int GhostPlane = 5;
    private const int EdiblePlane = 9;
    private const int EyesPlane = 10;

    // Pac-Man, the ghosts, fruit.
    private const int MarkCount = GhostName.Count + 2;
    private const int NoMark = -1;

    private static readonly float[] FullMaze = DrawFullMaze();

    private readonly PelletSet[] _pellets = new PelletSet[lanes];
    private readonly int[] _marks = new int[lanes * MarkCount];

    public static EnvironmentSpec Definition { get; } = PacManEnvironment.Specify(
        "PacMan-grid-v0",
        BoxSpace.Uniform(0, 1, Maze.Height, Maze.Width, PlaneCount),
        "Clear the maze of pellets before four ghosts get you; eleven planes of 31x28 tiles.");

    public override EnvironmentSpec Spec => Definition;

    public override void WriteAll(int lane, in PacManGame game, Span<float> row)
    {
        FullMaze.CopyTo(row);
        _pellets[lane] = PelletSet.All;
        _marks.AsSpan(lane * MarkCount, MarkCount).Fill(NoMark);
        WriteChanges(lane, game, row);
    }

    public override void WriteChanges(int lane, in PacManGame game, Span<float> row)
    {
        PelletSet changed = PelletSet.Difference(_pellets[lane], game.Pellets);
        _pellets[lane] = game.Pellets;
        for (int pellet = changed.TakeFirst(); pellet >= 0; pellet = changed.TakeFirst())
            row[PelletIndex(Maze.PelletTiles[pellet])] = game.Pellets.Contains(pellet) ? 1 : 0;

        Span<int> marks = _marks.AsSpan(lane * MarkCount, MarkCount);
        foreach (int mark in marks)
        {
            if (mark != NoMark)
                row[mark] = 0;
        }

        marks[0] = Index(game.Player.Tile, PlayerPlane);
        marks[1] = game.FruitLeft > 0 ? Index(Maze.Tile(Maze.Middle, Maze.FruitRow), FruitPlane) : NoMark;
        for (int i = 0; i < GhostName.Count; i++)
        {
            ref readonly Ghost ghost = ref game.Ghosts[i];
            int plane = ghost.IsEyes ? EyesPlane : ghost.IsFrightened ? EdiblePlane : GhostPlane + i;
            marks[2 + i] = Index(TileOf(ghost, i), plane);
        }

        foreach (int mark in marks)
        {
            if (mark != NoMark)
                row[mark] = 1;
        }
    }

    private static int TileOf(in Ghost ghost, int number)
    {
        if (ghost.IsInMaze)
            return ghost.Body.Tile;
        (int x, int y) = ghost.Position(number);
        return Maze.Tile(x / Walker.TileLength, y / Walker.TileLength);
    }

    private static int Index(int tile, int plane) => tile * PlaneCount + plane;

    private static int PelletIndex(int tile) => Index(tile, Maze.IsPowerPellet(tile) ? PowerPelletPlane : PelletPlane);

    private static float[] DrawFullMaze()
    {
        var row = new float[Maze.TileCount * PlaneCount];
        for (int tile = 0; tile < Maze.TileCount; tile++)
        {
            if (Maze.IsWall(tile))
                row[Index(tile, WallPlane)] = 1;
        }

        foreach (short tile in Maze.PelletTiles)
            row[PelletIndex(tile)] = 1;
        return row;
    }
}
