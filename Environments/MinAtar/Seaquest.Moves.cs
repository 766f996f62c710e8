namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// How everything but the submarine moves in a step. Each kind is gone through from its end, as the authors' code does.
/// </summary>
internal partial struct Seaquest
{
    // Returns how many enemies were hit.
    internal int MoveOneByOne()
    {
        int hits = MoveBullets();
        MoveDivers();
        hits += MoveSubmarines();
        MoveEnemyBullets();
        return hits + MoveFish();
    }

    // Returns how many enemies were hit.
    private int MoveBullets()
    {
        int hits = 0;
        for (int i = Swimmers.End(SwimmerKind.Bullet) - 1; i >= 0; i--)
        {
            ref Swimmer bullet = ref Swimmers[i];
            bullet.Advance();
            bool isLeaving = bullet.IsOutside;
            bool isHit = !isLeaving && (RemoveAt(SwimmerKind.Fish, bullet) || RemoveAt(SwimmerKind.Submarine, bullet));
            if (isHit)
                hits++;
            if (isLeaving || isHit)
                Swimmers.RemoveAt(i);
        }

        return hits;
    }

    private void MoveDivers()
    {
        for (int i = Swimmers.End(SwimmerKind.Diver) - 1; i >= Swimmers.Start(SwimmerKind.Diver); i--)
        {
            ref Swimmer diver = ref Swimmers[i];
            if (PicksUp(diver))
            {
                Swimmers.RemoveAt(i);
                DiverCount++;
            }
            else if (diver.MoveTimer != 0)
            {
                diver.MoveTimer--;
            }
            else
            {
                diver.MoveTimer = DiverMoveInterval;
                diver.Advance();
                bool isPickedUp = PicksUp(diver);
                if (isPickedUp)
                    DiverCount++;
                if (isPickedUp || diver.IsOutside)
                    Swimmers.RemoveAt(i);
            }
        }
    }

    // Returns how many were hit. A submarine fires even in the step in which it leaves or is hit.
    private int MoveSubmarines()
    {
        int hits = 0;
        for (int i = Swimmers.End(SwimmerKind.Submarine) - 1; i >= Swimmers.Start(SwimmerKind.Submarine); i--)
        {
            ref Swimmer submarine = ref Swimmers[i];
            Encounter encounter = Swim(ref submarine);
            bool fires = submarine.ShotTimer == 0;
            if (fires)
            {
                submarine.ShotTimer = EnemyShotInterval;
                Swimmers.Add(new Swimmer(SwimmerKind.EnemyBullet, submarine.Place, submarine.MovesRight));
            }
            else
            {
                submarine.ShotTimer--;
            }

            if (encounter != Encounter.None)
                Remove(ref i, encounter, ref hits);
        }

        return hits;
    }

    private void MoveEnemyBullets()
    {
        for (int i = Swimmers.End(SwimmerKind.EnemyBullet) - 1; i >= Swimmers.Start(SwimmerKind.EnemyBullet); i--)
        {
            ref Swimmer bullet = ref Swimmers[i];
            if (bullet.Place == Place)
                IsOver = true;
            bullet.Advance();
            if (bullet.Place == Place)
                IsOver = true;
            if (bullet.IsOutside)
                Swimmers.RemoveAt(i);
        }
    }

    // Returns how many were hit.
    private int MoveFish()
    {
        int hits = 0;
        for (int i = Swimmers.Count - 1; i >= Swimmers.Start(SwimmerKind.Fish); i--)
        {
            Encounter encounter = Swim(ref Swimmers[i]);
            if (encounter != Encounter.None)
                Remove(ref i, encounter, ref hits);
        }

        return hits;
    }

    // One step of an enemy. Meeting the submarine ends the game.
    private Encounter Swim(ref Swimmer enemy)
    {
        if (enemy.Place == Place)
            IsOver = true;
        if (enemy.MoveTimer != 0)
        {
            enemy.MoveTimer--;
            return Encounter.None;
        }

        enemy.MoveTimer = MoveInterval;
        enemy.Advance();
        if (enemy.IsOutside)
            return Encounter.Leaves;
        if (enemy.Place == Place)
        {
            IsOver = true;
            return Encounter.None;
        }

        return Swimmers.IndexAt(SwimmerKind.Bullet, enemy.Place) >= 0 ? Encounter.IsHit : Encounter.None;
    }

    // Removes an enemy, and the bullet that it has swum into. What comes before the enemy then lies one place lower.
    private void Remove(ref int index, Encounter encounter, ref int hits)
    {
        Swimmer enemy = Swimmers[index];
        Swimmers.RemoveAt(index);
        if (encounter != Encounter.IsHit)
            return;
        hits++;
        index--;
        RemoveAt(SwimmerKind.Bullet, enemy);
    }

    private bool RemoveAt(SwimmerKind kind, in Swimmer swimmer)
    {
        int index = Swimmers.IndexAt(kind, swimmer.Place);
        if (index < 0)
            return false;
        Swimmers.RemoveAt(index);
        return true;
    }

    private readonly bool PicksUp(in Swimmer diver) => diver.Place == Place && DiverCount < MaxDivers;

    // How an enemy's move ends it.
    private enum Encounter
    {
        None,
        Leaves,
        IsHit,
    }
}
