using System.Numerics;

namespace RlOrleans.Environments.PacMan;

/// <summary>How the ghosts leave their house, choose their ways and move.</summary>
internal partial struct PacManGame
{
    // In percent of full speed.
    private const int EyesSpeed = 150;
    private const int HouseSpeed = 50;

    // After a life is lost, the house is opened by the pellets of all, counted anew.
    private const int PinkyPelletsForAll = 7;
    private const int InkyPelletsForAll = 17;
    private const int ClydePelletsForAll = 32;

    // Of the ghosts that wait, the one to leave next; GhostName.Count for none.
    private readonly int NextOut
    {
        get
        {
            int ghost = GhostName.Pinky;
            while (ghost < GhostName.Count && !Waits(ghost))
                ghost++;
            return ghost;
        }
    }

    private void CountForHouse()
    {
        _sincePellet = 0;
        if (_countsForAll)
        {
            _pelletsForAll++;
            return;
        }

        // The arcade looks at Clyde first: nobody counts while he is out.
        if (Waits(GhostName.Clyde))
            _housePellets[!Waits(GhostName.Inky) ? GhostName.Clyde : !Waits(GhostName.Pinky) ? GhostName.Inky : GhostName.Pinky]++;
    }

    private void LetGhostsOut()
    {
        // With Clyde inside at his number, each goes by its own count again.
        if (_countsForAll && _pelletsForAll == ClydePelletsForAll && Waits(GhostName.Clyde))
            _countsForAll = false;
        for (int ghost = GhostName.Pinky; ghost < GhostName.Count; ghost++)
        {
            if (Waits(ghost) && IsCalled(ghost))
                LetOut(ghost);
        }

        int next = NextOut;
        if (next == GhostName.Count || _sincePellet < LevelRules.HousePatience(Level))
            return;
        _sincePellet = 0;
        LetOut(next);
    }

    // The number of all is right for a moment only: a ghost that is eaten later may wait until nothing was eaten for long.
    private readonly bool IsCalled(int ghost) => _countsForAll
        ? ghost == GhostName.Pinky ? _pelletsForAll == PinkyPelletsForAll : ghost == GhostName.Inky && _pelletsForAll == InkyPelletsForAll
        : _housePellets[ghost] >= LevelRules.HousePellets(Level, ghost);

    private readonly bool Waits(int ghost) => Ghosts[ghost].Place == GhostPlace.Waiting;

    private void LetOut(int ghost)
    {
        Ghosts[ghost].Place = GhostPlace.Leaving;
        if (ghost == GhostName.Clyde)
            _elroyWaits = false;
    }

    private void Frighten()
    {
        FrightLeft = (short)Rules.FrightSteps;
        GhostsEaten = 0;
        TurnGhostsBack();
        for (int i = 0; i < GhostName.Count; i++)
            Ghosts[i].IsFrightened = FrightLeft > 0 && !Ghosts[i].IsEyes;
    }

    private void Calm()
    {
        for (int i = 0; i < GhostName.Count; i++)
            Ghosts[i].IsFrightened = false;
        GhostsEaten = 0;
    }

    private void TurnGhostsBack()
    {
        for (int i = 0; i < GhostName.Count; i++)
        {
            if (Ghosts[i].Place == GhostPlace.Roaming)
                Ghosts[i].Body.Reverse();
        }
    }

    private void MoveGhosts(in StepRandom random)
    {
        bool scatter = IsScatter;
        for (int i = 0; i < GhostName.Count; i++)
        {
            ref Ghost ghost = ref Ghosts[i];
            if (ghost.IsInMaze)
                Roam(ref ghost, i, scatter, random);
            else
                MoveInHouse(ref ghost, i);
        }
    }

    private static void MoveInHouse(ref Ghost ghost, int number)
    {
        if (ghost.Place == GhostPlace.Leaving)
        {
            ghost.Inside = (short)Math.Max(0, ghost.Inside - HouseSpeed * Walker.UnitsPerPercent);
            if (ghost.Inside == 0)
                (ghost.Place, ghost.Body) = (GhostPlace.Roaming, Walker.InTheMiddle(Maze.DoorRow));
        }
        else if (ghost.Place == GhostPlace.Entering)
        {
            ghost.Inside = (short)Math.Min(Ghost.SeatOf(number), ghost.Inside + EyesSpeed * Walker.UnitsPerPercent);
            if (ghost.Inside == Ghost.SeatOf(number))
                ghost.Place = number == GhostName.Blinky ? GhostPlace.Leaving : GhostPlace.Waiting;
        }
    }

