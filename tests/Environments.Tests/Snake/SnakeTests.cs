using FsCheck;
using FsCheck.Fluent;
using RlOrleans.Environments.Snake;

namespace RlOrleans.Environments.Tests.Snake;

public class SnakeTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(400);

    [Fact]
    public void Step_AnyActions_KeepsTheInvariants() => Check((game, action, random) =>
    {
        int length = game.Length, head = game.Head, food = game.Food;
        bool deadly = game.IsBlocked(action != (game.Direction + 2) % 4 ? action : game.Direction);
        StepOutcome outcome = game.Step(action, random);

        Assert.Equal(deadly, outcome.Reward < 0);
        if (deadly)
        {
            Assert.True(outcome.Terminated);
            return outcome;
        }

        int[] body = [.. Enumerable.Range(0, game.Length).Select(game.Segment)];
        Assert.Equal(body.Length, body.Distinct().Count());
        Assert.All(body, cell => Assert.True(game.Occupies(cell)));
        Assert.Equal(game.Length, Enumerable.Range(0, SnakeGame.CellCount).Count(game.Occupies));
        Assert.All(body.Zip(body.Skip(1)), pair => Assert.Contains(pair.Second, Neighbours(pair.First)));
        Assert.Equal(head, game.Segment(1));
        Assert.False(game.Occupies(game.Food));

        bool ate = game.Head == food;
        Assert.Equal(ate ? 1f : 0f, outcome.Reward);
        Assert.Equal(ate ? length + 1 : length, game.Length);
        Assert.Equal(ate, game.Hunger == 0);
        Assert.Equal(game.Hunger >= SnakeGame.HungerLimit, outcome.Truncated);
        return outcome;
    });

    [Fact]
    public void Step_TurnStraightBack_GoesOnAhead()
    {
        SnakeGame game = Start(0);
        int ahead = SnakeGame.Neighbour(game.Head, game.Direction), direction = game.Direction;
        game.Step((game.Direction + 2) % 4, Random(0, 1));
        Assert.Equal(ahead, game.Head);
        Assert.Equal(direction, game.Direction);
    }

    [Fact]
    public void Step_IntoTheWall_Terminates()
    {
        SnakeGame game = Start(1);
        StepOutcome outcome = default;
        for (uint step = 1; step <= SnakeGame.Side && !outcome.Terminated; step++)
            outcome = game.Step(game.Direction, Random(1, step));
        Assert.Equal(new StepOutcome(-1, Terminated: true, Truncated: false), outcome);
    }

    [Fact]
    public void Step_IntoTheCellThatTheTailLeaves_GoesOn()
    {
        // Head (0,0), body round a 2x2 square, tail at (1,0), straight below the head.
        SnakeGame game = Load([0, 1, 11, 10], direction: 3, food: 99);
        Assert.False(game.IsBlocked(2));
        Assert.Equal(new StepOutcome(0, false, false), game.Step(2, Random(0, 1)));
        Assert.Equal(10, game.Head);
    }

    [Fact]
    public void Step_IntoTheBody_Terminates()
    {
        SnakeGame game = Load([0, 1, 11, 10, 20], direction: 3, food: 99);
        Assert.True(game.IsBlocked(2));
        Assert.Equal(new StepOutcome(-1, true, false), game.Step(2, Random(0, 1)));
    }

    [Fact]
    public void Step_LastFreeCellEaten_WinsAndTerminates()
    {
        // Rows walked to and fro; the head is one cell before the last, which holds the food.
        int[] walk = [.. Enumerable.Range(0, SnakeGame.CellCount).Select(i => i / 10 % 2 == 0 ? i : i / 10 * 10 + 9 - i % 10)];
        SnakeGame game = Load([.. walk.Take(99).Reverse()], direction: 3, food: walk[99]);
        Assert.Equal(new StepOutcome(1, Terminated: true, Truncated: false), game.Step(3, Random(0, 1)));
        Assert.Equal(SnakeGame.CellCount, game.Length);
        Assert.Equal(-1, game.Food);
    }

    [Fact]
    public void Step_RoundAndRoundWithoutFood_TruncatesAtTheHungerLimit()
    {
        SnakeGame game = Load([0, 1, 11], direction: 3, food: 99);
        StepOutcome outcome = default;
        int steps = 0;
        int[] circle = [2, 1, 0, 3];
        while (outcome is { Terminated: false, Truncated: false })
            outcome = game.Step(circle[steps % 4], Random(0, (uint)++steps));
        Assert.Equal(SnakeGame.HungerLimit, steps);
        Assert.Equal(new StepOutcome(0, Terminated: false, Truncated: true), outcome);
    }

    [Fact]
    public void Reset_ManySeeds_ReachesEveryStart()
    {
        SnakeGame[] games = [.. Enumerable.Range(0, 4000).Select(i => Start((uint)i))];
        Assert.Equal(36, games.Select(game => game.Head).Distinct().Count());
        Assert.Equal(4, games.Select(game => game.Direction).Distinct().Count());
        Assert.Equal(SnakeGame.CellCount, games.Select(game => game.Food).Distinct().Count());
        Assert.All(games, game => Assert.False(game.Occupies(game.Food)));
        Assert.All(games, game => Assert.False(game.IsBlocked(game.Direction)));
    }

    [Fact]
    public void Observe_Features_AreThoseOfTheDocumentation()
    {
        var environment = new SnakeFeatures();
        var observation = new float[18];
        environment.Reset(Random(0, 0), observation);
        LoadInto(environment.Load, [0, 1, 11], direction: 3, food: 35);
        environment.Step([2], Random(0, 1), observation);

        // The head is now on cell 10 (row 1, column 0) heading down, its neck above; cell 11 to the right was the tail and is free.
        Assert.Equal([1, 0, 0, 1], observation[..4]);
        Assert.Equal([0f, 9 / 9f, 8 / 9f, 0f], observation[4..8]);
        Assert.Equal([0, 1, 1, 0], observation[8..12]);
        Assert.Equal([0, 0, 1, 0], observation[12..16]);
        Assert.Equal(0.03f, observation[16]);
        Assert.Equal(0.01f, observation[17]);
    }

    [Fact]
    public void Observe_Grid_MarksEachSegmentOnce()
    {
        var environment = new SnakeGrid();
        var observation = new float[500];
        environment.Reset(Random(0, 0), observation);
        LoadInto(environment.Load, [0, 1, 11, 12, 13], direction: 3, food: 35);
        environment.Step([2], Random(0, 1), observation);

        int[] marked = [.. Enumerable.Range(0, 500).Where(i => observation[i] == 1)];
        Assert.Equal([10, 100, 201, 211, 312, 435], marked);
        Assert.Equal(6f, observation.Sum());
    }

    [Theory]
    [InlineData(new byte[] { 0, 1, 1 }, 3, 99)]
    [InlineData(new byte[] { 0, 1, 3 }, 3, 99)]
    [InlineData(new byte[] { 0, 1 }, 3, 99)]
    [InlineData(new byte[] { 0, 1, 2 }, 4, 99)]
    [InlineData(new byte[] { 0, 1, 2 }, 3, 1)]
    [InlineData(new byte[] { 0, 1, 2 }, 3, 100)]
    [InlineData(new byte[] { 9, 10, 11 }, 3, 99)]
    public void Load_ImpossibleSnake_Throws(byte[] body, int direction, int food) =>
        Assert.Throws<InvalidDataException>(() => Load([.. body.Select(cell => (int)cell)], direction, food));

    private static void Check(Func<SnakeGame, int, StepRandom, StepOutcome> step)
    {
        var actions = Gen.Choose(0, 3).ListOf().ToArbitrary();
        var seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();
        Prop.ForAll(seeds, actions, (seed, moves) =>
        {
            SnakeGame game = Start((uint)seed);
            uint count = 0;
            foreach (int move in moves)
            {
                // Mostly away from walls, so that runs get long enough to eat.
                int action = game.IsBlocked(move) && count % 8 != 0 ? Enumerable.Range(0, 4).FirstOrDefault(d => !game.IsBlocked(d)) : move;
                StepOutcome outcome = step(game, action, Random((uint)seed, ++count));
                if (outcome.Terminated || outcome.Truncated)
                    break;
            }
        }).Check(Thorough);
    }

    private static IEnumerable<int> Neighbours(int cell) => Enumerable.Range(0, 4).Select(direction => SnakeGame.Neighbour(cell, direction));

    private static StepRandom Random(uint lane, uint step) => Lanes.Seed(firstLane: lane).At(0, 0, step);

    private static SnakeGame Start(uint lane)
    {
        var game = new SnakeGame();
        game.Reset(Random(lane, 0));
        return game;
    }

    private static SnakeGame Load(int[] body, int direction, int food)
    {
        var game = new SnakeGame();
        LoadInto(game.Load, body, direction, food);
        return game;
    }

    private static void LoadInto(LoadState load, int[] body, int direction, int food)
    {
        byte[] state = [(byte)body.Length, (byte)direction, (byte)food, 0, .. body.Select(cell => (byte)cell)];
        var reader = new SnapshotReader(state);
        load(ref reader);
    }

    private delegate void LoadState(ref SnapshotReader reader);
}
