using RlOrleans.Environments.PacMan;

namespace RlOrleans.Environments.Tests.PacMan;

public class PacManGameTests
{
    private const int None = 0;
    private const int Up = 1;
    private const int Left = 2;
    private const int Down = 3;
    private const int Right = 4;

    [Fact]
    public void Reset_Always_BeginsLevelOneWithThreeLives()
    {
        PacManGame game = Start();
        Assert.Equal((1, 3, 0, 244), (game.Level, game.Lives, game.Score, game.PelletsLeft));
        Assert.Equal(14 * Walker.TileLength, game.Player.X);
        Assert.Equal(GhostPlace.Roaming, game.Ghosts[GhostName.Blinky].Place);
        Assert.Equal(GhostPlace.Waiting, game.Ghosts[GhostName.Clyde].Place);
    }

    [Fact]
    public void Step_LeftAlongARow_EatsAPelletATile()
    {
        PacManGame game = Empty(at: (20, 29), heading: Direction.ToLeft);
        foreach (int column in new[] { 19, 18, 17, 16 })
            Put(ref game, column, 29);
        int points = 0;
        for (int step = 0; step < 10; step++)
            points += game.Step(Left, Random(step));
        Assert.Equal(40, points);
        Assert.Equal(1, game.PelletsLeft);
    }

    [Fact]
    public void Step_Pellets_SlowPacManDown()
    {
        PacManGame empty = Empty(at: (20, 29), heading: Direction.ToLeft), full = empty;
        for (int column = 8; column < 20; column++)
            Put(ref full, column, 29);
        for (int step = 0; step < 15; step++)
        {
            empty.Step(None, Random(step));
            full.Step(None, Random(step));
        }

        // Half a tile a step at 80 %; each pellet costs a quarter of a step, so that 71 % are left.
        Assert.Equal(15 * 1600, 20 * Walker.TileLength + Walker.TileLength / 2 - empty.Player.X);
        double share = (20 * Walker.TileLength + Walker.TileLength / 2 - full.Player.X) / (15.0 * 1600);
        Assert.InRange(share, 0.85, 0.93);
    }

    [Fact]
    public void Step_IntoAWall_StopsInTheMiddleOfTheTile()
    {
        PacManGame game = Empty(at: (3, 29), heading: Direction.ToLeft);
        for (int step = 0; step < 20; step++)
            game.Step(None, Random(step));
        Assert.Equal((Maze.Tile(1, 29), 0), (game.Player.Tile, game.Player.Progress));
        game.Step(Up, Random(20));
        Assert.Equal(Direction.Up, game.Player.Heading);
        Assert.True(game.Player.Progress > 0);
    }

    [Fact]
    public void Step_AwayFromAWall_TurnsAtTheCrossingOnly()
    {
        PacManGame game = Empty(at: (20, 29), heading: Direction.ToLeft);
        for (int step = 0; step < 30; step++)
            game.Step(Up, Random(step));
        Assert.Equal(15, Maze.Column(game.Player.Tile));
        Assert.True(Maze.Row(game.Player.Tile) < 29);
    }

    [Fact]
    public void Step_Back_TurnsAnywhere()
    {
        PacManGame game = Empty(at: (20, 29), heading: Direction.ToLeft);
        game.Step(None, Random(0));
        int x = game.Player.X;
        game.Step(Right, Random(1));
        Assert.Equal(x + 1600, game.Player.X);
    }

    [Fact]
    public void Step_ThroughTheTunnel_ComesOutOnTheOtherSide()
    {
        PacManGame game = Empty(at: (2, 14), heading: Direction.ToLeft);
        for (int step = 0; step < 12; step++)
            game.Step(Left, Random(step));
        Assert.Equal(14, Maze.Row(game.Player.Tile));
        Assert.InRange(Maze.Column(game.Player.Tile), 22, 26);
    }

    [Fact]
    public void Step_GhostInTheTunnel_IsSlow()
    {
        PacManGame game = Empty(at: (20, 29), heading: Direction.ToLeft);
        Place(ref game, GhostName.Blinky, (3, 14), Direction.ToLeft);
        Place(ref game, GhostName.Pinky, (12, 29), Direction.ToLeft);
        game.Step(None, Random(0));
        Assert.Equal(40 * Walker.UnitsPerPercent, game.Ghosts[GhostName.Blinky].Body.Progress);
        Assert.Equal(75 * Walker.UnitsPerPercent, game.Ghosts[GhostName.Pinky].Body.Progress);
    }

