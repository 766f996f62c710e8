namespace RlOrleans.Environments.Snake;

/// <summary>
/// The rules of Snake on a board of 10 × 10 cells, apart from how it is observed.
/// </summary>
/// <remarks>
/// <para>Actions: 0 up, 1 right, 2 down, 3 left. A turn straight back is not possible and goes on ahead instead.</para>
/// <para>
/// The snake starts three cells long and straight, its head at least two cells from every wall; food lies on a free
/// cell, each equally likely. Food eaten is worth +1 and makes the snake one cell longer. Running into a wall or into
/// its body is worth −1 and terminates the episode. The cell that the tail leaves in the same step may be entered.
/// A snake that fills the board has won, and the episode terminates. Nothing else has a reward.
/// </para>
/// <para>
/// A snake that has not eaten for 100 steps is starved, and the episode is truncated: 100 steps are enough to visit
/// every cell, so a snake that goes round the board never starves.
/// </para>
/// </remarks>
internal sealed class SnakeGame
{
    /// <summary>Cells along each side.</summary>
    public const int Side = 10;

    /// <summary>Cells on the board.</summary>
    public const int CellCount = Side * Side;

    /// <summary>How long the snake is at the start.</summary>
    public const int InitialLength = 3;

    /// <summary>Steps without food after which the episode is truncated.</summary>
    public const int HungerLimit = CellCount;

    /// <summary>More steps than any episode can last: the hunger limit for each cell that can be filled.</summary>
    public const int MaxSteps = HungerLimit * (CellCount - InitialLength);

    /// <summary>Up, right, down, left.</summary>
    public const int DirectionCount = 4;

    private const byte FoodDraw = 0;
    private const byte HeadDraw = 1;
    private const byte DirectionDraw = 2;
    private const int NoFood = -1;

    private static readonly sbyte[] Neighbours = MakeNeighbours();

    // A ring: the body from head to tail is _body[_headIndex], _body[_headIndex + 1], …
    private readonly byte[] _body = new byte[CellCount];
    private readonly bool[] _occupied = new bool[CellCount];
    private int _headIndex;

    /// <summary>How many cells the snake covers.</summary>
    public int Length { get; private set; }

    /// <summary>Where the snake is heading.</summary>
    public int Direction { get; private set; }

    /// <summary>The cell with food; −1 on a full board.</summary>
    public int Food { get; private set; }

    /// <summary>Steps since the last food.</summary>
    public int Hunger { get; private set; }

    /// <summary>The cell of the head.</summary>
    public int Head => Segment(0);

    /// <summary>The cell of a segment, counted from the head.</summary>
    public int Segment(int index)
    {
        int position = _headIndex + index;
        return _body[position < CellCount ? position : position - CellCount];
    }

    /// <summary>Whether the snake covers a cell.</summary>
    public bool Occupies(int cell) => _occupied[cell];

    /// <summary>The neighbour of a cell in a direction, or −1 beyond the wall. Cells count row by row from the upper left.</summary>
    public static int Neighbour(int cell, int direction) => Neighbours[cell * DirectionCount + direction];

    /// <summary>Whether the cell next to the head in a direction is beyond the wall or covered; the tail, which moves on, aside.</summary>
    public bool IsBlocked(int direction)
    {
        int cell = Neighbour(Head, direction);
        return cell < 0 || (_occupied[cell] && cell != Segment(Length - 1));
    }

    public void Reset(in StepRandom random)
    {
        const int Margin = InitialLength - 1, Span = Side - 2 * Margin;
        int draw = random.Below(HeadDraw, Span * Span);
        Direction = random.Below(DirectionDraw, DirectionCount);
        Length = InitialLength;
        Hunger = 0;
        Array.Clear(_occupied);
        _headIndex = 0;
        int cell = (draw / Span + Margin) * Side + draw % Span + Margin;
        for (int i = 0; i < InitialLength; i++)
        {
            _body[i] = (byte)cell;
            _occupied[cell] = true;
            cell = Neighbour(cell, Opposite(Direction));
        }

        PlaceFood(random);
    }

    public StepOutcome Step(int action, in StepRandom random)
    {
        if (action != Opposite(Direction))
            Direction = action;
        Hunger++;
        if (IsBlocked(Direction))
            return new StepOutcome(-1, Terminated: true, Truncated: false);

        int cell = Neighbour(Head, Direction);
        bool eats = cell == Food;
        if (eats)
            Length++;
        else
            _occupied[Segment(Length - 1)] = false;
        _headIndex = (_headIndex + CellCount - 1) % CellCount;
        _body[_headIndex] = (byte)cell;
        _occupied[cell] = true;
        if (!eats)
            return new StepOutcome(0, Terminated: false, Truncated: Hunger >= HungerLimit);

        Hunger = 0;
        PlaceFood(random);
        return new StepOutcome(1, Terminated: Length == CellCount, Truncated: false);
    }

    public void Save(SnapshotWriter writer)
    {
        writer.WriteByte((byte)Length);
        writer.WriteByte((byte)Direction);
        writer.WriteByte((byte)Food);
        writer.WriteByte((byte)Hunger);
        for (int i = 0; i < Length; i++)
            writer.WriteByte((byte)Segment(i));
    }

    public void Load(ref SnapshotReader reader)
    {
        Length = reader.ReadByte();
        Direction = reader.ReadByte();
        Food = reader.ReadByte();
        Hunger = reader.ReadByte();
        if (Length is < InitialLength or >= CellCount || Direction >= DirectionCount || Food >= CellCount || Hunger >= HungerLimit)
            throw Impossible();
        Array.Clear(_occupied);
        _headIndex = 0;
        for (int i = 0; i < Length; i++)
        {
            byte cell = reader.ReadByte();
            if (cell >= CellCount || _occupied[cell] || cell == Food || (i > 0 && !AreNeighbours(_body[i - 1], cell)))
                throw Impossible();
            _body[i] = cell;
            _occupied[cell] = true;
        }
    }

    private static sbyte[] MakeNeighbours()
    {
        var neighbours = new sbyte[CellCount * DirectionCount];
        for (int cell = 0; cell < CellCount; cell++)
        {
            int row = cell / Side, column = cell % Side;
            Span<sbyte> around = neighbours.AsSpan(cell * DirectionCount, DirectionCount);
            around[0] = (sbyte)(row > 0 ? cell - Side : -1);
            around[1] = (sbyte)(column < Side - 1 ? cell + 1 : -1);
            around[2] = (sbyte)(row < Side - 1 ? cell + Side : -1);
            around[3] = (sbyte)(column > 0 ? cell - 1 : -1);
        }

        return neighbours;
    }

    private static int Opposite(int direction) => (direction + 2) % DirectionCount;

    private static bool AreNeighbours(int left, int right) =>
        Math.Abs(left / Side - right / Side) + Math.Abs(left % Side - right % Side) == 1;

    private static InvalidDataException Impossible() => new("The snapshot has a snake that cannot be.");

    private void PlaceFood(in StepRandom random)
    {
        Food = NoFood;
        if (Length == CellCount)
            return;
        int skip = random.Below(FoodDraw, CellCount - Length);
        for (int cell = 0; cell < CellCount; cell++)
        {
            if (!_occupied[cell] && skip-- == 0)
            {
                Food = cell;
                return;
            }
        }
    }
}
