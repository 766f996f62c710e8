using System.Globalization;
using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.PacMan;

/// <summary>What Pac-Man looks like.</summary>
internal static class PacManScene
{
    private const double Tile = 16;
    private const double Header = 34;
    private const double WallInset = 5;
    private const double Units = Tile / Walker.TileLength;

    private static readonly Colour[] GhostColours = [Palette.Red, Palette.Pink, Palette.Cyan, Palette.Orange];

    public static void Draw(Scene scene, in PacManGame game)
    {
        scene.Begin(Maze.Width * Tile, Header + Maze.Height * Tile + 6, Palette.Night);
        DrawWalls(scene);
        DrawHeader(scene, game);
        for (int pellet = 0; pellet < PelletSet.Capacity; pellet++)
        {
            int tile = Maze.PelletTiles[pellet];
            if (game.Pellets.Contains(pellet))
                scene.Circle((Maze.Column(tile) + 0.5) * Tile, Y(Maze.Row(tile) + 0.5), Maze.IsPowerPellet(tile) ? 5 : 1.9, Palette.Paper.Towards(Palette.Orange, 0.35));
        }

        if (game.FruitLeft > 0)
            DrawCherries(scene, (Maze.Middle + 1) * Tile, Y(Maze.FruitRow + 0.5));
        DrawPlayer(scene, game.Player);
        for (int ghost = 0; ghost < GhostName.Count; ghost++)
            DrawGhost(scene, game, ghost);

        // What is on its way through the tunnel is cut off at the edge of the maze by the picture's.
    }

    private static double Y(double row) => Header + row * Tile;

    private static void DrawHeader(Scene scene, in PacManGame game)
    {
        scene.Text(10, 24, 12, game.Score.ToString("N0", CultureInfo.InvariantCulture), Palette.Paper);
        scene.Text(Maze.Width * Tile / 2, 24, 12, string.Create(CultureInfo.InvariantCulture, $"LEVEL {game.Level}"), Palette.Mist, TextAnchor.Middle);

        // The life that is being played is not among them.
        for (int life = 1; life < game.Lives; life++)
            DrawWedge(scene, Maze.Width * Tile - 2 - life * 20, 18, 7.5, Direction.ToLeft, 0.6);
    }

    private static void DrawPlayer(Scene scene, in Walker player)
    {
        // The mouth closes between two tiles.
        double mouth = 0.12 + 0.62 * Math.Abs(2.0 * player.Progress / Walker.TileLength - 1);
        DrawWedge(scene, player.X * Units, Header + player.Y * Units, 7.6, player.Heading, mouth);
    }

    // A circle without the sector between `mouth` radians to both sides of its heading.
    private static void DrawWedge(Scene scene, double x, double y, double radius, int heading, double mouth)
    {
        const int Corners = 28;
        double ahead = Math.Atan2(Direction.Down(heading), Direction.Right(heading));
        Span<Point> outline = stackalloc Point[Corners + 2];
        outline[0] = new Point(x, y);
        for (int i = 0; i <= Corners; i++)
        {
            (double sine, double cosine) = Math.SinCos(ahead + mouth + (Math.Tau - 2 * mouth) * i / Corners);
            outline[i + 1] = new Point(x + radius * cosine, y + radius * sine);
        }

        scene.Polygon(outline, Palette.Yellow);
    }

    private static void DrawGhost(Scene scene, in PacManGame game, int number)
    {
        ref readonly Ghost ghost = ref game.Ghosts[number];
        (int unitsRight, int unitsDown) = ghost.Position(number);
        double x = unitsRight * Units, y = Header + unitsDown * Units;
        int heading = ghost.Place switch
        {
            GhostPlace.Waiting or GhostPlace.Leaving => Direction.Up,
            GhostPlace.Entering => Direction.ToDown,
            _ => ghost.Body.Heading,
        };
        if (!ghost.IsEyes)
        {
            // It flashes before it is over.
            bool flashes = game.FrightLeft < 2 * LevelRules.StepsPerSecond && game.FrightLeft / 3 % 2 == 0;
            DrawBody(scene, x, y, !ghost.IsFrightened ? GhostColours[number] : flashes ? Palette.Paper : Palette.Blue);
        }

        if (ghost.IsFrightened && !ghost.IsEyes)
        {
            scene.Circle(x - 2.6, y - 2, 1.3, Palette.Yellow);
            scene.Circle(x + 2.6, y - 2, 1.3, Palette.Yellow);
            scene.Polyline([new Point(x - 4, y + 3.4), new Point(x - 2, y + 1.8), new Point(x, y + 3.4), new Point(x + 2, y + 1.8), new Point(x + 4, y + 3.4)], 1.1, Palette.Yellow);
            return;
        }

        foreach (double eye in new[] { -3.0, 3.0 })
        {
            scene.Circle(x + eye + Direction.Right(heading), y - 1.8 + Direction.Down(heading), 2.4, Palette.Paper);
            scene.Circle(x + eye + 2.1 * Direction.Right(heading), y - 1.8 + 2.1 * Direction.Down(heading), 1.2, Palette.Blue.Towards(Palette.Night, 0.4));
        }
    }