    [Fact]
    public void Step_FourGhostsOnOnePowerPellet_Score200To1600()
    {
        PacManGame game = Empty(at: (1, 22), heading: Direction.ToDown);
        Put(ref game, 1, 23);
        for (int ghost = 0; ghost < GhostName.Count; ghost++)
            Place(ref game, ghost, (3 + ghost, 26), Direction.ToLeft);
        var points = new List<int>();
        for (int step = 0; step < 5; step++)
            points.Add(game.Step(Down, Random(step)));
        Assert.Equal([50], points.Where(each => each > 0));
        Assert.True(Enumerable.Range(0, GhostName.Count).All(ghost => game.Ghosts[ghost].IsEdible));
        Assert.InRange((int)game.FrightLeft, 1, LevelRules.MaxFrightSteps - 1);

        for (int ghost = 0; ghost < GhostName.Count; ghost++)
        {
            Place(ref game, ghost, (Maze.Column(game.Player.Tile), Maze.Row(game.Player.Tile)), Direction.ToRight, frightened: true);
            points.Add(game.Step(None, Random(10 + ghost)));
            Assert.Equal(GhostPlace.Returning, game.Ghosts[ghost].Place);
        }

        Assert.Equal([200, 400, 800, 1600], points.TakeLast(4));
        Assert.Equal(3, game.Lives);
    }

    [Fact]
    public void Step_FrightOver_GhostsAreDangerousAgain()
    {
        PacManGame game = Empty(at: (1, 22), heading: Direction.ToDown);
        Put(ref game, 1, 23);
        for (int step = 0; step < 3; step++)
            game.Step(Down, Random(step));
        Assert.True(game.Ghosts[GhostName.Blinky].IsEdible);
        int fright = game.FrightLeft, clock = game.Clock;
        for (int step = 0; step < fright; step++)
        {
            Assert.Equal(clock, game.Clock);
            Place(ref game, GhostName.Blinky, (26, 1), Direction.ToLeft, frightened: true);
            game.Step(None, Random(3 + step));
        }

        Assert.True(game.Ghosts[GhostName.Blinky].IsDangerous);
    }

    [Fact]
    public void Step_EyesOfAnEatenGhost_GoHomeAndComeBack()
    {
        PacManGame game = Empty(at: (1, 29), heading: Direction.ToLeft);
        Place(ref game, GhostName.Blinky, (26, 5), Direction.ToLeft);
        game.Ghosts[GhostName.Blinky].Place = GhostPlace.Returning;
        var seen = new List<GhostPlace>();
        for (int step = 0; step < 90; step++)
        {
            game.Step(None, Random(step));
            Place(ref game, GhostName.Pinky, (26, 1), Direction.ToLeft);
            if (seen.LastOrDefault() != game.Ghosts[GhostName.Blinky].Place || seen.Count == 0)
                seen.Add(game.Ghosts[GhostName.Blinky].Place);
        }

        Assert.Equal([GhostPlace.Returning, GhostPlace.Entering, GhostPlace.Leaving, GhostPlace.Roaming], seen);
    }

    [Fact]
    public void Step_DangerousGhost_CostsALifeAndThenTheGame()
    {
        PacManGame game = Start();
        for (int lives = 3; lives > 0; lives--)
        {
            Assert.Equal(lives, game.Lives);
            Assert.False(game.IsOver);
            int left = game.PelletsLeft;
            Place(ref game, GhostName.Blinky, (Maze.Column(game.Player.Tile), Maze.Row(game.Player.Tile)), Direction.ToLeft);
            game.Step(None, Random(lives));

            // After the last life everybody stays where it was lost.
            Assert.Equal(lives > 1, game.Player.X == 14 * Walker.TileLength);
            Assert.InRange(game.PelletsLeft, left - 1, left);
        }

        Assert.True(game.IsOver);
    }

    [Fact]
    public void Step_HeadOn_NobodyPassesThroughAnother()
    {
        for (int gap = 0; gap < Walker.TileLength; gap += 100)
        {
            PacManGame game = Empty(at: (10, 29), heading: Direction.ToRight);
            Place(ref game, GhostName.Blinky, (16, 29), Direction.ToLeft);
            game.Ghosts[GhostName.Blinky].Body.Progress = (short)gap;
            for (int step = 0; step < 12 && game.Lives == 3; step++)
                game.Step(None, Random(step));
            Assert.Equal(2, game.Lives);
        }
    }

