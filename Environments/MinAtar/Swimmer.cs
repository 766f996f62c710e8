using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

/// <summary>
/// Something that swims or flies along a row of Seaquest's sea: four bytes, so that sixteen of them are one vector.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct Swimmer(SwimmerKind kind, int place, bool movesRight)
{
    /// <summary>Where it is: 16 y + x + 1. Columns 0 and 11 of a row are where what leaves it ends up.</summary>
    public byte Place = (byte)place;

    /// <summary>Its kind, twice, and one more where it moves right.</summary>
    public readonly byte Course = (byte)((int)kind << 1 | (movesRight ? 1 : 0));

    /// <summary>Steps until it moves.</summary>
    public byte MoveTimer;

    /// <summary>Steps until it fires.</summary>
    public byte ShotTimer;

    public readonly SwimmerKind Kind => (SwimmerKind)(Course >> 1);

    public readonly bool MovesRight => (Course & 1) != 0;

    public readonly int X => (Place & 15) - 1;

    public readonly int Y => Place >> 4;

    /// <summary>Whether it has left the board.</summary>
    public readonly bool IsOutside => X is < 0 or > Board.Last;

    public static int PlaceOf(int x, int y) => (y << 4) + x + 1;

    /// <summary>A number for each course, in the element of its index.</summary>
    public static Vector512<uint> PerCourse(Func<SwimmerKind, bool, int> number)
    {
        Span<uint> numbers = stackalloc uint[Vector512<uint>.Count];
        numbers.Clear();
        foreach (SwimmerKind kind in Enum.GetValues<SwimmerKind>())
        {
            numbers[(int)kind << 1] = (uint)number(kind, false);
            numbers[(int)kind << 1 | 1] = (uint)number(kind, true);
        }

        return Vector512.Create<uint>(numbers);
    }

    /// <summary>Goes on by a cell.</summary>
    public void Advance() => Place = (byte)(Place + (MovesRight ? 1 : -1));
}
