namespace RlOrleans.Environments.MinAtar;

/// <summary>What swims or flies in Seaquest's sea, in the order in which they move in a step.</summary>
internal enum SwimmerKind : byte
{
    Bullet,
    Diver,
    Submarine,
    EnemyBullet,
    Fish,
}

/// <summary>Something that swims or flies along a row of Seaquest's sea.</summary>
internal record struct Swimmer(SwimmerKind Kind, sbyte X, sbyte Y, bool MovesRight)
{
    /// <summary>Steps until it moves.</summary>
    public byte MoveTimer;

    /// <summary>Steps until it fires.</summary>
    public byte ShotTimer;

    public readonly int Direction => MovesRight ? 1 : -1;

    public readonly bool IsAt(int x, int y) => X == x && Y == y;
}
