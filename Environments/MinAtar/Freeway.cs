using System.Runtime.Intrinsics;
using RlOrleans.Environments.MinAtar.Scenes;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// MinAtar/Freeway-v1: a chicken crosses eight rows of cars from the bottom to the top; each crossing is worth 1. A car
/// that hits it sends it back to the bottom. The episode terminates by its own clock, in step 2,501.
/// </summary>
/// <remarks>
/// <para>
/// The chicken moves every third step at most. Each car moves one cell every 2 to 6 steps, and comes back on the other
/// side where it leaves the board. Speeds and directions are drawn at the start, and anew at each crossing.
/// </para>
/// <para>
/// Actions: 0 nothing, 1 up, 2 down. Channels: 0 chicken, 1 cars, 2 to 6 trail (the cell behind each car) of the cars
/// that stand for 1 to 5 steps between two moves.
/// </para>
/// </remarks>
internal struct Freeway : IMinAtarGame
{
    private const int Last = Board.Last;
    private const int Column = 4;
    private const int MoveCooldown = 3;
    private const int TimeLimit = 2500;
    private const int LongestPause = 5;
    private const int CarCount = 8;

    // Byte i of each is of the car of row i + 1: where it is, the steps until it moves, the steps that it stands between
    // two moves, and −1 or 1 for the way it heads.
    private ulong _columns;
    private ulong _timers;
    private ulong _pauses;
    private ulong _directions;

    internal short TimeLeft;
    internal sbyte Position;
    internal byte MoveTimer;

    public static EnvironmentSpec Definition { get; } = Board.Specify(
        "MinAtar/Freeway-v1", ChannelCount, Actions.Length, "Cross eight rows of cars on a 10x10 board as often as time allows; seven planes.");

    public static int ChannelCount => 7;

    public static ReadOnlySpan<MinAtarAction> Actions => [MinAtarAction.Noop, MinAtarAction.Up, MinAtarAction.Down];

    public bool IsOver { get; private set; }

    public void Reset(in GameChance chance)
    {
        this = new Freeway { Position = Last, MoveTimer = MoveCooldown, TimeLeft = TimeLimit };
        DrawSpeeds(chance);
    }

    public float Step(MinAtarAction action, in GameChance chance)
    {
        if (MoveTimer == 0 && action != MinAtarAction.Noop)
        {
            MoveTimer = MoveCooldown;
            Position = (sbyte)Math.Min(Last, Position + Steering.Y(action));
        }

        float reward = 0;
        if (Position == 0)
        {
            reward = 1;
            DrawSpeeds(chance);
            Position = Last;
        }

        // A car hits the chicken before it moves or after. Where the chicken is sent, no car comes.
        bool isHit = IsHit();
        MoveCars();
        if (isHit | IsHit())
            Position = Last;

        MoveTimer -= (byte)(MoveTimer > 0 ? 1 : 0);
        if (--TimeLeft < 0)
            IsOver = true;
        return reward;
    }

    public static void Paint(BoardPainter board) => FreewayScene.Paint(board);

    public readonly void Draw(in Planes planes)
    {
        const int RowBits = Board.Side * 7;
        planes.Set(0, Position * Board.Side + Column);
        Vector128<short> starts = Vector128.Create(RowBits, 2 * RowBits, 3 * RowBits, 4 * RowBits, 5 * RowBits, 6 * RowBits, 7 * RowBits, 8 * RowBits);
        Vector128<sbyte> columns = Load(_columns);
        Vector128<short> cars = starts + Widen(columns) * (short)ChannelCount + Vector128<short>.One;
        Vector128<short> trails = starts + Widen(Wrap(columns - Load(_directions))) * (short)ChannelCount + Widen(Load(_pauses)) + Vector128<short>.One;
        for (int i = 0; i < CarCount; i++)
        {
            planes.SetBit(cars[i]);
            planes.SetBit(trails[i]);
        }
    }

    public readonly void Save(SnapshotWriter writer)
    {
        writer.WriteInt32(TimeLeft);
        writer.WriteBytes([(byte)Position, MoveTimer]);
        writer.WriteUInt64(_columns);
        writer.WriteUInt64(_timers);
        writer.WriteUInt64(_pauses);
        writer.WriteUInt64(_directions);
    }

