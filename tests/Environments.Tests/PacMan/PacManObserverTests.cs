using RlOrleans.Environments.PacMan;

namespace RlOrleans.Environments.Tests.PacMan;

public class PacManObserverTests
{
    private const int Side = 84;

    [Theory]
    [InlineData("PacMan-v0")]
    [InlineData("PacMan-grid-v0")]
    [InlineData("PacMan-frames-v0")]
    public void Step_IntoTheSameBatch_GivesWhatAnotherBatchGets(string id)
    {
        // One environment writes only what changes, the other whole rows: it never sees the same batch twice in a row.
        using var same = new Lanes(EnvironmentRegistry.Default.Create(id, 3), Lanes.Seed());
        using IVectorEnvironment other = EnvironmentRegistry.Default.Create(id, 3);
        StepBatch[] batches = [new(3, same.Size), new(3, same.Size)];
        other.Reset(Lanes.Seed(), batches[0].Observations);
        for (int step = 0; step < 400; step++)
        {
            same.Step();
            other.Step(same.Actions, batches[step % 2]);
            Assert.Equal(batches[step % 2].Observations, same.Result.Observations);
            Assert.Equal(batches[step % 2].Rewards, same.Result.Rewards);
        }
    }

    [Fact]
    public void Step_LevelsLivesAndFruit_FramesFollow()
    {
        var observers = (Known: new PacManFrames(1), Whole: new PacManFrames(1));
        var game = default(PacManGame);
        game.Reset(Lanes.Seed().At(0, 0, 0));
        float[] known = new float[Side * Side * 4], whole = new float[Side * Side * 4];
        observers.Known.Begin(0, game);
        observers.Whole.Begin(0, game);
        observers.Known.WriteAll(0, game, known);
        for (int step = 1; step < 300; step++)
        {
            switch (step % 50)
            {
                case 10:
                    game.FruitLeft = 9;
                    break;
                case 30:
                    game.Lives = (byte)(step % 100 == 30 ? 4 : 1);
                    break;
                case 40:
                    game.Pellets = PelletSet.All;
                    break;
            }

            StepRandom random = Lanes.Seed().At(0, 0, (uint)step);
            game.Step(random.Below(200, PacManGame.ActionCount), random);
            if (game.IsOver)
                game.Lives = 3;
            observers.Known.Advance(0, game);
            observers.Whole.Advance(0, game);
            observers.Known.WriteChanges(0, game, known);
            observers.Whole.WriteAll(0, game, whole);
            Assert.Equal(whole, known);
        }
    }

    [Fact]
    public void Reset_Frames_AreFourTimesTheFirst()
    {
        using var lanes = new Lanes(EnvironmentRegistry.Default.Create("PacMan-frames-v0", 1), Lanes.Seed());
        float[] first = lanes.Observation(0);
        for (int pixel = 0; pixel < Side * Side; pixel++)
            Assert.Single(first.AsSpan(4 * pixel, 4).ToArray().Distinct());
        lanes.Step();
        float[] next = lanes.Observation(0);
        Assert.Equal(Frame(first, 3), Frame(next, 2));
        Assert.NotEqual(Frame(next, 2), Frame(next, 3));

        static float[] Frame(float[] stack, int depth) => [.. Enumerable.Range(0, Side * Side).Select(pixel => stack[4 * pixel + depth])];
    }

    [Fact]
    public void Frames_AtTheStart_ShowWallsPelletsLivesAndEverybody()
    {
        var observer = new PacManFrames(1);
        var game = default(PacManGame);
        game.Reset(Lanes.Seed().At(0, 0, 0));
        var row = new float[Side * Side * 4];
        observer.Begin(0, game);
        observer.WriteAll(0, game, row);
        int Brightness(int x, int y) => (int)MathF.Round(255 * row[4 * (y * Side + x) + 3]);
        Assert.Equal(80, Brightness(0, 0));
        Assert.Equal(150, Brightness(4, 4));
        Assert.Equal(255, Brightness(42, 23 * 84 / 31 + 1));
        Assert.Equal(130, Brightness(42, 11 * 84 / 31 + 1));
        Assert.Equal(3 * 4, Enumerable.Range(0, 20).SelectMany(x => Enumerable.Range(26, 10).Select(y => Brightness(x, y))).Count(value => value == 255));
    }

    [Fact]
    public void Grid_AtTheStart_CountsEverything()
    {
        var observer = new PacManGrid(1);
        var game = default(PacManGame);
        game.Reset(Lanes.Seed().At(0, 0, 0));
        var row = new float[31 * 28 * 11];
        observer.WriteAll(0, game, row);
        int[] marks = [.. Enumerable.Range(0, 11).Select(plane => Enumerable.Range(0, 31 * 28).Count(tile => row[tile * 11 + plane] == 1))];
        Assert.Equal([240, 4, 0, 1, 1, 1, 1, 1, 0, 0], marks[1..]);
        Assert.Equal(Enumerable.Range(0, Maze.TileCount).Count(Maze.IsWall), marks[0]);
    }

    [Fact]
    public void Features_OfAScene_AreThoseOfTheMaze()
    {
        var observer = new PacManFeatures(1);
        var game = default(PacManGame);
        game.Reset(Lanes.Seed().At(0, 0, 0));
        game.Player = new Walker { From = (short)Maze.Tile(1, 1), Heading = Direction.ToDown };
        game.Ghosts[GhostName.Blinky].Body = new Walker { From = (short)Maze.Tile(1, 5), Heading = Direction.Up };
        game.Ghosts[GhostName.Pinky] = new Ghost { Place = GhostPlace.Roaming, IsFrightened = true, Body = new Walker { From = (short)Maze.Tile(3, 1) } };
        var row = new float[64];
        observer.Begin(0, game);
        observer.WriteAll(0, game, row);

        // Up, right, down, left of the upper left corner.
        Assert.Equal([0, 1, 1, 0], row[..4]);
        Assert.Equal([0, Near(1), Near(1), 0], row[4..8]);
        Assert.Equal(Near(2), row[8 + Direction.ToDown]);
        Assert.Equal(Near(4), row[12 + Direction.ToDown]);
        Assert.Equal([0, 0, 0, 0], row[16..20]);
        Assert.Equal(Near(2), row[28 + Direction.ToRight]);
        Assert.Equal([0, 0, 0, 0], row[32..36]);
        Assert.Equal([0, 0, 1, 0], row[36..40]);
        Assert.Equal([1, 0, 0, 0], row[40..44]);
        Assert.Equal((1, 0.75f), (row[60], row[61]));

        static float Near(int tiles) => 4f / (4 + tiles);
    }
}
