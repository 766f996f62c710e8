using System.Numerics;
using RlOrleans.Environments.MinAtar.Scenes;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// MinAtar/SpaceInvaders-v1: a cannon at the bottom shoots at a cluster of aliens that marches from side to side and
/// down; each alien shot is worth 1. The episode terminates when an alien or its bullet meets the cannon, or when the
/// aliens have to move down from the bottom row.
/// </summary>
/// <remarks>
/// <para>
/// The cannon fires every fifth step at most; bullets fly one row a step. The aliens move every min(aliens left, pace)
/// steps. Every tenth step the alien nearest to the cannon's column (the left one of two; the lowest of its column)
/// fires. A wave that is cleared is followed by the next, and the pace, 12 at first, falls by one each time to 6: the
/// ramping of difficulty.
/// </para>
/// <para>
/// Actions: 0 nothing, 1 left, 2 right, 3 fire. Channels: 0 cannon, 1 aliens, 2 aliens moving left, 3 aliens moving
/// right, 4 bullets of the cannon, 5 bullets of the aliens.
/// </para>
/// </remarks>
internal struct SpaceInvaders : IMinAtarGame
{
    private const int Side = Board.Side;
    private const int Last = Board.Last;
    private const int StartCannon = 5;
    private const int ShotCooldown = 5;
    private const int AlienShotInterval = 10;
    private const int StartPace = 12;
    private const int FastestPace = 6;

    // Sets of cells: bit i stands for cell i, so that a shift by 10 is a move by one row.
    internal UInt128 Aliens;
    internal UInt128 Bullets;
    internal UInt128 AlienBullets;
    internal sbyte Cannon;
    internal bool MovingRight;
    internal byte Pace;
    internal byte MoveTimer;
    internal byte AlienShotTimer;
    internal byte ShotTimer;

    private static readonly UInt128 WholeBoard = (UInt128.One << Board.CellCount) - 1;
    private static readonly UInt128 BottomRow = (UInt128)0x3FF << (Last * Side);
    private static readonly UInt128 FirstColumn = MakeColumn();
    private static readonly UInt128 Wave = MakeWave();

    public static EnvironmentSpec Definition { get; } = Board.Specify(
        "MinAtar/SpaceInvaders-v1", ChannelCount, Actions.Length, "Shoot marching aliens and dodge their bullets on a 10x10 board; six planes.");

    public static int ChannelCount => 6;

    public static ReadOnlySpan<MinAtarAction> Actions =>
        [MinAtarAction.Noop, MinAtarAction.Left, MinAtarAction.Right, MinAtarAction.Fire];

    public bool IsOver { get; private set; }

    public void Reset(in GameChance chance) => this = new SpaceInvaders
    {
        Aliens = Wave,
        Cannon = StartCannon,
        Pace = StartPace,
        MoveTimer = StartPace,
        AlienShotTimer = AlienShotInterval,
    };

    public float Step(MinAtarAction action, in GameChance chance)
    {
        if (action == MinAtarAction.Fire && ShotTimer == 0)
        {
            Bullets |= At(Last, Cannon);
            ShotTimer = ShotCooldown;
        }

        Cannon = (sbyte)Math.Clamp(Cannon + Steering.X(action), 0, Last);
        UInt128 cannon = At(Last, Cannon);
        Bullets >>= Side;
        AlienBullets = (AlienBullets << Side) & WholeBoard;
        if (((AlienBullets | Aliens) & cannon) != UInt128.Zero)
            IsOver = true;
        if (MoveTimer == 0)
            March(cannon);
        if (AlienShotTimer == 0)
        {
            AlienShotTimer = AlienShotInterval;
            AlienBullets |= NearestAlien();
        }

        UInt128 hits = Aliens & Bullets;
        Aliens &= ~hits;
        Bullets &= ~hits;

        if (ShotTimer > 0)
            ShotTimer--;
        MoveTimer--;
        AlienShotTimer--;
        if (Aliens == UInt128.Zero)
        {
            if (Pace > FastestPace)
                Pace--;
            Aliens = Wave;
        }

        return Count(hits);
    }

    public static void Paint(BoardPainter board) => SpaceInvadersScene.Paint(board);

    public readonly void Draw(in Planes planes)
    {
        planes.Set(0, Last * Side + Cannon);
        int heading = MovingRight ? 3 : 2;
        int first = 0;
        for (UInt128 aliens = Aliens; aliens != UInt128.Zero; aliens >>= Side, first += Side * ChannelCount)
        {
            ulong row = RowBits.Every6[(int)(ulong)aliens & 0x3FF];
            planes.SetBits(first, (row << 1) | (row << heading));
        }

        SetAll(planes, 4, Bullets);
        SetAll(planes, 5, AlienBullets);
    }

