namespace RlOrleans.Environments.MinAtar;

/// <summary>How everything but the submarine moves in a step. The lists are gone through from their ends, as the authors' code does.</summary>
internal partial struct Seaquest
{
    // Returns how many enemies were hit.
    private int MoveBullets()
    {
        int hits = 0;
        for (int i = Bullets.Count - 1; i >= 0; i--)
        {
            ref Swimmer bullet = ref Bullets[i];
            bullet.X += (sbyte)bullet.Direction;
            bool isLeaving = bullet.X is < 0 or > Last;
            bool isHit = !isLeaving && (RemoveAt(ref Fish, bullet) || RemoveAt(ref Submarines, bullet));
            if (isHit)
                hits++;
            if (isLeaving || isHit)
                Bullets.RemoveAt(i);
        }

        return hits;
    }

    private void MoveDivers()
    {
        for (int i = Divers.Count - 1; i >= 0; i--)
        {
            ref Swimmer diver = ref Divers[i];
            if (PicksUp(diver))
            {
                Divers.RemoveAt(i);
                DiverCount++;
            }
            else if (diver.MoveTimer != 0)
            {
                diver.MoveTimer--;
            }
            else
            {
                diver.MoveTimer = DiverMoveInterval;
                diver.X += (sbyte)diver.Direction;
                bool isPickedUp = PicksUp(diver);
                if (isPickedUp)
                    DiverCount++;
                if (isPickedUp || diver.X is < 0 or > Last)
                    Divers.RemoveAt(i);
            }
        }
    }

    // Returns how many were hit. A submarine fires even in the step in which it leaves or is hit.
    private int MoveSubmarines()
    {
        int hits = 0;
        for (int i = Submarines.Count - 1; i >= 0; i--)
        {
            Swimmer submarine = Submarines[i];
            (bool isGone, bool isHit) = Swim(ref submarine);
            if (isHit)
                hits++;
            if (submarine.ShotTimer == 0)
            {
                submarine.ShotTimer = EnemyShotInterval;
                EnemyBullets.Add(new Swimmer(submarine.X, submarine.Y, submarine.MovesRight));
            }
            else
            {
                submarine.ShotTimer--;
            }

            if (isGone)
                Submarines.RemoveAt(i);
            else
                Submarines[i] = submarine;
        }

        return hits;
    }

    private void MoveEnemyBullets()
    {
        for (int i = EnemyBullets.Count - 1; i >= 0; i--)
        {
            ref Swimmer bullet = ref EnemyBullets[i];
            if (bullet.IsAt(X, Y))
                IsOver = true;
            bullet.X += (sbyte)bullet.Direction;
            if (bullet.IsAt(X, Y))
                IsOver = true;
            if (bullet.X is < 0 or > Last)
                EnemyBullets.RemoveAt(i);
        }
    }

    // Returns how many were hit.
    private int MoveFish()
    {
        int hits = 0;
        for (int i = Fish.Count - 1; i >= 0; i--)
        {
            (bool isGone, bool isHit) = Swim(ref Fish[i]);
            if (isHit)
                hits++;
            if (isGone)
                Fish.RemoveAt(i);
        }

        return hits;
    }

    // One step of an enemy. It is gone when it leaves the sea or swims into a bullet; meeting the submarine ends the game.
    private (bool IsGone, bool IsHit) Swim(ref Swimmer enemy)
    {
        if (enemy.IsAt(X, Y))
            IsOver = true;
        if (enemy.MoveTimer != 0)
        {
            enemy.MoveTimer--;
            return (false, false);
        }

        enemy.MoveTimer = MoveInterval;
        enemy.X += (sbyte)enemy.Direction;
        if (enemy.X is < 0 or > Last)
            return (true, false);
        if (enemy.IsAt(X, Y))
        {
            IsOver = true;
            return (false, false);
        }

        bool isHit = RemoveAt(ref Bullets, enemy);
        return (isHit, isHit);
    }

    private static bool RemoveAt(ref SwimmerList swimmers, in Swimmer place)
    {
        int index = swimmers.IndexAt(place.X, place.Y);
        if (index < 0)
            return false;
        swimmers.RemoveAt(index);
        return true;
    }

    private readonly bool PicksUp(in Swimmer diver) => diver.IsAt(X, Y) && DiverCount < MaxDivers;
}
