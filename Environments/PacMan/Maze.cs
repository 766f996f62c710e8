namespace RlOrleans.Environments.PacMan;

/// <summary>
/// The maze, 28 × 31 tiles: where one can go, what lies where, and where things start. A tile has the index
/// 28 row + column; rows count downwards.
/// </summary>
internal static class Maze
{
    public const int Width = 28;
    public const int Height = 31;
    public const int TileCount = Width * Height;

    /// <summary>The row whose ends are connected.</summary>
    public const int TunnelRow = 14;

    /// <summary>The left one of the two columns in the middle.</summary>
    public const int Middle = 13;

    /// <summary>The row above the door of the ghosts' house.</summary>
    public const int DoorRow = 11;

    /// <summary>The row of the ghosts' house in which they wait.</summary>
    public const int HouseRow = 14;

    public const int PlayerRow = 23;
    public const int FruitRow = 17;

    private const int TunnelLength = 6;

    // '#' wall, '.' pellet, 'o' power pellet, '-' door, '_' inside the house, ' ' way without a pellet.
    private static readonly string[] Rows =
    [
        "############################",
        "#............##............#",
        "#.####.#####.##.#####.####.#",
        "#o####.#####.##.#####.####o#",
        "#.####.#####.##.#####.####.#",
        "#..........................#",
        "#.####.##.########.##.####.#",
        "#.####.##.########.##.####.#",
        "#......##....##....##......#",
        "######.##### ## #####.######",
        "######.##### ## #####.######",
        "######.##          ##.######",
        "######.## ###--### ##.######",
        "######.## #______# ##.######",
        "      .   #______#   .      ",
        "######.## #______# ##.######",
        "######.## ######## ##.######",
        "######.##          ##.######",
        "######.## ######## ##.######",
        "######.## ######## ##.######",
        "#............##............#",
        "#.####.#####.##.#####.####.#",
        "#.####.#####.##.#####.####.#",
        "#o..##.......  .......##..o#",
        "###.##.##.########.##.##.###",
        "###.##.##.########.##.##.###",
        "#......##....##....##......#",
        "#.##########.##.##########.#",
        "#.##########.##.##########.#",
        "#..........................#",
        "############################",
    ];

    private static readonly short[] Neighbours = MakeNeighbours();

    // Bit d is set where there is a way in direction d.
    private static readonly byte[] ExitSets = MakeExits();

    private static readonly Trait[] Traits = [.. Enumerable.Range(0, TileCount).Select(TraitsOf)];

    /// <summary>The tiles with pellets at the start of a level, in the order of their indices; pellet i lies on element i.</summary>
    public static IReadOnlyList<short> PelletTiles { get; } = [.. Enumerable.Range(0, TileCount).Where(tile => At(tile) is '.' or 'o').Select(tile => (short)tile)];

    /// <summary>The tiles with power pellets.</summary>
    public static IReadOnlyList<short> PowerPelletTiles { get; } = [.. PelletTiles.Where(tile => At(tile) == 'o')];

    private static readonly short[] Pellets = MakePelletNumbers();

    public static int Column(int tile) => tile % Width;

    public static int Row(int tile) => tile / Width;

    public static int Tile(int column, int row) => row * Width + column;

    public static bool IsWall(int tile) => At(tile) == '#';

    public static bool IsDoor(int tile) => At(tile) == '-';

    /// <summary>Whether the player and roaming ghosts can be there.</summary>
    public static bool IsWay(int tile) => At(tile) is '.' or 'o' or ' ';

    public static bool IsPowerPellet(int tile) => (Traits[tile] & Trait.PowerPellet) != 0;

    /// <summary>Whether fruit that lies below the house is eaten there.</summary>
    public static bool IsFruit(int tile) => (Traits[tile] & Trait.Fruit) != 0;

    /// <summary>The number of the pellet that a tile has at the start of a level, or −1.</summary>
    public static int Pellet(int tile) => Pellets[tile];

    /// <summary>The tile next to one in a direction (see <see cref="Direction"/>), or −1 where there is no way.</summary>
    public static int Next(int tile, int direction) => Neighbours[tile * Direction.Count + direction];

    /// <summary>The directions in which there is a way from a tile: bit d for direction d.</summary>
    public static int Exits(int tile) => ExitSets[tile];

    /// <summary>Whether ghosts are slow there.</summary>
    public static bool IsTunnel(int tile) => (Traits[tile] & Trait.Tunnel) != 0;

    /// <summary>Whether ghosts that scatter or chase do not turn up there: the two crossings above the house, and the two above the player's start.</summary>
    public static bool IsNoUp(int tile) => (Traits[tile] & Trait.NoUp) != 0;

    // What steps ask of a tile, in one byte.
    [Flags]
    private enum Trait : byte
    {
        None = 0,
        PowerPellet = 1,
        Tunnel = 2,
        NoUp = 4,
        Fruit = 8,
    }

    private static Trait TraitsOf(int tile)
    {
        (int column, int row) = (Column(tile), Row(tile));
        bool tunnel = row == TunnelRow && (column is < TunnelLength or >= Width - TunnelLength);
        bool noUp = (row is DoorRow or PlayerRow) && (column is Middle - 1 or Middle + 2);
        bool fruit = row == FruitRow && (column is Middle or Middle + 1);
        return (At(tile) == 'o' ? Trait.PowerPellet : 0) | (tunnel ? Trait.Tunnel : 0) | (noUp ? Trait.NoUp : 0) | (fruit ? Trait.Fruit : 0);
    }

    private static char At(int tile) => Rows[tile / Width][tile % Width];

    private static short[] MakeNeighbours()
    {
        var neighbours = new short[TileCount * Direction.Count];
        for (int tile = 0; tile < TileCount; tile++)
        {
            for (int direction = 0; direction < Direction.Count; direction++)
            {
                int row = Row(tile) + Direction.Down(direction);
                int column = (Column(tile) + Direction.Right(direction) + Width) % Width;
                bool isWay = IsWay(tile) && row is >= 0 and < Height && IsWay(Tile(column, row));
                neighbours[tile * Direction.Count + direction] = (short)(isWay ? Tile(column, row) : -1);
            }
        }

        return neighbours;
    }

    private static byte[] MakeExits() =>
        [.. Enumerable.Range(0, TileCount).Select(tile => (byte)Enumerable.Range(0, Direction.Count).Sum(direction => Next(tile, direction) >= 0 ? 1 << direction : 0))];

    private static short[] MakePelletNumbers()
    {
        var numbers = new short[TileCount];
        Array.Fill(numbers, (short)-1);
        for (int i = 0; i < PelletTiles.Count; i++)
            numbers[PelletTiles[i]] = (short)i;
        return numbers;
    }
}