    [Fact]
    public void Step_LastPellet_BeginsTheNextLevel()
    {
        PacManGame game = Empty(at: (20, 29), heading: Direction.ToLeft);
        game.Pellets = Only((19, 29));
        game.Step(Left, Random(0));
        Assert.Equal((2, 244, 3, 10), (game.Level, game.PelletsLeft, game.Lives, game.Score));
        Assert.Equal(14 * Walker.TileLength, game.Player.X);
        Assert.Equal(90, game.Rules.PlayerSpeed);
    }

    [Fact]
    public void Step_TenThousandPoints_GiveALife()
    {
        PacManGame game = Empty(at: (20, 29), heading: Direction.ToLeft);
        game.Score = 9_990;
        Put(ref game, 19, 29);
        Put(ref game, 18, 29);
        for (int step = 0; step < 4; step++)
            game.Step(Left, Random(step));
        Assert.Equal((10_010, 4), (game.Score, game.Lives));
    }

    [Fact]
    public void Step_SeventiethPellet_BringsFruit()
    {
        PacManGame game = Empty(at: (20, 29), heading: Direction.ToLeft);
        game.Pellets = PelletSet.All;
        for (int pellet = 0; pellet < 69; pellet++)
            game.Pellets.Remove(pellet);
        game.PelletsLeft = 244 - 69;
        game.Step(Left, Random(0));
        Assert.InRange((int)game.FruitLeft, 9 * 15, 10 * 15);
        game.Player = Walker.InTheMiddle(Maze.FruitRow);
        Assert.Equal(100, game.Step(None, Random(1)));
        Assert.Equal(0, game.FruitLeft);
    }

    [Fact]
    public void Step_FirstLevel_GhostsLeaveTheHouseInOrder()
    {
        PacManGame game = Start();
        game.Step(None, Random(1));
        Assert.Equal(GhostPlace.Leaving, game.Ghosts[GhostName.Pinky].Place);
        Assert.Equal(GhostPlace.Waiting, game.Ghosts[GhostName.Inky].Place);

        // Without a pellet for four seconds the next one goes.
        game = Empty(at: (1, 29), heading: Direction.ToLeft);
        for (int ghost = GhostName.Inky; ghost < GhostName.Count; ghost++)
            game.Ghosts[ghost] = Ghost.AtStart(ghost);
        for (int step = 0; step < 59; step++)
            Still(ref game, step);
        Assert.Equal(GhostPlace.Waiting, game.Ghosts[GhostName.Inky].Place);
        Still(ref game, 59);
        Assert.Equal(GhostPlace.Leaving, game.Ghosts[GhostName.Inky].Place);
        Assert.Equal(GhostPlace.Waiting, game.Ghosts[GhostName.Clyde].Place);

        static void Still(ref PacManGame game, int step)
        {
            Place(ref game, GhostName.Blinky, (26, 1), Direction.ToLeft);
            Place(ref game, GhostName.Pinky, (26, 1), Direction.ToLeft);
            game.Step(None, Random(step));
        }
    }

