namespace RlOrleans.Environments.PacMan;

/// <summary>
/// What changes from level to level, after the tables that players of the arcade have measured (J. Pittman, "The Pac-Man
/// Dossier"). Speeds are in percent of full speed, times in steps.
/// </summary>
/// <param name="PlayerSpeed">Speed of Pac-Man.</param>
/// <param name="PlayerFrightSpeed">Speed of Pac-Man while ghosts are frightened.</param>
/// <param name="GhostSpeed">Speed of ghosts.</param>
/// <param name="TunnelSpeed">Speed of ghosts in the tunnel.</param>
/// <param name="FrightenedSpeed">Speed of frightened ghosts.</param>
/// <param name="ElroyPellets">With this many pellets left, Blinky gets faster; with half of them, once more.</param>
/// <param name="FrightSteps">How long ghosts are frightened.</param>
/// <param name="FruitPoints">What the fruit is worth.</param>
internal sealed record LevelRules(
    int PlayerSpeed, int PlayerFrightSpeed, int GhostSpeed, int TunnelSpeed, int FrightenedSpeed, int ElroyPellets, int FrightSteps, int FruitPoints)
{
    /// <summary>How many steps a second of the arcade has: four frames a step.</summary>
    public const int StepsPerSecond = 15;

    /// <summary>The longest time that ghosts are frightened, in steps.</summary>
    public const int MaxFrightSteps = 6 * StepsPerSecond;

    private const int Lasting = 21;

    private static readonly int[] FrightSeconds = [6, 5, 4, 3, 2, 5, 2, 2, 1, 5, 2, 1, 1, 3, 1, 1, 0, 1, 0, 0, 0];

    private static readonly LevelRules[] Levels = [.. Enumerable.Range(1, Lasting).Select(Make)];

    // They begin scattering and end chasing.
    private static readonly int[][] Schedules =
    [
        Turns(7, 20, 7, 20, 5, 20, 5),
        Turns(7, 20, 7, 20, 5, 1033, 1.0 / 60),
        Turns(5, 20, 5, 20, 5, 1037, 1.0 / 60),
    ];

    /// <summary>The speed of Blinky once few pellets are left.</summary>
    public int ElroySpeed => GhostSpeed + 5;

    /// <summary>The speed of Blinky once very few pellets are left.</summary>
    public int FastElroySpeed => GhostSpeed + 10;

    /// <summary>The rules of a level, counted from 1; from level 21 on nothing changes.</summary>
    public static LevelRules Of(int level) => Levels[Math.Min(level, Lasting) - 1];

    /// <summary>Steps from the start of a life after which ghosts turn from scatter to chase and back, by turns.</summary>
    public static ReadOnlySpan<int> ScheduleOf(int level) => Schedules[level == 1 ? 0 : level < 5 ? 1 : 2];

    /// <summary>Pellets that have to be eaten before a ghost (2 Inky, 3 Clyde) may leave the house.</summary>
    public static int HousePellets(int level, int ghost) => (level, ghost) switch
    {
        (1, GhostName.Inky) => 30,
        (1, GhostName.Clyde) => 60,
        (2, GhostName.Clyde) => 50,
        _ => 0,
    };

    /// <summary>Steps without a pellet after which the next ghost leaves the house anyway.</summary>
    public static int HousePatience(int level) => (level < 5 ? 4 : 3) * StepsPerSecond;

    private static LevelRules Make(int level)
    {
        (int player, int chase, int ghost, int tunnel, int frightened) = level switch
        {
            1 => (80, 90, 75, 40, 50),
            < 5 => (90, 95, 85, 45, 55),
            < 21 => (100, 100, 95, 50, 60),
            _ => (90, 90, 95, 50, 60),
        };
        int elroy = level switch
        {
            1 => 20,
            2 => 30,
            < 6 => 40,
            < 9 => 50,
            < 12 => 60,
            < 15 => 80,
            < 19 => 100,
            _ => 120,
        };
        int fruit = level switch
        {
            1 => 100,
            2 => 300,
            < 5 => 500,
            < 7 => 700,
            < 9 => 1000,
            < 11 => 2000,
            < 13 => 3000,
            _ => 5000,
        };
        return new LevelRules(player, chase, ghost, tunnel, frightened, elroy, FrightSeconds[level - 1] * StepsPerSecond, fruit);
    }

    private static int[] Turns(params double[] seconds)
    {
        var turns = new int[seconds.Length];
        double time = 0;
        for (int i = 0; i < seconds.Length; i++)
        {
            time += Math.Max(1, seconds[i] * StepsPerSecond);
            turns[i] = (int)time;
        }

        return turns;
    }
}
