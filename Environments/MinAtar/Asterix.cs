using System.Numerics;
using RlOrleans.Environments.MinAtar.Scenes;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// MinAtar/Asterix-v1: enemies and gold cross the board in eight rows; gold picked up is worth 1, and the episode
/// terminates when the player meets an enemy.
/// </summary>
/// <remarks>
/// <para>
/// Something appears every ten steps in one of the free rows 1 to 8, at the left or the right edge, each equally
/// likely; it is gold with probability 1/3. What crosses moves every fifth step. Every hundred-odd steps, the interval
/// of appearance falls by one step, and every other time the interval of movement does too, both to 1: the ramping of
/// difficulty.
/// </para>
/// <para>
/// Actions: 0 nothing, 1 left, 2 up, 3 right, 4 down. Channels: 0 player, 1 enemies, 2 trail (the cell behind each
/// enemy or gold), 3 gold.
/// </para>
/// </remarks>
internal struct Asterix : IMinAtarGame
{
    private const int Side = Board.Side;
    private const int Last = Board.Last;
    private const int RowCount = 8;
    private const int StartX = 5;
    private const int StartY = 5;
    private const int StartSpawnInterval = 10;
    private const int StartMoveInterval = 5;
    private const int RampInterval = 100;
    private const float GoldProbability = 1f / 3;

    // Bits 1 to 8.
    private const int AllRows = 0x1FE;

    // What crosses row r of the board: bit r of the sets says whether there is anything, and what it is, and byte r − 1
    // of the columns says where.
    internal ushort Present;
    internal ushort Gold;
    internal ushort MovingRight;
    internal ulong Columns;
    internal sbyte PlayerX;
    internal sbyte PlayerY;
    internal byte SpawnInterval;
    internal byte SpawnTimer;
    internal byte MoveInterval;
    internal byte MoveTimer;
    internal sbyte RampTimer;
    internal byte RampIndex;

    public static EnvironmentSpec Definition { get; } = Board.Specify(
        "MinAtar/Asterix-v1", ChannelCount, Actions.Length, "Pick up gold and dodge enemies that cross a 10x10 board; four planes.");

    public static int ChannelCount => 4;

    public static ReadOnlySpan<MinAtarAction> Actions =>
        [MinAtarAction.Noop, MinAtarAction.Left, MinAtarAction.Up, MinAtarAction.Right, MinAtarAction.Down];

    public bool IsOver { get; private set; }

    public void Reset(in GameChance chance) => this = new Asterix
    {
        PlayerX = StartX,
        PlayerY = StartY,
        SpawnInterval = StartSpawnInterval,
        SpawnTimer = StartSpawnInterval,
        MoveInterval = StartMoveInterval,
        MoveTimer = StartMoveInterval,
        RampTimer = RampInterval,
    };

    public float Step(MinAtarAction action, in GameChance chance)
    {
        if (SpawnTimer == 0)
        {
            Spawn(chance);
            SpawnTimer = SpawnInterval;
        }

        PlayerX = (sbyte)Math.Clamp(PlayerX + Steering.X(action), 0, Last);
        PlayerY = (sbyte)Math.Clamp(PlayerY + Steering.Y(action), 1, RowCount);
        float reward = Meet();
        if (MoveTimer == 0)
        {
            MoveTimer = MoveInterval;
            for (int rows = Present; rows != 0; rows &= rows - 1)
                Move(BitOperations.TrailingZeroCount(rows));
            reward += Meet();
        }

        SpawnTimer--;
        MoveTimer--;
        Ramp();
        return reward;
    }

    public static void Paint(BoardPainter board) => AsterixScene.Paint(board);

    public readonly void Draw(in Planes planes)
    {
        planes.Set(0, PlayerY * Side + PlayerX);
        for (int rows = Present; rows != 0; rows &= rows - 1)
        {
            int row = BitOperations.TrailingZeroCount(rows);
            int x = Column(row);
            planes.Set(1 + 2 * ((Gold >> row) & 1), row * Side + x);
            planes.SetWithin(2, x - Direction(row), row);
        }
    }