    [Fact]
    public void Step_AfterALifeIsLost_HouseOpensAtSevenAndSeventeenPelletsAndByOwnCountsFromThirtyTwoOn()
    {
        PacManGame game = Start();
        game.Player = new Walker { From = (short)Maze.Tile(1, 1), Heading = Direction.ToLeft };
        Place(ref game, GhostName.Blinky, (1, 1), Direction.ToLeft);
        game.Step(None, Random(0));
        Assert.Equal(2, game.Lives);
        int step = 1, left = game.PelletsLeft;
        Eat(6);
        Assert.Equal(GhostPlace.Waiting, game.Ghosts[GhostName.Pinky].Place);
        Eat(7);
        Assert.Equal(GhostPlace.Leaving, game.Ghosts[GhostName.Pinky].Place);

        // Eaten and back at home, Pinky has missed its number, and holds nobody else up.
        game.Ghosts[GhostName.Pinky] = Ghost.AtStart(GhostName.Pinky);
        Eat(16);
        Assert.Equal([GhostPlace.Waiting, GhostPlace.Waiting, GhostPlace.Waiting], Inside(game));
        Eat(17);
        Assert.Equal([GhostPlace.Waiting, GhostPlace.Leaving, GhostPlace.Waiting], Inside(game));
        game.Ghosts[GhostName.Inky] = Ghost.AtStart(GhostName.Inky);
        Eat(31);
        Assert.Equal([GhostPlace.Waiting, GhostPlace.Waiting, GhostPlace.Waiting], Inside(game));
        Eat(32);
        Assert.Equal([GhostPlace.Leaving, GhostPlace.Waiting, GhostPlace.Waiting], Inside(game));

        static GhostPlace[] Inside(PacManGame game) => [game.Ghosts[GhostName.Pinky].Place, game.Ghosts[GhostName.Inky].Place, game.Ghosts[GhostName.Clyde].Place];

        void Eat(int all)
        {
            for (; left - game.PelletsLeft < all; step++)
            {
                Place(ref game, GhostName.Blinky, (26, 1), Direction.ToLeft);
                int last = Enumerable.Range(0, PelletSet.Capacity).Last(pellet => game.Pellets.Contains(pellet));
                game.Player = new Walker { From = Maze.PelletTiles[last], Heading = Direction.ToLeft };
                game.Step(None, Random(step));
            }
        }
    }

    [Theory]
    [InlineData(GhostName.Pinky, true)]
    [InlineData(GhostName.Clyde, false)]
    public void Step_EyesAtHome_SitDownAndWaitUntilTheyAreCalled(int ghost, bool isCalled)
    {
        PacManGame game = Empty(at: (1, 29), heading: Direction.ToLeft);
        game.Ghosts[ghost] = new Ghost { Place = GhostPlace.Entering, Inside = (short)(Ghost.SeatOf(ghost) - 1) };
        game.Step(None, Random(0));
        Assert.Equal((GhostPlace.Waiting, Ghost.SeatOf(ghost)), (game.Ghosts[ghost].Place, game.Ghosts[ghost].Inside));
        game.Step(None, Random(1));
        Assert.Equal(isCalled ? GhostPlace.Leaving : GhostPlace.Waiting, game.Ghosts[ghost].Place);
    }

    [Fact]
    public void Step_SevenSecondsIntoALife_GhostsTurnBackAndChase()
    {
        PacManGame game = Empty(at: (1, 29), heading: Direction.ToLeft);
        game.Clock = 7 * 15 - 2;
        Place(ref game, GhostName.Blinky, (12, 29), Direction.ToRight);
        game.Step(None, Random(0));
        Assert.True(game.IsScatter);
        Assert.Equal(Direction.ToRight, game.Ghosts[GhostName.Blinky].Body.Heading);
        game.Step(None, Random(1));
        Assert.False(game.IsScatter);
        Assert.Equal(Direction.ToLeft, game.Ghosts[GhostName.Blinky].Body.Heading);
        Assert.Equal((1, 29), game.TargetOf(game.Ghosts[GhostName.Blinky], GhostName.Blinky, scatter: false));
    }

    [Fact]
    public void Step_CrossingAboveTheHouse_IsNotTakenUpwards()
    {
        PacManGame game = Empty(at: (12, 5), heading: Direction.ToLeft);
        SetClock(ref game, 7 * 15);
        Place(ref game, GhostName.Blinky, (14, 11), Direction.ToLeft);
        for (int step = 0; step < 6; step++)
            game.Step(None, Random(step));
        Assert.Equal(11, Maze.Row(game.Ghosts[GhostName.Blinky].Body.From));
        Assert.True(Maze.Column(game.Ghosts[GhostName.Blinky].Body.From) < 12);
    }

    [Fact]
    public void Step_FewPelletsLeft_BlinkyIsFasterAndNeverScatters()
    {
        PacManGame game = Empty(at: (1, 29), heading: Direction.ToLeft);
        game.PelletsLeft = 21;
        Assert.False(game.IsElroy);
        game.PelletsLeft = 20;
        Assert.True(game.IsElroy);
        Place(ref game, GhostName.Blinky, (12, 5), Direction.ToLeft);
        game.Step(None, Random(0));
        Assert.Equal(80 * Walker.UnitsPerPercent, game.Ghosts[GhostName.Blinky].Body.Progress);
        Assert.Equal((1, 29), game.TargetOf(game.Ghosts[GhostName.Blinky], GhostName.Blinky, scatter: true));
        game.PelletsLeft = 10;
        Place(ref game, GhostName.Blinky, (12, 5), Direction.ToLeft);
        game.Step(None, Random(1));
        Assert.Equal(85 * Walker.UnitsPerPercent, game.Ghosts[GhostName.Blinky].Body.Progress);
    }