    public void Load(ref SnapshotReader reader)
    {
        int timeLeft = reader.ReadInt32();
        (TimeLeft, Position, MoveTimer) = ((short)timeLeft, (sbyte)reader.ReadByte(), reader.ReadByte());
        (_columns, _timers, _pauses, _directions) = (reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
        IsOver = false;
        bool possible = timeLeft is >= 0 and <= TimeLimit && Position is >= 1 and <= Last && MoveTimer <= MoveCooldown;
        for (int row = 1; row <= CarCount; row++)
        {
            int pause = Part(_pauses, row);
            possible &= Part(_columns, row) is >= 0 and <= Last && pause is >= 1 and <= LongestPause && Part(_timers, row) is int timer && timer >= 0 && timer <= pause
                && Part(_directions, row) is -1 or 1;
        }

        if (!possible)
            throw new InvalidDataException("The snapshot has a game of Freeway that cannot be.");
    }

    /// <summary>Puts the car of a row somewhere.</summary>
    internal void PutCar(int row, int x, int direction, int pause, int timer)
    {
        Set(ref _columns, row, x);
        Set(ref _directions, row, direction);
        Set(ref _pauses, row, pause);
        Set(ref _timers, row, timer);
    }

    /// <summary>Where the car of a row is, −1 or 1 for the way it heads, and the steps that it stands between two moves.</summary>
    internal readonly (int X, int Direction, int Pause) Car(int row) => (Part(_columns, row), Part(_directions, row), Part(_pauses, row));

    private static int Part(ulong cars, int row) => (sbyte)(cars >> ((row - 1) * 8));

    private static void Set(ref ulong cars, int row, int value)
    {
        int shift = (row - 1) * 8;
        cars = (cars & ~(0xFFUL << shift)) | ((ulong)(byte)value << shift);
    }

    private static Vector128<sbyte> Load(ulong cars) => Vector128.CreateScalar(cars).AsSByte();

    private static Vector128<short> Widen(Vector128<sbyte> cars) => Vector128.WidenLower(cars);

    private static Vector128<sbyte> Wrap(Vector128<sbyte> columns)
    {
        Vector128<sbyte> last = Vector128.Create((sbyte)Last);
        columns = Vector128.ConditionalSelect(Vector128.LessThan(columns, Vector128<sbyte>.Zero), last, columns);
        return Vector128.AndNot(columns, Vector128.GreaterThan(columns, last));
    }

    private readonly bool IsHit() => Position != Last && Part(_columns, Position) == Column;

    private void MoveCars()
    {
        Vector128<sbyte> timers = Load(_timers);
        Vector128<sbyte> moving = Vector128.Equals(timers, Vector128<sbyte>.Zero);
        _columns = Wrap(Load(_columns) + (Load(_directions) & moving)).AsUInt64().ToScalar();
        _timers = Vector128.ConditionalSelect(moving, Load(_pauses), timers - Vector128<sbyte>.One).AsUInt64().ToScalar();
    }

    private void DrawSpeeds(in GameChance chance)
    {
        DrawSpeeds(1, chance.Block(1), chance.Block(3));
        DrawSpeeds(5, chance.Block(2), chance.Block(4));
        _timers = _pauses;
    }

    private void DrawSpeeds(int row, (uint X, uint Y, uint Z, uint W) pauses, (uint X, uint Y, uint Z, uint W) sides)
    {
        DrawSpeed(row, pauses.X, sides.X);
        DrawSpeed(row + 1, pauses.Y, sides.Y);
        DrawSpeed(row + 2, pauses.Z, sides.Z);
        DrawSpeed(row + 3, pauses.W, sides.W);
    }

    private void DrawSpeed(int row, uint pause, uint side)
    {
        Set(ref _pauses, row, 1 + GameChance.Below(pause, LongestPause));
        Set(ref _directions, row, GameChance.Happens(side, 0.5f) ? -1 : 1);
    }
}
