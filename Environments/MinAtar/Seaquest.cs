using System.Runtime.Intrinsics;
using RlOrleans.Environments.MinAtar.Scenes;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// MinAtar/Seaquest-v1: a submarine shoots fish and enemy submarines (1 each), picks up divers, and surfaces before its
/// oxygen runs out; surfacing with six divers is worth one for each full cell of oxygen left. The episode terminates
/// when an enemy or its bullet meets the submarine, when the oxygen is used up, or on surfacing without a diver.
/// </summary>
/// <remarks>
/// <para>
/// The submarine has two cells, so that its heading can be seen; only the front one can be hit. It fires every fifth
/// step at most. An enemy comes every 20 steps (a submarine with probability 1/3, else a fish), from either side, in
/// one of the rows 1 to 8; none comes into a row with an enemy that heads the other way. Divers come every 30 steps.
/// Enemy submarines fire every eleventh step. Oxygen lasts for 200 steps under water.
/// </para>
/// <para>
/// Surfacing fills the oxygen and costs one diver, and six when there are six. Each surfacing makes enemies come one
/// step sooner, to 1, and every other one makes them move one step sooner: the ramping of difficulty. As in the
/// authors' code, a surfacing with six leaves the count of divers at −1 and not at 0; below 0, surfacing does not end
/// the game.
/// </para>
/// <para>
/// Actions: 0 nothing, 1 left, 2 up, 3 right, 4 down, 5 fire. Channels: 0 front of the submarine, 1 its back, 2 its
/// bullets, 3 trail (the cell behind each enemy and diver), 4 enemy bullets, 5 fish, 6 enemy submarines, 7 oxygen gauge,
/// 8 diver gauge, 9 divers.
/// </para>
/// </remarks>
internal partial struct Seaquest : IMinAtarGame
{
    internal const int MaxOxygen = 200;
    internal const int MaxDivers = 6;

    private const int Side = Board.Side;
    private const int Last = Board.Last;
    private const int SeaBed = 8;
    private const int StartX = 5;
    private const int StartSpawnInterval = 20;
    private const int StartMoveInterval = 5;
    private const int FastestMoveInterval = 2;
    private const int DiverSpawnInterval = 30;
    private const int DiverMoveInterval = 5;
    private const int ShotCooldown = 5;
    private const int EnemyShotInterval = 10;
    private const int TrailChannel = 3;
    private const float SubmarineProbability = 1f / 3;

    // The bottom row of the planes starts within the word before the last: bit 900 of bits 896 to 1,023.
    private const int GaugesStart = 896;
    // Of a swimmer in a column 1 to 10: its bit in column 0, the column of its trail less 1, and the bits to its trail; none
    // where it leaves no trail.
    private static readonly Vector512<uint> FirstBits = Swimmer.PerCourse((kind, _) => ChannelOf(kind) - ChannelCount);
    private static readonly Vector512<uint> ColumnsToTrail = Swimmer.PerCourse((_, movesRight) => (movesRight ? -1 : 1) - 1);
    private static readonly Vector512<uint> BitsToTrail = Swimmer.PerCourse((kind, movesRight) =>
        kind is SwimmerKind.Bullet or SwimmerKind.EnemyBullet ? 0 : (movesRight ? -ChannelCount : ChannelCount) + TrailChannel - ChannelOf(kind));

    private static readonly ulong[] OxygenGauge = MakeGauge(7, Side, full => 0);
    private static readonly ulong[] DiverGauge = MakeGauge(8, MaxDivers, full => Last - full);

    internal short Oxygen;

    // Falls by one with every surfacing that its quirk allows, so it needs more than a byte.
    internal short DiverCount;
    internal sbyte X;
    internal sbyte Y;
    internal bool FacesRight;
    internal bool IsSurfaced;
    internal byte SpawnInterval;
    internal byte SpawnTimer;
    internal byte DiverTimer;
    internal byte MoveInterval;
    internal byte ShotTimer;
    internal byte RampIndex;
    internal Sea Swimmers;


