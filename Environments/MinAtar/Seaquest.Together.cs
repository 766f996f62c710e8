using System.Numerics;
using System.Runtime.Intrinsics;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// How everything but the submarine moves in a step in which nothing meets anything, as in most: all at once. One by one,
/// how many swimmers there are of each kind and which of them move would be branches that no predictor can know.
/// </summary>
internal partial struct Seaquest
{
    // One step of a swimmer's timers, which are its two upper bytes.
    private const uint OneMove = 1 << 16;
    private const uint OneShot = 1 << 24;

    // What a step takes off a swimmer that moves, but for the interval of enemies, and off one that waits.
    private static readonly Vector512<uint> Moving = Swimmer.PerCourse((kind, movesRight) =>
        (movesRight ? -1 : 1) - (kind == SwimmerKind.Diver ? DiverMoveInterval * (int)OneMove : 0) + ShotTimeOf(kind));

    private static readonly Vector512<uint> Waiting = Swimmer.PerCourse((kind, _) => (int)OneMove + ShotTimeOf(kind));

    private static readonly Vector512<uint> Enemies = Swimmer.PerCourse((kind, _) => kind is SwimmerKind.Submarine or SwimmerKind.Fish ? -1 : 0);

    private static Vector512<uint> ColumnBits => Vector512.Create(15u);

    // Moves nothing and returns false where something would meet another or the submarine, or fire, or where there are
    // more swimmers than a vector holds or more bullets than one.
    internal bool TryMoveTogether()
    {
        int bullets = Swimmers.End(SwimmerKind.Bullet);
        if (Swimmers.Count > Sea.VectorSize || bullets > 1)
            return false;

        // Both timers and the place change in one subtraction: no byte of a swimmer ever borrows from the next.
        Vector512<uint> swimmers = Swimmers.LoadVector(0), courses = Courses(swimmers);
        Vector512<uint> moves = Vector512.Equals(swimmers & Vector512.Create(0xFF * OneMove), Vector512<uint>.Zero);
        Vector512<uint> moving = Moving - (Enemies & Vector512.Create(MoveInterval * OneMove));
        Vector512<uint> moved = swimmers
            - Vector512.ConditionalSelect(moves, Vector512.ShuffleNative(moving, courses), Vector512.ShuffleNative(Waiting, courses));

        Vector512<uint> from = swimmers & Vector512.Create(0xFFu), to = moved & Vector512.Create(0xFFu);
        Vector512<uint> here = Vector512.Create((uint)Place), shot = Vector512.Create(bullets == 0 ? 0 : to.ToScalar());
        uint all = (1u << Swimmers.Count) - 1;
        uint submarines = Swimmers.Mask(SwimmerKind.Submarine), enemies = submarines | Swimmers.Mask(SwimmerKind.Fish);
        uint meet = (Bits(Vector512.Equals(from, here)) | Bits(Vector512.Equals(to, here))) & all & ~Swimmers.Mask(SwimmerKind.Bullet);
        uint areHit = (Bits(Vector512.Equals(from, shot)) | Bits(Vector512.Equals(to, shot))) & enemies;
        uint fire = Bits(Vector512.LessThan(swimmers, Vector512.Create(OneShot))) & submarines;
        if ((meet | areHit | fire) != 0)
            return false;

        Swimmers.StoreVector(moved);
        uint leaving = all & Bits(Vector512.GreaterThanOrEqual((moved & ColumnBits) - Vector512<uint>.One, Vector512.Create((uint)Side)));
        for (; leaving != 0; leaving ^= 1u << BitOperations.Log2(leaving))
            Swimmers.RemoveAt(BitOperations.Log2(leaving));
        return true;
    }

    private static int ShotTimeOf(SwimmerKind kind) => kind == SwimmerKind.Submarine ? (int)OneShot : 0;

    private static Vector512<uint> Courses(Vector512<uint> swimmers) => (swimmers >> 8) & Vector512.Create(15u);

    private static uint Bits(Vector512<uint> mask) => (uint)mask.ExtractMostSignificantBits();
}
