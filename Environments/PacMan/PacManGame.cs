namespace RlOrleans.Environments.PacMan;

/// <summary>
/// The rules of Pac-Man, apart from how it is observed: the arcade's maze, ghosts, speeds and points, at 15 steps a second.
/// </summary>
/// <remarks>
/// <para>
/// Actions are the joystick: 0 let go, 1 up, 2 left, 3 down, 4 right. Pac-Man turns where the joystick points to a way as he
/// passes the middle of a tile, turns back anywhere, and otherwise goes on until a wall. A step is worth a tenth of its
/// points: a pellet 10, a power pellet 50, ghosts 200, 400, 800 and 1,600 on one power pellet, fruit 100 to 5,000 by level.
/// A level is cleared with its last pellet. An episode has three lives, and one more at 10,000 points; the last one
/// lost terminates it.
/// </para>
/// <para>
/// The facts are those of J. Pittman, "The Pac-Man Dossier": the maze with its 240 pellets, four power pellets and the tiles
/// from which ghosts do not turn up; speeds, fright, fruit and the turns between scatter and chase level by level; the
/// targets of the ghosts, with what the arcade's arithmetic makes of them when Pac-Man heads up; the counters and the clock of
/// the house; Blinky's two faster moods.
/// </para>
/// <para>
/// Left out are what takes longer than it plays (the pauses after a ghost is eaten and between lives), corner cutting, and
/// the defect of level 256. Ghosts choose their way in the middle of a tile, where the arcade chooses one tile ahead, and are
/// turned back at once, where they enter a tile first; they always leave the house to the left; frightened ones take each of
/// their ways with the same chance, where the arcade draws a direction and tries the next ones clockwise. Who moves through
/// Pac-Man meets him, where the arcade lets two that change tiles at once pass. Frightened ghosts, and how long fruit stays, are
/// the arcade's chance; each life also begins with Pac-Man heading to either side and the ghosts' clock up to two seconds
/// late, so that no two episodes need be alike.
/// </para>
/// </remarks>
internal partial struct PacManGame
{
    /// <summary>How many actions there are.</summary>
    public const int ActionCount = 5;

    /// <summary>Points that one unit of reward stands for.</summary>
    public const float PointsPerReward = 10;

    /// <summary>The most lives that one can have: three, and the one for 10,000 points.</summary>
    public const int MaxLives = 4;

    private const int StartLives = 3;
    private const int ExtraLifePoints = 10_000;
    private const int PelletPoints = 10;
    private const int PowerPelletPoints = 50;
    private const int FirstGhostPoints = 200;
    private const int FirstFruitEaten = 70;
    private const int SecondFruitEaten = 170;
    private const int FruitSteps = 9 * LevelRules.StepsPerSecond;
    private const int FruitExtraSteps = LevelRules.StepsPerSecond + 1;
    private const int MaxClockDelay = 2 * LevelRules.StepsPerSecond;

    // Eating stops Pac-Man for one frame, or three: quarters of a step.
    private const int FramesPerStep = 4;
    private const int PelletFrames = 1;
    private const int PowerPelletFrames = 3;

    // Draws of a step: ghosts take their numbers.
    private const byte LifeDraw = GhostName.Count;
    private const byte FruitDraw = GhostName.Count + 1;

    public PelletSet Pellets;
    public short PelletsLeft;
    public Walker Player;
    public Ghosts Ghosts;
    public int Score;
    public int Level;
    public byte Lives;

    /// <summary>Steps for which ghosts are frightened yet.</summary>
    public short FrightLeft;

    /// <summary>Ghosts eaten on the power pellet.</summary>
    public byte GhostsEaten;

    /// <summary>Steps for which fruit lies below the house yet; 0 for none.</summary>
    public short FruitLeft;

    /// <summary>Steps of this life in which ghosts were not frightened; below 0 for a clock that is late.</summary>
    public int Clock;

    // How often the ghosts have turned between scatter and chase: how many ends of the schedule the clock has passed.
    private byte _turn;

    // Frames that Pac-Man stands still yet.
    private byte _pause;

    // Steps since the last pellet.
    private short _sincePellet;

    // Pellets that each ghost has counted at the door of the house; after a life is lost, one number counts for all.
    private HouseCounts _housePellets;
    private bool _countsForAll;
    private byte _pelletsForAll;

    // After a life is lost, Blinky gets no faster before Clyde is out.
    private bool _elroyWaits;

    /// <summary>Whether the last life is lost.</summary>
    public readonly bool IsOver => Lives == 0;

    public readonly LevelRules Rules => LevelRules.Of(Level);

    /// <summary>Whether ghosts scatter, rather than chase.</summary>
    public readonly bool IsScatter => _turn % 2 == 0;

    private static ReadOnlySpan<sbyte> JoystickDirections => [-1, Direction.Up, Direction.ToLeft, Direction.ToDown, Direction.ToRight];

    public void Reset(in StepRandom random)
    {
        this = new PacManGame { Lives = StartLives };
        BeginLevel(random);
    }