    [Theory]
    [InlineData(1, 80, 75, 40, 50, 90, 100)]
    [InlineData(2, 90, 85, 45, 55, 75, 300)]
    [InlineData(5, 100, 95, 50, 60, 30, 700)]
    [InlineData(17, 100, 95, 50, 60, 0, 5000)]
    [InlineData(300, 90, 95, 50, 60, 0, 5000)]
    public void Of_Level_HasTheArcadesFigures(int level, int player, int ghost, int tunnel, int frightened, int fright, int fruit)
    {
        LevelRules rules = LevelRules.Of(level);
        Assert.Equal(
            (player, ghost, tunnel, frightened, fright, fruit),
            (rules.PlayerSpeed, rules.GhostSpeed, rules.TunnelSpeed, rules.FrightenedSpeed, rules.FrightSteps, rules.FruitPoints));
    }

    [Fact]
    public void Step_RandomJoystick_EveryStateCanBeSavedAndLoaded()
    {
        PacManGame game = Start();
        for (int step = 1; step < 20_000; step++)
        {
            StepRandom random = Random(step);
            game.Step(random.Below(200, PacManGame.ActionCount), random);
            if (game.IsOver)
                game.Reset(random);
            if (step % 50 == 0)
            {
                // Most pellets gone, so that levels change.
                for (int pellet = 0; pellet < 240; pellet++)
                    game.Pellets.Remove(pellet);
                game.PelletsLeft = (short)game.Pellets.Count;
                if (game.PelletsLeft == 0)
                    game.Reset(random);
            }

            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            game.Save(new SnapshotWriter(buffer));
            var loaded = default(PacManGame);
            var reader = new SnapshotReader(buffer.WrittenSpan);
            loaded.Load(ref reader);
            var again = new System.Buffers.ArrayBufferWriter<byte>();
            loaded.Save(new SnapshotWriter(again));
            Assert.True(buffer.WrittenSpan.SequenceEqual(again.WrittenSpan));
        }
    }

    private static StepRandom Random(int step) => Lanes.Seed().At(0, 0, (uint)step);

    private static PacManGame Start()
    {
        var game = default(PacManGame);
        game.Reset(Random(0));
        return game;
    }

    // A level with one pellet left, far away, and every ghost out of the way.
    private static PacManGame Empty((int Column, int Row) at, int heading)
    {
        PacManGame game = Start();
        game.Pellets = Only((26, 1));
        game.PelletsLeft = 1;
        game.Clock = 0;
        for (int ghost = 0; ghost < GhostName.Count; ghost++)
            Place(ref game, ghost, (21, 8), Direction.Up);
        game.Player = new Walker { From = (short)Maze.Tile(at.Column, at.Row), Heading = (byte)heading };
        return game;
    }

    // What follows from the clock is found anew, as after a restore.
    private static void SetClock(ref PacManGame game, int clock)
    {
        game.Clock = clock;
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        game.Save(new SnapshotWriter(buffer));
        var reader = new SnapshotReader(buffer.WrittenSpan);
        game.Load(ref reader);
    }

    private static PelletSet Only((int Column, int Row) at)
    {
        PelletSet pellets = PelletSet.All;
        for (int pellet = 0; pellet < PelletSet.Capacity; pellet++)
        {
            if (Maze.PelletTiles[pellet] != Maze.Tile(at.Column, at.Row))
                pellets.Remove(pellet);
        }

        return pellets;
    }

    private static void Put(ref PacManGame game, int column, int row)
    {
        PelletSet both = PelletSet.Difference(game.Pellets, Only((column, row)));
        game.Pellets = both;
        game.PelletsLeft++;
    }

    private static void Place(ref PacManGame game, int ghost, (int Column, int Row) at, int heading, bool frightened = false) =>
        game.Ghosts[ghost] = new Ghost
        {
            Place = GhostPlace.Roaming,
            IsFrightened = frightened,
            Body = new Walker { From = (short)Maze.Tile(at.Column, at.Row), Heading = (byte)heading },
        };
}
