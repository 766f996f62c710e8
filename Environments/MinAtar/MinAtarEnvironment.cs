using RlOrleans.Environments.MinAtar.Scenes;
using RlOrleans.Environments.Rendering;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// A vector of lanes of one of MinAtar's games: sticky actions, autoreset, time limit, counters and snapshots around
/// the rules in <typeparamref name="TGame"/>. Observations are planes of 0 and 1, <c>[10, 10, C]</c>.
/// </summary>
/// <remarks>
/// <para>
/// With probability 0.1 the action executed last is executed again in place of the chosen one, as in the original. At
/// the start of an episode the last action is "do nothing"; the original lets it survive from the episode before, and
/// an episode would then depend on more than its seed.
/// </para>
/// <para>
/// A snapshot holds for each lane the last action and the state of the game.
/// </para>
/// </remarks>
internal sealed class MinAtarEnvironment<TGame> : VectorEnvironmentBase, IRenderer
    where TGame : struct, IMinAtarGame
{
    private readonly TGame[] _games;
    private readonly MinAtarAction[] _lastActions;
    private readonly ObservationRows _rows;
    private readonly ObservationRows _finalRows;
    private readonly WrittenRows _written = new();

    // Of the lanes that are being stepped: their observations, what has changed in them, and their chance.
    private readonly ulong[] _planes;
    private readonly ulong[] _changes = new ulong[FirstBlocks.BatchSize];
    private readonly ulong[] _blocks = new ulong[4 * FirstBlocks.BatchSize];

    public MinAtarEnvironment(int lanes)
        : base(TGame.Definition, lanes)
    {
        _games = new TGame[lanes];
        _lastActions = new MinAtarAction[lanes];
        _rows = new ObservationRows(lanes, TGame.ChannelCount);
        _finalRows = new ObservationRows(lanes, TGame.ChannelCount);
        _planes = new ulong[FirstBlocks.BatchSize * _rows.WordsPerLane];
    }

    private static ReadOnlySpan<int> GroupLanes => [0, 1, 2, 3, 4, 5, 6, 7];

    private int RowSize => _rows.RowSize;

    public void Draw(int lane, Scene scene)
    {
        CheckShown(lane);

        // Not where the lanes of a step are drawn, which may be under way.
        var planes = new ulong[_rows.WordsPerLane];
        Draw(lane, planes);
        TGame.Paint(new BoardPainter(scene, planes, TGame.ChannelCount));
    }

    /// <summary>The state of a lane, for tests to set up a scene.</summary>
    internal ref TGame Game(int lane) => ref _games[lane];

    protected override void Begin(int lane, in StepRandom random)
    {
        _lastActions[lane] = MinAtarAction.Noop;
        _games[lane].Reset(new GameChance(random));
    }

    protected override void Observe(int lane, Span<float> observation)
    {
        Forget(lane);
        Draw(lane, PlanesOf(0));
        _rows.Write(PlanesOf(0), observation);
    }

    protected override void SaveLane(int lane, SnapshotWriter writer)
    {
        writer.WriteByte((byte)_lastActions[lane]);
        _games[lane].Save(writer);
    }

    protected override void LoadLane(int lane, ref SnapshotReader reader)
    {
        Forget(lane);
        _lastActions[lane] = (MinAtarAction)reader.ReadByte();
        if (!TGame.Actions.Contains(_lastActions[lane]))
            throw new InvalidDataException($"The snapshot has lane {lane} in a state that {Spec.Id} cannot be in.");
        _games[lane].Load(ref reader);
    }

    private protected override void StepLanes(ReadOnlySpan<float> actions, StepBatch result)
    {
        if (!_written.Are(result.Observations))
        {
            _rows.Forget();
            _finalRows.Forget();
            _written.Set(result.Observations);
        }

        for (int first = 0; first < actions.Length; first += FirstBlocks.BatchSize)
            StepGroup(first, actions[first..Math.Min(first + FirstBlocks.BatchSize, actions.Length)], result);
    }

    // Lanes that follow one another, as many as chance is drawn for at once. All are drawn before the first is written:
    // reading words back as vectors right after they were stored would wait for the stores.
    private void StepGroup(int first, ReadOnlySpan<float> actions, StepBatch result)
    {
        ReadOnlySpan<int> steps = Steps.Slice(first, actions.Length);
        ReadOnlySpan<uint> episodes = Episodes.Slice(first, actions.Length);
        EnvironmentSeed seed = Seed with { FirstLane = Seed.FirstLane + (uint)first };
        FirstBlocks.Draw(seed, GroupLanes[..steps.Length], episodes, steps, _blocks);
        for (int i = 0; i < actions.Length; i++)
        {
            var chance = new GameChance(seed.At(i, episodes[i], (uint)steps[i]), FirstBlocks.BlockOf(_blocks, i));
            StepLane(first + i, TGame.Actions[(int)actions[i]], chance, PlanesOf(i), result);
        }

        WriteRows(first, actions.Length, result.Observations);
    }

    private void WriteRows(int first, int count, float[] observations)
    {
        for (int i = 0; i < count; i++)
            _changes[i] = _rows.FindChanges(first + i, PlanesOf(i), RowOf(first + i, observations));
        for (int i = 0; i < count; i++)
            _rows.WriteChanges(_changes[i], PlanesOf(i), RowOf(first + i, observations));
    }

    // Leaves the observation to act on next in planes.
    private void StepLane(int lane, MinAtarAction chosen, in GameChance chance, Span<ulong> planes, StepBatch result)
    {
        ref TGame game = ref _games[lane];
        MinAtarAction action = chance.Sticks ? _lastActions[lane] : chosen;
        _lastActions[lane] = action;
        result.Rewards[lane] = game.Step(action, chance);
        Draw(lane, planes);

        bool terminated = game.IsOver, truncated = Steps[lane] >= Board.MaxEpisodeSteps;
        result.Terminated[lane] = terminated;
        result.Truncated[lane] = truncated;
        if (terminated || truncated)
        {
            WriteFinalRow(lane, planes, RowOf(lane, result.FinalObservations));
            BeginNext(lane);
            Draw(lane, planes);
        }
    }

    private void WriteFinalRow(int lane, ReadOnlySpan<ulong> planes, Span<float> row) =>
        _finalRows.WriteChanges(_finalRows.FindChanges(lane, planes, row), planes, row);

    // Whose row comes next cannot be known, and whoever resets a lane may have written its final row.
    private void Forget(int lane)
    {
        _rows.Forget(lane);
        _finalRows.Forget(lane);
    }

    private void Draw(int lane, Span<ulong> planes)
    {
        planes.Clear();
        _games[lane].Draw(new Planes(planes, TGame.ChannelCount));
    }

    private Span<float> RowOf(int lane, float[] rows) => rows.AsSpan(lane * RowSize, RowSize);

    private Span<ulong> PlanesOf(int place) => _planes.AsSpan(place * _rows.WordsPerLane, _rows.WordsPerLane);
}