    /// <summary>Takes one step and returns its points.</summary>
    public int Step(int action, in StepRandom random)
    {
        int before = Score;
        AdvanceClocks();
        MovePlayer(JoystickDirections[action]);
        EatAtTile(random);
        bool caught = Meet();
        if (PelletsLeft == 0)
        {
            BeginLevel(random);
            return Score - before;
        }

        if (!caught)
        {
            LetGhostsOut();
            MoveGhosts(random);
            caught = Meet();
        }

        if (caught)
            LoseLife(random);
        return Score - before;
    }

    private void BeginLevel(in StepRandom random)
    {
        Level++;
        Pellets = PelletSet.All;
        PelletsLeft = PelletSet.Capacity;
        _housePellets = default;
        _countsForAll = false;
        _elroyWaits = false;
        BeginLife(random);
    }

    private void LoseLife(in StepRandom random)
    {
        // After the last life everybody stays where it was lost: that is what the episode ended on.
        if (--Lives == 0)
            return;
        _countsForAll = true;
        _pelletsForAll = 0;
        _elroyWaits = true;
        BeginLife(random);
    }

    private void BeginLife(in StepRandom random)
    {
        (uint side, uint delay, _, _) = random.Block(LifeDraw);
        Player = Walker.InTheMiddle(Maze.PlayerRow, headsRight: (side & 1) != 0);
        for (int ghost = 0; ghost < GhostName.Count; ghost++)
            Ghosts[ghost] = Ghost.AtStart(ghost);
        Clock = -(int)(delay % MaxClockDelay);
        _turn = 0;
        FrightLeft = 0;
        FruitLeft = 0;
        GhostsEaten = 0;
        _pause = 0;
        _sincePellet = 0;
    }

    private void AdvanceClocks()
    {
        if (FruitLeft > 0)
            FruitLeft--;
        if (FrightLeft > 0)
        {
            if (--FrightLeft == 0)
                Calm();
            return;
        }

        Clock++;
        ReadOnlySpan<int> schedule = LevelRules.ScheduleOf(Level);
        if (_turn < schedule.Length && Clock >= schedule[_turn])
        {
            _turn++;
            TurnGhostsBack();
        }
    }

    // `wish` is a direction, or −1 for none.
    private void MovePlayer(int wish)
    {
        int speed = FrightLeft > 0 ? Rules.PlayerFrightSpeed : Rules.PlayerSpeed;
        int frames = FramesPerStep;
        if (_pause > 0)
        {
            int paused = Math.Min(_pause, frames);
            _pause -= (byte)paused;
            frames -= paused;
        }

        int units = speed * Walker.UnitsPerPercent * frames / FramesPerStep;
        if (wish == Direction.Opposite(Player.Heading))
            Player.Reverse();
        if (Player.Progress == 0 && !Head(wish))
            return;
        if (Player.Progress + units < Walker.TileLength)
        {
            Player.Progress += (short)units;
            return;
        }

        // No speed passes two middles in one step.
        units -= Walker.TileLength - Player.Progress;
        Player.From = (short)Maze.Next(Player.From, Player.Heading);
        Player.Progress = (short)(Head(wish) ? units : 0);
    }

    // In the middle of a tile: turns if the joystick points to a way, and tells whether there is a way ahead.
    private bool Head(int wish)
    {
        if (wish >= 0 && Maze.Next(Player.From, wish) >= 0)
            Player.Heading = (byte)wish;
        return Maze.Next(Player.From, Player.Heading) >= 0;
    }

    private void EatAtTile(in StepRandom random)
    {
        int tile = Player.Tile;
        if (FruitLeft > 0 && Maze.IsFruit(tile))
        {
            FruitLeft = 0;
            Add(Rules.FruitPoints);
        }

        int pellet = Maze.Pellet(tile);
        if (pellet < 0 || !Pellets.Contains(pellet))
        {
            _sincePellet++;
            return;
        }

        Pellets.Remove(pellet);
        PelletsLeft--;
        CountForHouse();
        if (PelletSet.Capacity - PelletsLeft is FirstFruitEaten or SecondFruitEaten)
            FruitLeft = (short)(FruitSteps + random.Below(FruitDraw, FruitExtraSteps));
        if (!Maze.IsPowerPellet(tile))
        {
            _pause += PelletFrames;
            Add(PelletPoints);
            return;
        }

        _pause += PowerPelletFrames;
        Add(PowerPelletPoints);
        Frighten();
    }

    private void Add(int points)
    {
        if (Score < ExtraLifePoints && Score + points >= ExtraLifePoints)
            Lives++;
        Score += points;
    }

    // Eats the edible ghosts on Pac-Man's tile, and tells whether there is one that is not.
    private bool Meet()
    {
        int tile = Player.Tile;
        for (int i = 0; i < GhostName.Count; i++)
        {
            ref Ghost ghost = ref Ghosts[i];
            if (ghost.Place != GhostPlace.Roaming || ghost.Body.Tile != tile)
                continue;
            if (!ghost.IsFrightened)
                return true;
            ghost.IsFrightened = false;
            ghost.Place = GhostPlace.Returning;
            Add(FirstGhostPoints << GhostsEaten);
            GhostsEaten++;
        }

        return false;
    }
}