    public static EnvironmentSpec Definition { get; } = Board.Specify(
        "MinAtar/Seaquest-v1", ChannelCount, Actions.Length, "Shoot enemies, rescue divers and mind the oxygen on a 10x10 board; ten planes.");

    public static int ChannelCount => 10;

    public static ReadOnlySpan<MinAtarAction> Actions =>
        [MinAtarAction.Noop, MinAtarAction.Left, MinAtarAction.Up, MinAtarAction.Right, MinAtarAction.Down, MinAtarAction.Fire];

    public bool IsOver { get; private set; }

    private readonly int Place => Swimmer.PlaceOf(X, Y);

    public void Reset(in GameChance chance)
    {
        // Not `this = new`: there is room for far more swimmers than there are, and clearing their counts is enough.
        Swimmers.Clear();
        (X, Y, FacesRight, IsSurfaced, IsOver) = (StartX, 0, false, true, false);
        (Oxygen, DiverCount) = (MaxOxygen, 0);
        (SpawnInterval, SpawnTimer, DiverTimer) = (StartSpawnInterval, StartSpawnInterval, DiverSpawnInterval);
        (MoveInterval, ShotTimer, RampIndex) = (StartMoveInterval, 0, 0);
    }

    public float Step(MinAtarAction action, in GameChance chance)
    {
        if (SpawnTimer == 0)
        {
            SpawnEnemy(chance);
            SpawnTimer = SpawnInterval;
        }

        if (DiverTimer == 0)
        {
            SpawnDiver(chance);
            DiverTimer = DiverSpawnInterval;
        }

        Act(action);
        int reward = TryMoveTogether() ? 0 : MoveOneByOne();

        SpawnTimer = Earlier(SpawnTimer);
        DiverTimer = Earlier(DiverTimer);
        ShotTimer = Earlier(ShotTimer);
        return reward + Breathe();
    }

    public static void Paint(BoardPainter board) => SeaquestScene.Paint(board);

    public readonly void Draw(in Planes planes)
    {
        int oxygen = Math.Max(0, (int)Oxygen) * Side / MaxOxygen, divers = Math.Max(0, (int)DiverCount);
        planes.SetWord(GaugesStart, OxygenGauge[2 * oxygen] | DiverGauge[2 * divers]);
        planes.SetWord(GaugesStart + 64, OxygenGauge[2 * oxygen + 1] | DiverGauge[2 * divers + 1]);
        planes.Set(0, Y * Side + X);
        planes.Set(1, Y * Side + X - (FacesRight ? 1 : -1));
        for (int first = 0; first < Swimmers.Count; first += Sea.VectorSize)
            Draw(planes, Swimmers.LoadVector(first), Math.Min(Swimmers.Count - first, Sea.VectorSize));
    }

    private static int ChannelOf(SwimmerKind kind) => kind switch
    {
        SwimmerKind.Bullet => 2,
        SwimmerKind.EnemyBullet => 4,
        SwimmerKind.Fish => 5,
        SwimmerKind.Submarine => 6,
        _ => 9,
    };

    // For each number of full cells, two words of bits.
    private static ulong[] MakeGauge(int channel, int most, Func<int, int> firstCell)
    {
        var words = new ulong[2 * (most + 1)];
        for (int full = 0; full <= most; full++)
        {
            var gauge = new Planes(new ulong[16], ChannelCount);
            for (int i = 0; i < full; i++)
                gauge.Set(channel, Last * Side + firstCell(full) + i);
            gauge.CopyTo(GaugesStart, words.AsSpan(2 * full, 2));
        }

        return words;
    }

