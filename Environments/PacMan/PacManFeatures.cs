using System.Runtime.Intrinsics;

namespace RlOrleans.Environments.PacMan;

/// <summary>PacMan-v0: what a player knows at a glance, as 64 features, all from 0 to 1.</summary>
/// <remarks>
/// The closeness of something is 4 / (4 + n) where it is n tiles away by the shortest way that begins in a direction,
/// and 0 where it is not there or that way is a wall. For each direction d of up, right, down, left:
/// <list type="bullet">
/// <item>0 + d: 1 if there is a way, else 0;</item>
/// <item>4 + d: closeness of the nearest pellet;</item>
/// <item>8 + d: closeness of the nearest power pellet;</item>
/// <item>12 + 4 g + d: closeness of ghost g (Blinky, Pinky, Inky, Clyde) while it is dangerous;</item>
/// <item>28 + d: closeness of the nearest ghost that can be eaten;</item>
/// <item>32 + d: closeness of fruit;</item>
/// <item>36 + d: 1 if Pac-Man is heading that way;</item>
/// <item>40 + 4 g + d: 1 if ghost g is dangerous and heading that way.</item>
/// </list>
/// Then 56: how far Pac-Man is on his way from the middle of a tile to the next; 57: how long ghosts are frightened yet, of
/// six seconds; 58: 1 if ghosts chase; 59: ghosts eaten on the power pellet, of four; 60: the share of pellets left;
/// 61: lives, of four; 62: the level, of 21 and no more; 63: 1 if Blinky is in his fast mood.
/// </remarks>
internal sealed class PacManFeatures(int lanes) : PacManObserver
{
    private const int Count = 64;
    private const int Ways = 0;
    private const int NearestPellet = 4;
    private const int NearestPowerPellet = 8;
    private const int Dangers = 12;
    private const int NearestEdible = 28;
    private const int Fruit = 32;
    private const int Heading = 36;
    private const int GhostHeadings = 40;
    private const int Rest = 56;

    private const float Halving = 4;
    private const uint Nowhere = uint.MaxValue;
    private const int LastLevel = 21;

    private static readonly byte[] PowerPellets = [.. Maze.PowerPelletTiles.Select(tile => (byte)Maze.Pellet(tile))];

    // For each lane and tile, how many of the nearest pellets are known to be eaten: within a level it only grows.
    private readonly byte[] _eaten = new byte[lanes * MazePaths.WayCount];
    private readonly int[] _levels = new int[lanes];

    public static EnvironmentSpec Definition { get; } = PacManEnvironment.Specify(
        "PacMan-v0", BoxSpace.Uniform(0, 1, Count), "Clear the maze of pellets before four ghosts get you; 64 features.");

    public override EnvironmentSpec Spec => Definition;

    public override void Begin(int lane, in PacManGame game) => _levels[lane] = 0;

    public override void Load(int lane, in PacManGame game, ref SnapshotReader reader) => _levels[lane] = 0;

    public override void WriteChanges(int lane, in PacManGame game, Span<float> row) => WriteAll(lane, game, row);

    public override void WriteAll(int lane, in PacManGame game, Span<float> row)
    {
        if (_levels[lane] != game.Level)
        {
            _levels[lane] = game.Level;
            _eaten.AsSpan(lane * MazePaths.WayCount, MazePaths.WayCount).Clear();
        }

        row = row[..Count];
        row.Clear();
        int tile = game.Player.Tile;
        uint nearestPellet = 0;
        for (int direction = 0; direction < Direction.Count; direction++)
        {
            int next = Maze.Next(tile, direction), distance = MazePaths.Unreachable;
            if (next >= 0)
            {
                row[Ways + direction] = 1;
                distance = 1 + DistanceToPellet(lane, next, game.Pellets);
            }

            nearestPellet |= (uint)distance << (8 * direction);
        }

        Write(row[NearestPellet..], nearestPellet);
        uint power = Nowhere;
        foreach (byte pellet in PowerPellets)
        {
            if (game.Pellets.Contains(pellet))
                power = Nearer(power, MazePaths.DistanceAhead(tile, Maze.PelletTiles[pellet]));
        }

        Write(row[NearestPowerPellet..], power);
        WriteGhosts(game, tile, row);
        if (game.FruitLeft > 0)
        {
            uint left = MazePaths.DistanceAhead(tile, Maze.Tile(Maze.Middle, Maze.FruitRow));
            Write(row[Fruit..], Nearer(left, MazePaths.DistanceAhead(tile, Maze.Tile(Maze.Middle + 1, Maze.FruitRow))));
        }

        row[Heading + game.Player.Heading] = 1;
        Span<float> rest = row[Rest..];
        rest[0] = game.Player.Progress / (float)Walker.TileLength;
        rest[1] = game.FrightLeft / (float)LevelRules.MaxFrightSteps;
        rest[2] = game.IsScatter ? 0 : 1;
        rest[3] = game.GhostsEaten / (float)GhostName.Count;
        rest[4] = game.PelletsLeft / (float)PelletSet.Capacity;
        rest[5] = game.Lives / (float)PacManGame.MaxLives;
        rest[6] = Math.Min(game.Level, LastLevel) / (float)LastLevel;
        rest[7] = game.IsElroy ? 1 : 0;
    }

    private static void WriteGhosts(in PacManGame game, int tile, Span<float> row)
    {
        uint edible = Nowhere;
        for (int i = 0; i < GhostName.Count; i++)
        {
            ref readonly Ghost ghost = ref game.Ghosts[i];
            if (ghost.Place != GhostPlace.Roaming)
                continue;
            uint distance = MazePaths.DistanceAhead(tile, ghost.Body.Tile);
            if (ghost.IsFrightened)
            {
                edible = Nearer(edible, distance);
                continue;
            }

            Write(row[(Dangers + Direction.Count * i)..], distance);
            row[GhostHeadings + Direction.Count * i + ghost.Body.Heading] = 1;
        }

        Write(row[NearestEdible..], edible);
    }

    private static uint Nearer(uint left, uint right) =>
        Vector128.Min(Vector128.CreateScalarUnsafe(left).AsByte(), Vector128.CreateScalarUnsafe(right).AsByte()).AsUInt32().ToScalar();

    // The closeness in each direction, from a byte for each.
    private static void Write(Span<float> destination, uint distances)
    {
        Vector128<uint> tiles = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(distances).AsByte()));
        Vector128<float> closeness = Vector128.Create(Halving) / (Vector128.Create(Halving) + Vector128.ConvertToSingle(tiles.AsInt32()));
        Vector128<float> nowhere = Vector128.Equals(tiles, Vector128.Create((uint)MazePaths.Unreachable)).AsSingle();
        Vector128.AndNot(closeness, nowhere).CopyTo(destination);
    }

    private int DistanceToPellet(int lane, int tile, in PelletSet pellets)
    {
        ref byte eaten = ref _eaten[lane * MazePaths.WayCount + MazePaths.Way(tile)];
        ReadOnlySpan<byte> nearest = MazePaths.PelletsFrom(tile);
        while (eaten < nearest.Length && !pellets.Contains(nearest[eaten]))
            eaten++;
        return eaten < nearest.Length ? MazePaths.Distance(tile, Maze.PelletTiles[nearest[eaten]]) : MazePaths.Unreachable - 1;
    }
}
