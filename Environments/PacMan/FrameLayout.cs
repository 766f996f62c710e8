namespace RlOrleans.Environments.PacMan;

/// <summary>
/// Where things are in a frame of 84 × 84 pixels, and how bright: the maze fills it, three pixels a tile from left to right
/// and 84/31 from top to bottom.
/// </summary>
internal static class FrameLayout
{
    public const int Side = 84;
    public const int PixelCount = Side * Side;

    /// <summary>Pixels along each side of a sprite; odd, so that it has a middle.</summary>
    public const int SpriteSide = 5;

    /// <summary>Pixels from a sprite's middle to its edge.</summary>
    public const int SpriteReach = SpriteSide / 2;

    private const byte Wall = 80;
    private const byte Door = 120;
    private const byte Pellet = 150;
    private const byte Fruit = 200;
    private const byte Life = 255;

    // Lives are shown in the block to the left of the house, which is all wall.
    private const int LivesColumn = 3;
    private const int LivesRow = 31;
    private const int LifeStep = 4;
    private const int LifeSide = 2;

    // 'X' bright, 'o' half as bright, ' ' transparent.
    private static readonly string[] GhostForm = [" XXX ", "XXXXX", "XoXoX", "XXXXX", "X X X"];
    private static readonly string[] FrightenedForm = [" XXX ", "X   X", "X   X", "X   X", "X X X"];
    private static readonly string[] EyesForm = ["     ", "     ", " X X ", "     ", "     "];
    private static readonly string[] PlayerForm = [" XXX ", "XXXX ", "XXX  ", "XXXX ", " XXX "];

    private static readonly byte[] Brightness = [130, 230, 205, 170, 110, 255, 255, 255, 255, 255];

    /// <summary>The maze with all pellets, [Side, Side].</summary>
    public static byte[] FullMaze { get; } = DrawFullMaze();

    /// <summary>The number of the pellet that each pixel belongs to, and <see cref="NoPellet"/> for none; [Side, Side].</summary>
    public static byte[] PelletOfPixel { get; } = MapPellets();

    /// <summary>Stands for no pellet.</summary>
    public const byte NoPellet = byte.MaxValue;

    /// <summary>Brightness of each pixel of each look, 0 where it is transparent; [looks, SpriteSide, SpriteSide].</summary>
    public static byte[] Looks { get; } = DrawLooks();

    /// <summary>The rectangle of a pellet.</summary>
    public static (int Left, int Top, int Right, int Bottom) PelletBox(int pellet)
    {
        int tile = Maze.PelletTiles[pellet];
        (int x, int y) = MiddleOf(tile);
        int reach = Maze.IsPowerPellet(tile) ? 1 : 0;
        return (x - reach, y - reach, x + reach + 1, y + reach + 1);
    }

    /// <summary>The rectangle of the fruit.</summary>
    public static (int Left, int Top, int Right, int Bottom) FruitBox { get; } = MakeFruitBox();

    /// <summary>Brightness of the fruit.</summary>
    public static byte FruitBrightness => Fruit;

    /// <summary>The rectangle of a life's mark, counted from 0.</summary>
    public static (int Left, int Top, int Right, int Bottom) LifeBox(int life)
    {
        int left = LivesColumn + life * LifeStep;
        return (left, LivesRow, left + LifeSide, LivesRow + LifeSide);
    }

    /// <summary>Brightness of a life's mark.</summary>
    public static byte LifeBrightness => Life;

    private static (int X, int Y) MiddleOf(int tile) => (
        (2 * Maze.Column(tile) + 1) * Side / (2 * Maze.Width),
        (2 * Maze.Row(tile) + 1) * Side / (2 * Maze.Height));

    private static (int Left, int Top, int Right, int Bottom) MakeFruitBox()
    {
        (int x, int y) = MiddleOf(Maze.Tile(Maze.Middle, Maze.FruitRow));
        return (x, y - 1, x + 4, y + 2);
    }

    private static byte[] DrawFullMaze()
    {
        var frame = new byte[PixelCount];
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                int tile = Maze.Tile(x * Maze.Width / Side, y * Maze.Height / Side);
                frame[y * Side + x] = Maze.IsWall(tile) ? Wall : Maze.IsDoor(tile) ? Door : (byte)0;
            }
        }

        for (int pellet = 0; pellet < PelletSet.Capacity; pellet++)
            Fill(frame, PelletBox(pellet), Pellet);
        return frame;
    }

    private static byte[] MapPellets()
    {
        var pellets = new byte[PixelCount];
        Array.Fill(pellets, NoPellet);
        for (int pellet = 0; pellet < PelletSet.Capacity; pellet++)
            Fill(pellets, PelletBox(pellet), (byte)pellet);
        return pellets;
    }

    private static void Fill(byte[] frame, (int Left, int Top, int Right, int Bottom) box, byte value)
    {
        for (int y = box.Top; y < box.Bottom; y++)
            frame.AsSpan(y * Side + box.Left, box.Right - box.Left).Fill(value);
    }

    private static byte[] DrawLooks()
    {
        var looks = new byte[Brightness.Length * SpriteSide * SpriteSide];
        for (int look = 0; look < Brightness.Length; look++)
        {
            for (int pixel = 0; pixel < SpriteSide * SpriteSide; pixel++)
            {
                (int x, int y) = (pixel % SpriteSide, pixel / SpriteSide);
                char mark = (FrameLook)look switch
                {
                    FrameLook.Frightened => FrightenedForm[y][x],
                    FrameLook.Eyes => EyesForm[y][x],
                    FrameLook.PlayerRight => PlayerForm[y][x],
                    FrameLook.PlayerLeft => PlayerForm[y][SpriteSide - 1 - x],
                    FrameLook.PlayerDown => PlayerForm[x][y],
                    FrameLook.PlayerUp => PlayerForm[x][SpriteSide - 1 - y],
                    _ => GhostForm[y][x],
                };
                looks[look * SpriteSide * SpriteSide + pixel] = mark switch
                {
                    'X' => Brightness[look],
                    'o' => (byte)(Brightness[look] / 2),
                    _ => 0,
                };
            }
        }

        return looks;
    }
}