    // Sets the bits of up to sixteen swimmers and of the cells behind them; what leaves no trail has its own bit set again.
    private static void Draw(in Planes planes, Vector512<uint> swimmers, int count)
    {
        // Columns count from 1 and are 0 and 11 beyond the edges.
        Vector512<uint> courses = Courses(swimmers), column = swimmers & ColumnBits, row = (swimmers >> 4) & Vector512.Create(15u);
        Vector512<uint> bits = row * (uint)(Side * ChannelCount) + column * (uint)ChannelCount + Vector512.ShuffleNative(FirstBits, courses);
        Vector512<uint> isTrailWithin = Vector512.LessThan(column + Vector512.ShuffleNative(ColumnsToTrail, courses), Vector512.Create((uint)Side));
        Vector512<uint> trails = bits + (Vector512.ShuffleNative(BitsToTrail, courses) & isTrailWithin);
        for (int i = 0; i < count; i++)
        {
            planes.SetBit((int)bits[i]);
            planes.SetBit((int)trails[i]);
        }
    }

    // Without a branch, as which timers run is different in each lane.
    private static byte Earlier(byte timer) => (byte)Math.Max(timer - 1, 0);

    private static int Entrance(bool movesRight, int row) => Swimmer.PlaceOf(movesRight ? 0 : Last, row);

    private void Act(MinAtarAction action)
    {
        if (action == MinAtarAction.Fire && ShotTimer == 0)
        {
            Swimmers.Add(new Swimmer(SwimmerKind.Bullet, Place, FacesRight));
            ShotTimer = ShotCooldown;
        }

        int steering = Steering.X(action);
        X = (sbyte)Math.Min(Math.Max(X + steering, 0), Last);
        Y = (sbyte)Math.Min(Math.Max(Y + Steering.Y(action), 0), SeaBed);
        FacesRight = steering + (FacesRight ? 1 : 0) > 0;
    }

    private void SpawnEnemy(in GameChance chance)
    {
        bool movesRight = GameChance.Happens(chance.First, 0.5f);
        bool isSubmarine = GameChance.Happens(chance.Second, SubmarineProbability);
        int row = 1 + GameChance.Below(chance.Third, SeaBed);
        if (Swimmers.HasOpposite(SwimmerKind.Submarine, row, movesRight) || Swimmers.HasOpposite(SwimmerKind.Fish, row, movesRight))
            return;
        Swimmers.Add(new Swimmer(isSubmarine ? SwimmerKind.Submarine : SwimmerKind.Fish, Entrance(movesRight, row), movesRight)
        {
            MoveTimer = MoveInterval,
            ShotTimer = isSubmarine ? (byte)EnemyShotInterval : (byte)0,
        });
    }

    private void SpawnDiver(in GameChance chance)
    {
        (uint side, uint row, _, _) = chance.Block(1);
        bool movesRight = GameChance.Happens(side, 0.5f);
        Swimmers.Add(new Swimmer(SwimmerKind.Diver, Entrance(movesRight, 1 + GameChance.Below(row, SeaBed)), movesRight)
        {
            MoveTimer = DiverMoveInterval,
        });
    }

    // Oxygen is used up under water. Coming up ends the game or fills it; what a surfacing with six is worth is returned.
    private int Breathe()
    {
        if (Oxygen <= 0)
            IsOver = true;
        bool isUnderWater = Y > 0, wasSurfaced = IsSurfaced;
        Oxygen -= (short)(isUnderWater ? 1 : 0);
        IsSurfaced = wasSurfaced & !isUnderWater;
        if (isUnderWater | wasSurfaced)
            return 0;
        if (DiverCount == 0)
        {
            IsOver = true;
            return 0;
        }

        return Surface();
    }

    private int Surface()
    {
        int reward = 0;
        IsSurfaced = true;
        if (DiverCount == MaxDivers)
        {
            DiverCount = 0;
            reward = Oxygen * Side / MaxOxygen;
        }

        Oxygen = MaxOxygen;
        DiverCount--;
        if (SpawnInterval > 1 || MoveInterval > FastestMoveInterval)
        {
            if (MoveInterval > FastestMoveInterval && RampIndex % 2 == 1)
                MoveInterval--;
            if (SpawnInterval > 1)
                SpawnInterval--;
            RampIndex++;
        }

        return reward;
    }
}