    private void Roam(ref Ghost ghost, int number, bool scatter, in StepRandom random)
    {
        int units = SpeedOf(ghost, number) * Walker.UnitsPerPercent;
        if (GoesIn(ref ghost, units))
            return;
        if (ghost.Body.Progress + units < Walker.TileLength)
        {
            ghost.Body.Progress += (short)units;
            return;
        }

        // No speed passes two middles in one step.
        units -= Walker.TileLength - ghost.Body.Progress;
        ghost.Body.From = (short)Maze.Next(ghost.Body.From, ghost.Body.Heading);
        ghost.Body.Progress = 0;
        ghost.Body.Heading = (byte)Choose(ghost, number, scatter, random);
        if (!GoesIn(ref ghost, units))
            ghost.Body.Progress = (short)units;
    }

    // Eyes that come by the door go in.
    private static bool GoesIn(ref Ghost ghost, int units)
    {
        if (ghost.Place != GhostPlace.Returning || !ghost.Body.PassesTheMiddle(Maze.DoorRow, units))
            return false;
        (ghost.Place, ghost.Inside) = (GhostPlace.Entering, 0);
        return true;
    }

    private readonly int SpeedOf(in Ghost ghost, int number)
    {
        if (ghost.Place == GhostPlace.Returning)
            return EyesSpeed;
        LevelRules rules = Rules;
        if (Maze.IsTunnel(ghost.Body.Tile))
            return rules.TunnelSpeed;
        if (ghost.IsFrightened)
            return rules.FrightenedSpeed;
        if (number != GhostName.Blinky || !IsElroy)
            return rules.GhostSpeed;
        return PelletsLeft <= rules.ElroyPellets / 2 ? rules.FastElroySpeed : rules.ElroySpeed;
    }

    /// <summary>Whether Blinky is in his fast mood, in which he never scatters.</summary>
    public readonly bool IsElroy => PelletsLeft <= Rules.ElroyPellets && !_elroyWaits;

    // The direction that a ghost takes from the middle of its tile.
    private readonly int Choose(in Ghost ghost, int number, bool scatter, in StepRandom random)
    {
        int tile = ghost.Body.From;
        int exits = Maze.Exits(tile) & ~(1 << Direction.Opposite(ghost.Body.Heading));
        if (ghost.Place == GhostPlace.Roaming && !ghost.IsFrightened && Maze.IsNoUp(tile))
            exits &= ~(1 << Direction.Up);
        if (BitOperations.IsPow2(exits))
            return BitOperations.Log2((uint)exits);
        if (ghost.IsEdible)
        {
            for (int skip = random.Below((byte)number, BitOperations.PopCount((uint)exits)); skip > 0; skip--)
                exits &= exits - 1;
            return BitOperations.TrailingZeroCount(exits);
        }

        (int column, int row) = TargetOf(ghost, number, scatter);
        return Nearest(tile, exits, column, row);
    }

    /// <summary>The tile that a ghost steers for, now that it would choose.</summary>
    public readonly (int Column, int Row) TargetOf(in Ghost ghost, int number, bool scatter)
    {
        if (ghost.Place == GhostPlace.Returning)
            return GhostTargets.Door;
        if (scatter && !(number == GhostName.Blinky && IsElroy))
            return GhostTargets.Corner(number);
        return GhostTargets.Prey(number, ghost.Body.From, Player.Tile, Player.Heading, Ghosts[GhostName.Blinky].Body.Tile);
    }

    // Of the exits, the one whose tile is nearest to the target as the crow flies; among equals up, left, down, right.
    private static int Nearest(int tile, int exits, int column, int row)
    {
        int right = Maze.Column(tile) - column, down = Maze.Row(tile) - row;
        int best = 0, least = int.MaxValue;
        Consider(Direction.Up, right * right + (down - 1) * (down - 1));
        Consider(Direction.ToLeft, (right - 1) * (right - 1) + down * down);
        Consider(Direction.ToDown, right * right + (down + 1) * (down + 1));
        Consider(Direction.ToRight, (right + 1) * (right + 1) + down * down);
        return best;

        void Consider(int direction, int distance)
        {
            if ((exits >> direction & 1) != 0 && distance < least)
                (best, least) = (direction, distance);
        }
    }

    [System.Runtime.CompilerServices.InlineArray(GhostName.Count)]
    private struct HouseCounts
    {
        private byte _first;
    }
}