    public readonly void Save(SnapshotWriter writer)
    {
        foreach (UInt128 cells in (ReadOnlySpan<UInt128>)[Aliens, Bullets, AlienBullets])
        {
            writer.WriteUInt64((ulong)cells);
            writer.WriteUInt64((ulong)(cells >> 64));
        }

        writer.WriteBytes([(byte)Cannon, MovingRight ? (byte)1 : (byte)0, Pace, MoveTimer, AlienShotTimer, ShotTimer]);
    }

    public void Load(ref SnapshotReader reader)
    {
        Aliens = ReadCells(ref reader);
        Bullets = ReadCells(ref reader);
        AlienBullets = ReadCells(ref reader);
        Cannon = (sbyte)reader.ReadByte();
        MovingRight = reader.ReadByte() != 0;
        Pace = reader.ReadByte();
        MoveTimer = reader.ReadByte();
        AlienShotTimer = reader.ReadByte();
        ShotTimer = reader.ReadByte();
        IsOver = false;
        bool possible = Aliens != UInt128.Zero && ((Aliens | Bullets | AlienBullets) & ~WholeBoard) == UInt128.Zero && Cannon is >= 0 and <= Last
            && Pace is >= FastestPace and <= StartPace && MoveTimer <= StartPace && AlienShotTimer <= AlienShotInterval && ShotTimer <= ShotCooldown;
        if (!possible)
            throw new InvalidDataException("The snapshot has a game of Space Invaders that cannot be.");
    }

    private static void SetAll(in Planes planes, int channel, UInt128 cells)
    {
        for (ulong lower = (ulong)cells; lower != 0; lower &= lower - 1)
            planes.Set(channel, BitOperations.TrailingZeroCount(lower));
        for (ulong upper = (ulong)(cells >> 64); upper != 0; upper &= upper - 1)
            planes.Set(channel, 64 + BitOperations.TrailingZeroCount(upper));
    }

    private static UInt128 At(int row, int column) => UInt128.One << (row * Side + column);

    private static int Count(UInt128 cells) => BitOperations.PopCount((ulong)cells) + BitOperations.PopCount((ulong)(cells >> 64));

    private static UInt128 ReadCells(ref SnapshotReader reader)
    {
        ulong lower = reader.ReadUInt64();
        return new UInt128(reader.ReadUInt64(), lower);
    }

    private static UInt128 MakeColumn()
    {
        UInt128 cells = UInt128.Zero;
        for (int row = 0; row < Side; row++)
            cells |= At(row, 0);
        return cells;
    }

    private static UInt128 MakeWave()
    {
        const uint Columns2To7 = 0b_0011_1111_00;
        UInt128 cells = UInt128.Zero;
        for (int row = 0; row < 4; row++)
            cells |= (UInt128)Columns2To7 << (row * Side);
        return cells;
    }

    private void March(UInt128 cannon)
    {
        MoveTimer = (byte)Math.Min(Count(Aliens), Pace);
        UInt128 edge = MovingRight ? FirstColumn << Last : FirstColumn;
        if ((Aliens & edge) != UInt128.Zero)
        {
            MovingRight = !MovingRight;
            UInt128 leaving = Aliens & BottomRow;
            if (leaving != UInt128.Zero)
                IsOver = true;

            // In the last frame of the game, what left at the bottom is back at the top.
            Aliens = ((Aliens << Side) & WholeBoard) | (leaving >> (Last * Side));
        }
        else
        {
            Aliens = MovingRight ? Aliens << 1 : Aliens >> 1;
        }

        if ((Aliens & cannon) != UInt128.Zero)
            IsOver = true;
    }

    private readonly UInt128 NearestAlien()
    {
        for (int distance = 0; distance < Side; distance++)
        {
            foreach (int column in (ReadOnlySpan<int>)[Cannon - distance, Cannon + distance])
            {
                if ((uint)column >= Side)
                    continue;
                UInt128 aliens = Aliens & (FirstColumn << column);
                if (aliens != UInt128.Zero)
                    return UInt128.One << (127 - (int)UInt128.LeadingZeroCount(aliens));
            }
        }

        throw new InvalidOperationException("A wave without aliens cannot fire.");
    }
}
