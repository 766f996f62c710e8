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
    private const float SubmarineProbability = 1f / 3;

    // The bottom row of the planes starts within the word before the last: bit 900 of bits 896 to 1,023.
    private const int GaugesStart = 896;
    private static readonly ulong[] OxygenGauge = MakeGauge(7, Side, full => 0);
    private static readonly ulong[] DiverGauge = MakeGauge(8, MaxDivers, full => Last - full);

    internal SwimmerList Bullets;
    internal SwimmerList EnemyBullets;
    internal SwimmerList Fish;
    internal SwimmerList Submarines;
    internal SwimmerList Divers;
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

    public static EnvironmentSpec Definition { get; } = Board.Specify(
        "MinAtar/Seaquest-v1", ChannelCount, Actions.Length, "Shoot enemies, rescue divers and mind the oxygen on a 10x10 board; ten planes.");

    public static int ChannelCount => 10;

    public static ReadOnlySpan<MinAtarAction> Actions =>
        [MinAtarAction.Noop, MinAtarAction.Left, MinAtarAction.Up, MinAtarAction.Right, MinAtarAction.Down, MinAtarAction.Fire];

    public bool IsOver { get; private set; }

    public void Reset(in GameChance chance)
    {
        // Not `this = new`: the lists have room for far more than they hold, and clearing their counts is enough.
        Bullets.Clear();
        EnemyBullets.Clear();
        Fish.Clear();
        Submarines.Clear();
        Divers.Clear();
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
        int reward = MoveBullets();
        MoveDivers();
        reward += MoveSubmarines();
        MoveEnemyBullets();
        reward += MoveFish();

        if (SpawnTimer > 0)
            SpawnTimer--;
        if (DiverTimer > 0)
            DiverTimer--;
        if (ShotTimer > 0)
            ShotTimer--;
        return reward + Breathe();
    }

    public static void Paint(BoardPainter board) => SeaquestScene.Paint(board);

    public readonly void Draw(Planes planes)
    {
        planes.Set(0, Y * Side + X);
        planes.Set(1, Y * Side + X - (FacesRight ? 1 : -1));
        int oxygen = Math.Max(0, (int)Oxygen) * Side / MaxOxygen;
        planes.SetBits(GaugesStart, OxygenGauge[2 * oxygen]);
        planes.SetBits(GaugesStart + 64, OxygenGauge[2 * oxygen + 1]);
        int divers = Math.Max(0, (int)DiverCount);
        planes.SetBits(GaugesStart, DiverGauge[2 * divers]);
        planes.SetBits(GaugesStart + 64, DiverGauge[2 * divers + 1]);
        DrawAll(planes, Bullets, 2, trails: false);
        DrawAll(planes, EnemyBullets, 4, trails: false);
        DrawAll(planes, Fish, 5, trails: true);
        DrawAll(planes, Submarines, 6, trails: true);
        DrawAll(planes, Divers, 9, trails: true);
    }

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

    private static void DrawAll(Planes planes, in SwimmerList swimmers, int channel, bool trails)
    {
        for (int i = 0; i < swimmers.Count; i++)
        {
            Swimmer each = swimmers.At(i);
            planes.Set(channel, each.Y * Side + each.X);
            if (trails)
                planes.SetWithin(3, each.X - each.Direction, each.Y);
        }
    }

    private void Act(MinAtarAction action)
    {
        if (action == MinAtarAction.Fire && ShotTimer == 0)
        {
            Bullets.Add(new Swimmer(X, Y, FacesRight));
            ShotTimer = ShotCooldown;
        }

        int steering = Steering.X(action);
        X = (sbyte)Math.Clamp(X + steering, 0, Last);
        Y = (sbyte)Math.Clamp(Y + Steering.Y(action), 0, SeaBed);
        FacesRight = steering != 0 ? steering > 0 : FacesRight;
    }

    private void SpawnEnemy(in GameChance chance)
    {
        bool movesRight = GameChance.Happens(chance.First, 0.5f);
        bool isSubmarine = GameChance.Happens(chance.Second, SubmarineProbability);
        int row = 1 + GameChance.Below(chance.Third, SeaBed);
        if (HasOpposite(Submarines, row, movesRight) || HasOpposite(Fish, row, movesRight))
            return;
        Swimmer enemy = new(movesRight ? (sbyte)0 : (sbyte)Last, (sbyte)row, movesRight) { MoveTimer = MoveInterval };
        if (isSubmarine)
            Submarines.Add(enemy with { ShotTimer = EnemyShotInterval });
        else
            Fish.Add(enemy);
    }

    private void SpawnDiver(in GameChance chance)
    {
        (uint side, uint row, _, _) = chance.Block(1);
        bool movesRight = GameChance.Happens(side, 0.5f);
        Divers.Add(new Swimmer(movesRight ? (sbyte)0 : (sbyte)Last, (sbyte)(1 + GameChance.Below(row, SeaBed)), movesRight)
        {
            MoveTimer = DiverMoveInterval,
        });
    }

    private static bool HasOpposite(in SwimmerList enemies, int row, bool movesRight)
    {
        for (int i = 0; i < enemies.Count; i++)
        {
            if (enemies.At(i).Y == row && enemies.At(i).MovesRight != movesRight)
                return true;
        }

        return false;
    }

    // Oxygen is used up under water. Coming up ends the game or fills it; what a surfacing with six is worth is returned.
    private int Breathe()
    {
        if (Oxygen <= 0)
            IsOver = true;
        if (Y > 0)
        {
            Oxygen--;
            IsSurfaced = false;
            return 0;
        }

        if (IsSurfaced)
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