    private static void DrawBody(Scene scene, double x, double y, Colour colour)
    {
        const int Corners = 14;
        const double Radius = 7.4;
        const double Foot = 7.4;
        Span<Point> outline = stackalloc Point[Corners + 1 + 6];
        for (int i = 0; i <= Corners; i++)
        {
            (double sine, double cosine) = Math.SinCos(Math.PI + Math.PI * i / Corners);
            outline[i] = new Point(x + Radius * cosine, y - 0.4 + Radius * sine);
        }

        ReadOnlySpan<double> feet = [1, 0.66, 0.33, 0, -0.33, -0.66];
        for (int i = 0; i < feet.Length; i++)
            outline[Corners + 1 + i] = new Point(x + feet[i] * Radius, y + (i % 2 == 0 ? Foot : Foot - 2.4));
        outline[^1] = new Point(x - Radius, y + Foot);
        scene.Polygon(outline, colour);
    }

    private static void DrawCherries(Scene scene, double x, double y)
    {
        scene.Polyline([new Point(x - 4, y + 2), new Point(x + 3, y - 6), new Point(x + 4, y + 3)], 1.4, Palette.Green);
        scene.Circle(x - 4, y + 3, 3.6, Palette.Red);
        scene.Circle(x + 4, y + 4, 3.6, Palette.Red);
    }

    // An outline inside of the walls, along every side on which they are open.
    private static void DrawWalls(Scene scene)
    {
        for (int row = 0; row < Maze.Height; row++)
        {
            for (int column = 0; column < Maze.Width; column++)
            {
                if (IsDoor(column, row))
                    scene.Rectangle(column * Tile, Y(row) + WallInset, Tile, 3.4, Palette.Pink);
            }
        }

        for (int side = 0; side < Direction.Count; side++)
        {
            bool isLevel = Direction.Right(side) == 0;
            for (int line = 0; line < (isLevel ? Maze.Height : Maze.Width); line++)
                DrawSides(scene, side, isLevel, line);
        }
    }

    // One side of the walls of a row or column. Pieces that follow one another are one line: its joints would show.
    private static void DrawSides(Scene scene, int side, bool isLevel, int line)
    {
        double from = 0, to = double.NegativeInfinity;
        for (int place = 0; place <= (isLevel ? Maze.Width : Maze.Height); place++)
        {
            (double From, double To)? piece = isLevel ? Side(place, line, side) : Side(line, place, side);
            if (piece is { } next && next.From <= to)
            {
                to = next.To;
                continue;
            }

            double across = WallInset - Tile / 2, outwards = Direction.Right(side) + Direction.Down(side);
            double middle = (line + 0.5) * Tile - outwards * across;
            if (to > from && isLevel)
                scene.Line(from, Header + middle, to, Header + middle, 2, Palette.Blue);
            else if (to > from)
                scene.Line(middle, Header + from, middle, Header + to, 2, Palette.Blue);
            (from, to) = piece ?? (0, double.NegativeInfinity);
        }
    }

    // From where to where the outline runs along one side of a tile; null where nothing is to be drawn.
    private static (double From, double To)? Side(int column, int row, int side)
    {
        (int right, int down) = (Direction.Right(side), Direction.Down(side));
        if (!IsInside(column, row) || !IsWall(column, row) || IsWall(column + right, row + down))
            return null;
        (int alongX, int alongY) = (Math.Abs(down), Math.Abs(right));
        double middle = (column * alongX + row * alongY + 0.5) * Tile;
        return (middle - Reach(-1), middle + Reach(1));

        double Reach(int way)
        {
            if (!IsWall(column + way * alongX, row + way * alongY))
                return Tile / 2 - WallInset;
            bool turnsOut = IsWall(column + way * alongX + right, row + way * alongY + down);
            return turnsOut ? Tile / 2 + WallInset : Tile / 2;
        }
    }

    private static bool IsInside(int column, int row) => column is >= 0 and < Maze.Width && row is >= 0 and < Maze.Height;

    // Beyond the edge everything is wall, so that the maze has one outline and not two.
    private static bool IsWall(int column, int row) => !IsInside(column, row) || Maze.IsWall(Maze.Tile(column, row)) || IsDoor(column, row);

    private static bool IsDoor(int column, int row) => IsInside(column, row) && Maze.IsDoor(Maze.Tile(column, row));
}
