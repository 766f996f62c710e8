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

    private static Vector512<uint> ColumnBits => Vector512.Create(15u);

    // Moves nothing and returns false where something would meet another or the submarine, or fire, or where there are
    // more swimmers than a vector holds or more bullets than one.
    internal bool TryMoveTogether()
    {
        int bullets = Swimmers.End(SwimmerKind.Bullet);
        if (Swimmers.Count > Sea.VectorSize || bullets > 1)
            return false;

        Vector512<uint> swimmers = Swimmers.LoadVector(0);
        Vector512<uint> isBullet = Are(SwimmerKind.Bullet, swimmers), isDiver = Are(SwimmerKind.Diver, swimmers);
        Vector512<uint> isSubmarine = Are(SwimmerKind.Submarine, swimmers), isEnemy = isSubmarine | Are(SwimmerKind.Fish, swimmers);

        // Both timers and the place change in one subtraction: no byte of a swimmer ever borrows from the next.
        Vector512<uint> moves = Vector512.Equals(swimmers & Vector512.Create(0xFF * OneMove), Vector512<uint>.Zero);
        Vector512<uint> intervals = (isEnemy & Vector512.Create(MoveInterval * OneMove)) | (isDiver & Vector512.Create(DiverMoveInterval * OneMove));
        Vector512<uint> moved = swimmers
            - Vector512.ConditionalSelect(moves, Behind(swimmers) - intervals, Vector512.Create(OneMove))
            - (isSubmarine & Vector512.Create(OneShot));

        Vector512<uint> from = swimmers & Vector512.Create(0xFFu), to = moved & Vector512.Create(0xFFu);
        Vector512<uint> here = Vector512.Create((uint)Place), shot = Vector512.Create(bullets == 0 ? 0 : to.ToScalar());
        Vector512<uint> meets = Vector512.AndNot(Vector512.Equals(from, here) | Vector512.Equals(to, here), isBullet);
        Vector512<uint> isHit = (Vector512.Equals(from, shot) | Vector512.Equals(to, shot)) & isEnemy;
        Vector512<uint> fires = Vector512.LessThan(swimmers, Vector512.Create(OneShot)) & isSubmarine;
        uint present = (1u << Swimmers.Count) - 1;
        if (((uint)(meets | isHit | fires).ExtractMostSignificantBits() & present) != 0)
            return false;

        Swimmers.StoreVector(moved);
        Vector512<uint> isOutside = Vector512.GreaterThanOrEqual((moved & ColumnBits) - Vector512<uint>.One, Vector512.Create((uint)Side));
        uint leaving = (uint)isOutside.ExtractMostSignificantBits() & present;
        for (; leaving != 0; leaving ^= 1u << BitOperations.Log2(leaving))
            Swimmers.RemoveAt(BitOperations.Log2(leaving));
        return true;
    }

    private static Vector512<uint> Are(SwimmerKind kind, Vector512<uint> swimmers) => Vector512.Equals(Kinds(swimmers), Vector512.Create((uint)kind));

    private static Vector512<uint> Kinds(Vector512<uint> swimmers) => (swimmers >> 9) & Vector512.Create(7u);

    // −1 for swimmers that move right, 1 for those that move left.
    private static Vector512<uint> Behind(Vector512<uint> swimmers) => Vector512<uint>.One - ((swimmers >> 7) & Vector512.Create(2u));
}