    public readonly void Save(SnapshotWriter writer)
    {
        writer.WriteBytes([(byte)PlayerX, (byte)PlayerY, SpawnInterval, SpawnTimer, MoveInterval, MoveTimer, (byte)RampTimer, RampIndex]);
        writer.WriteInt32(Present);
        writer.WriteInt32(Gold);
        writer.WriteInt32(MovingRight);
        writer.WriteUInt64(Columns);
    }

    public void Load(ref SnapshotReader reader)
    {
        PlayerX = (sbyte)reader.ReadByte();
        PlayerY = (sbyte)reader.ReadByte();
        SpawnInterval = reader.ReadByte();
        SpawnTimer = reader.ReadByte();
        MoveInterval = reader.ReadByte();
        MoveTimer = reader.ReadByte();
        RampTimer = (sbyte)reader.ReadByte();
        RampIndex = reader.ReadByte();
        int present = reader.ReadInt32(), gold = reader.ReadInt32(), movingRight = reader.ReadInt32();
        (Present, Gold, MovingRight) = ((ushort)present, (ushort)gold, (ushort)movingRight);
        Columns = reader.ReadUInt64();
        IsOver = false;
        bool possible = PlayerX is >= 0 and <= Last && PlayerY is >= 1 and <= RowCount
            && SpawnInterval is >= 1 and <= StartSpawnInterval && SpawnTimer <= StartSpawnInterval
            && MoveInterval is >= 1 and <= StartMoveInterval && MoveTimer <= StartMoveInterval && RampTimer is >= -1 and <= RampInterval;
        possible &= (present & ~AllRows) == 0 && ((gold | movingRight) & ~present) == 0;
        for (int row = 1; row <= RowCount; row++)
            possible &= Column(row) is >= 0 and <= Last;
        if (!possible)
            throw new InvalidDataException("The snapshot has a game of Asterix that cannot be.");
    }

    /// <summary>Puts an enemy or gold into a row, in place of what is there.</summary>
    internal void Put(int row, int x, bool movesRight, bool isGold)
    {
        Remove(row);
        int bit = 1 << row;
        Present |= (ushort)bit;
        if (movesRight)
            MovingRight |= (ushort)bit;
        if (isGold)
            Gold |= (ushort)bit;
        Columns |= (ulong)x << Shift(row);
    }

    private static int Shift(int row) => (row - 1) * 8;

    private readonly int Column(int row) => (byte)(Columns >> Shift(row));

    private readonly int Direction(int row) => ((MovingRight >> row) & 1) * 2 - 1;

    private void Remove(int row)
    {
        int others = ~(1 << row);
        (Present, Gold, MovingRight) = ((ushort)(Present & others), (ushort)(Gold & others), (ushort)(MovingRight & others));
        Columns &= ~(0xFFUL << Shift(row));
    }

    private void Move(int row)
    {
        int x = Column(row) + Direction(row);
        if (x is < 0 or > Last)
            Remove(row);
        else
            Columns = (Columns & ~(0xFFUL << Shift(row))) | ((ulong)x << Shift(row));
    }

    // The player is in one row, so it can only meet what crosses that one.
    private float Meet()
    {
        int row = PlayerY;
        if (((Present >> row) & 1) == 0 || Column(row) != PlayerX)
            return 0;
        if (((Gold >> row) & 1) == 0)
        {
            IsOver = true;
            return 0;
        }

        Remove(row);
        return 1;
    }

    private void Spawn(in GameChance chance)
    {
        int free = ~Present & AllRows;
        if (free == 0)
            return;
        for (int skip = GameChance.Below(chance.Third, BitOperations.PopCount((uint)free)); skip > 0; skip--)
            free &= free - 1;
        bool movesRight = GameChance.Happens(chance.First, 0.5f);
        Put(BitOperations.TrailingZeroCount(free), movesRight ? 0 : Last, movesRight, GameChance.Happens(chance.Second, GoldProbability));
    }

    private void Ramp()
    {
        if (SpawnInterval == 1 && MoveInterval == 1)
            return;
        if (RampTimer >= 0)
        {
            RampTimer--;
            return;
        }

        if (MoveInterval > 1 && RampIndex % 2 == 1)
            MoveInterval--;
        if (SpawnInterval > 1)
            SpawnInterval--;
        RampIndex++;
        RampTimer = RampInterval;
    }
}
