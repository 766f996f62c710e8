namespace RlOrleans.Environments.PacMan;

/// <summary>How far everything in the maze is from everywhere, in tiles of the shortest way.</summary>
internal static class MazePaths
{
    /// <summary>Stands for "no way".</summary>
    public const byte Unreachable = byte.MaxValue;

    // Number of each way tile among the way tiles, and −1 for others.
    private static readonly short[] Ways = MakeWays();

    private static readonly byte[] Distances = MakeDistances();

    private static readonly uint[] DistancesAhead = MakeDistancesAhead();

    private static readonly byte[] PelletsByDistance = MakePelletsByDistance();

    /// <summary>How many tiles can be walked on.</summary>
    public static int WayCount { get; } = Ways.Max() + 1;

    /// <summary>The number of a tile among those that can be walked on.</summary>
    public static int Way(int tile) => Ways[tile];

    /// <summary>Tiles from one to another.</summary>
    public static int Distance(int from, int to) => Distances[Ways[from] * WayCount + Ways[to]];

    /// <summary>
    /// Tiles from one to another for each direction to begin with, four bytes with direction 0 in the lowest;
    /// <see cref="Unreachable"/> where there is a wall.
    /// </summary>
    public static uint DistanceAhead(int from, int to) => DistancesAhead[Ways[from] * WayCount + Ways[to]];

    /// <summary>The numbers of all pellets, nearest first, as seen from a tile.</summary>
    public static ReadOnlySpan<byte> PelletsFrom(int tile) => PelletsByDistance.AsSpan(Ways[tile] * PelletSet.Capacity, PelletSet.Capacity);

    private static short[] MakeWays()
    {
        var ways = new short[Maze.TileCount];
        short count = 0;
        for (int tile = 0; tile < Maze.TileCount; tile++)
            ways[tile] = Maze.IsWay(tile) ? count++ : (short)-1;
        return ways;
    }

    private static IEnumerable<int> WayTiles() => Enumerable.Range(0, Maze.TileCount).Where(Maze.IsWay);

    private static byte[] MakeDistances()
    {
        int count = Ways.Max() + 1;
        var distances = new byte[count * count];
        Array.Fill(distances, Unreachable);
        var queue = new Queue<int>();
        foreach (int from in WayTiles())
        {
            Span<byte> row = distances.AsSpan(Ways[from] * count, count);
            row[Ways[from]] = 0;
            queue.Enqueue(from);
            while (queue.TryDequeue(out int tile))
            {
                for (int direction = 0; direction < Direction.Count; direction++)
                {
                    int next = Maze.Next(tile, direction);
                    if (next < 0 || row[Ways[next]] != Unreachable)
                        continue;
                    row[Ways[next]] = (byte)(row[Ways[tile]] + 1);
                    queue.Enqueue(next);
                }
            }
        }

        return distances;
    }

    private static uint[] MakeDistancesAhead()
    {
        int count = Ways.Max() + 1;
        var ahead = new uint[count * count];
        foreach (int from in WayTiles())
        {
            foreach (int to in WayTiles())
            {
                uint packed = 0;
                for (int direction = 0; direction < Direction.Count; direction++)
                {
                    int next = Maze.Next(from, direction);
                    int distance = next < 0 ? Unreachable : from == to ? 0 : 1 + Distances[Ways[next] * count + Ways[to]];
                    packed |= (uint)distance << (8 * direction);
                }

                ahead[Ways[from] * count + Ways[to]] = packed;
            }
        }

        return ahead;
    }

    private static byte[] MakePelletsByDistance()
    {
        int count = Ways.Max() + 1;
        var sorted = new byte[count * PelletSet.Capacity];
        foreach (int from in WayTiles())
        {
            byte[] order =
            [
                .. Enumerable.Range(0, PelletSet.Capacity)
                    .OrderBy(pellet => Distances[Ways[from] * count + Ways[Maze.PelletTiles[pellet]]])
                    .Select(pellet => (byte)pellet),
            ];
            order.CopyTo(sorted, Ways[from] * PelletSet.Capacity);
        }

        return sorted;
    }
}
