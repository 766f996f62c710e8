namespace RlOrleans.Environments.PacMan;

/// <summary>
/// Something on its way from the middle of one tile to the middle of the next. A tile is <see cref="TileLength"/> units
/// long, so that all speeds of the game are whole numbers of units a step.
/// </summary>
internal struct Walker
{
    /// <summary>Units between the middles of two tiles.</summary>
    public const int TileLength = 3200;

    /// <summary>
    /// Units a step at 1 % of full speed. Full speed is 75.75 pixels a second with eight pixels to a tile, and a second has
    /// 15 steps: 0.63 tiles a step, of which 0.625 is the nearest that makes every speed whole.
    /// </summary>
    public const int UnitsPerPercent = 20;

    /// <summary>The tile that it comes from, or is in the middle of.</summary>
    public short From;

    /// <summary>Where it is heading.</summary>
    public byte Heading;

    /// <summary>Units that it has left behind; 0 to <see cref="TileLength"/> − 1.</summary>
    public short Progress;

    /// <summary>The tile that it is in.</summary>
    public readonly int Tile => Progress < TileLength / 2 ? From : Maze.Next(From, Heading);

    /// <summary>Units from the left edge of the maze to its middle.</summary>
    public readonly int X => Maze.Column(From) * TileLength + TileLength / 2 + Direction.Right(Heading) * Progress;

    /// <summary>Units from the upper edge of the maze to its middle.</summary>
    public readonly int Y => Maze.Row(From) * TileLength + TileLength / 2 + Direction.Down(Heading) * Progress;

    /// <summary>Between the two columns in the middle of a row, heading left or right.</summary>
    public static Walker InTheMiddle(int row, bool headsRight = false) => headsRight
        ? new() { From = (short)Maze.Tile(Maze.Middle, row), Heading = Direction.ToRight, Progress = TileLength / 2 }
        : new() { From = (short)Maze.Tile(Maze.Middle + 1, row), Heading = Direction.ToLeft, Progress = TileLength / 2 };

    /// <summary>Whether it is between the two columns in the middle of a row, or crosses there within a distance.</summary>
    public readonly bool PassesTheMiddle(int row, int units) =>
        Maze.Row(From) == row && (Heading is Direction.ToLeft or Direction.ToRight)
        && Maze.Column(From) == (Heading == Direction.ToLeft ? Maze.Middle + 1 : Maze.Middle)
        && Progress <= TileLength / 2 && Progress + units >= TileLength / 2;

    /// <summary>Turns straight back, wherever there is a way.</summary>
    public void Reverse()
    {
        int back = Direction.Opposite(Heading);
        if (Progress > 0)
        {
            From = (short)Maze.Next(From, Heading);
            Progress = (short)(TileLength - Progress);
        }
        else if (Maze.Next(From, back) < 0)
        {
            return;
        }

        Heading = (byte)back;
    }

    public readonly void Save(SnapshotWriter writer)
    {
        writer.WriteInt32(From);
        writer.WriteByte(Heading);
        writer.WriteInt32(Progress);
    }

    /// <exception cref="InvalidDataException">It would not be on a way.</exception>
    public void Load(ref SnapshotReader reader)
    {
        int from = reader.ReadInt32(), heading = reader.ReadByte(), progress = reader.ReadInt32();
        bool possible = from is >= 0 and < Maze.TileCount && Maze.IsWay(from) && heading < Direction.Count
            && progress is >= 0 and < TileLength && (progress == 0 || Maze.Next(from, heading) >= 0);
        if (!possible)
            throw new InvalidDataException("The snapshot has somebody in a wall.");
        (From, Heading, Progress) = ((short)from, (byte)heading, (short)progress);
    }
}
