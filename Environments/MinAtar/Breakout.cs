using RlOrleans.Environments.MinAtar.Scenes;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// MinAtar/Breakout-v1: a paddle bounces a ball towards three rows of bricks; each brick broken is worth 1. The episode
/// terminates when the ball passes the paddle.
/// </summary>
/// <remarks>
/// <para>
/// The ball travels on diagonals, one cell a step. It starts at the left or the right wall, each equally likely, on its
/// way down. Walls and bricks reflect it; a brick only when the ball's step before met none, so it may fly through the
/// second of two. Straight above the paddle it bounces up; meeting the paddle's cell from the side it goes back where
/// it came from. When all bricks are broken, three new rows appear as the ball reaches the bottom row.
/// </para>
/// <para>Actions: 0 nothing, 1 left, 2 right. Channels: 0 paddle, 1 ball, 2 trail (where the ball was), 3 bricks.</para>
/// </remarks>
internal struct Breakout : IMinAtarGame
{
    private const int Last = Board.Last;
    private const int StartRow = 3;
    private const int StartPaddle = 4;

    /// <summary>Every cell of the rows 1 to 3.</summary>
    internal const ulong Wall = ((1UL << (3 * Board.Side)) - 1) << Board.Side;

    // Bit i is the brick on cell i.
    internal ulong Bricks;
    internal sbyte Paddle;
    internal sbyte BallX;
    internal sbyte BallY;
    internal sbyte LastX;
    internal sbyte LastY;

    // The direction of the ball: −1 or 1 on each axis.
    internal sbyte VelocityX;
    internal sbyte VelocityY;

    // Whether the ball's last step met a brick.
    internal bool Struck;

    public static EnvironmentSpec Definition { get; } = Board.Specify(
        "MinAtar/Breakout-v1", ChannelCount, Actions.Length, "Break bricks with a ball and a paddle on a 10x10 board; four planes.");

    public static int ChannelCount => 4;

    public static ReadOnlySpan<MinAtarAction> Actions => [MinAtarAction.Noop, MinAtarAction.Left, MinAtarAction.Right];

    public bool IsOver { get; private set; }

    public void Reset(in GameChance chance)
    {
        bool fromLeft = GameChance.Below(chance.First, 2) == 0;
        this = new Breakout
        {
            Bricks = Wall,
            Paddle = StartPaddle,
            BallX = fromLeft ? (sbyte)0 : (sbyte)Last,
            BallY = StartRow,
            LastX = fromLeft ? (sbyte)0 : (sbyte)Last,
            LastY = StartRow,
            VelocityX = fromLeft ? (sbyte)1 : (sbyte)-1,
            VelocityY = 1,
        };
    }

    public float Step(MinAtarAction action, in GameChance chance)
    {
        Paddle = (sbyte)Math.Clamp(Paddle + Steering.X(action), 0, Last);
        (LastX, LastY) = (BallX, BallY);
        int x = BallX + VelocityX, y = BallY + VelocityY;
        if (x is < 0 or > Last)
        {
            x = x < 0 ? 0 : Last;
            VelocityX = (sbyte)-VelocityX;
        }

        float reward = 0;
        bool meetsBrick = false;
        if (y < 0)
        {
            y = 0;
            VelocityY = 1;
        }
        else if (HasBrick(x, y))
        {
            meetsBrick = true;
            if (!Struck)
            {
                reward = 1;
                Bricks &= ~(1UL << (y * Board.Side + x));
                y = LastY;
                VelocityY = (sbyte)-VelocityY;
            }
        }
        else if (y == Last)
        {
            y = MeetBottom(x);
        }

        Struck = meetsBrick;
        (BallX, BallY) = ((sbyte)x, (sbyte)y);
        return reward;
    }

    public static void Paint(BoardPainter board) => BreakoutScene.Paint(board);

    public readonly void Draw(in Planes planes)
    {
        planes.Set(0, Last * Board.Side + Paddle);
        planes.Set(1, BallY * Board.Side + BallX);
        planes.Set(2, LastY * Board.Side + LastX);
        for (int row = 1; row <= 3; row++)
            planes.SetBits(row * Board.Side * ChannelCount + 3, RowBits.Every4[(int)(Bricks >> (row * Board.Side)) & 0x3FF]);
    }

    public readonly void Save(SnapshotWriter writer)
    {
        writer.WriteUInt64(Bricks);
        writer.WriteBytes([(byte)Paddle, (byte)BallX, (byte)BallY, (byte)LastX, (byte)LastY]);
        writer.WriteBytes([VelocityX > 0 ? (byte)1 : (byte)0, VelocityY > 0 ? (byte)1 : (byte)0, Struck ? (byte)1 : (byte)0]);
    }

    public void Load(ref SnapshotReader reader)
    {
        Bricks = reader.ReadUInt64();
        Paddle = (sbyte)reader.ReadByte();
        BallX = (sbyte)reader.ReadByte();
        BallY = (sbyte)reader.ReadByte();
        LastX = (sbyte)reader.ReadByte();
        LastY = (sbyte)reader.ReadByte();
        VelocityX = (sbyte)(reader.ReadByte() == 0 ? -1 : 1);
        VelocityY = (sbyte)(reader.ReadByte() == 0 ? -1 : 1);
        Struck = reader.ReadByte() != 0;
        IsOver = false;
        bool possible = (Bricks & ~Wall) == 0 && Paddle is >= 0 and <= Last && BallX is >= 0 and <= Last && BallY is >= 0 and < Last
            && LastX is >= 0 and <= Last && LastY is >= 0 and < Last;
        if (!possible)
            throw new InvalidDataException("The snapshot has a game of Breakout that cannot be.");
    }

    private readonly bool HasBrick(int x, int y) => y <= 3 && (Bricks >> (y * Board.Side + x) & 1) != 0;

    // Returns the row in which the ball ends up.
    private int MeetBottom(int x)
    {
        if (Bricks == 0)
            Bricks = Wall;
        if (BallX == Paddle)
        {
            VelocityY = -1;
            return LastY;
        }

        if (x == Paddle)
        {
            (VelocityX, VelocityY) = ((sbyte)-VelocityX, -1);
            return LastY;
        }

        IsOver = true;
        return Last;
    }
}
