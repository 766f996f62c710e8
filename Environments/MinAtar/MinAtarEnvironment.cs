using System.Buffers;
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
/// The body of a snapshot is the seed, then for each lane the episode, the step, the last action and the state of the
/// game.
/// </para>
/// </remarks>
internal sealed class MinAtarEnvironment<TGame> : IVectorEnvironment, IRenderer
    where TGame : struct, IMinAtarGame
{
    private readonly TGame[] _games;
    private readonly MinAtarAction[] _lastActions;
    private readonly int[] _steps;
    private readonly uint[] _episodes;
    private readonly ObservationRows _rows;
    private readonly ObservationRows _finalRows;
    private readonly WrittenRows _written = new();

    // Of the lanes that are being stepped: their observations, what has changed in them, and their chance.
    private readonly ulong[] _planes;
    private readonly ulong[] _changes = new ulong[FirstBlocks.BatchSize];
    private readonly ulong[] _blocks = new ulong[4 * FirstBlocks.BatchSize];
    private EnvironmentSeed _seed;
    private bool _started;

    public MinAtarEnvironment(int lanes)
    {
        _games = new TGame[lanes];
        _lastActions = new MinAtarAction[lanes];
        _steps = new int[lanes];
        _episodes = new uint[lanes];
        _rows = new ObservationRows(lanes, TGame.ChannelCount);
        _finalRows = new ObservationRows(lanes, TGame.ChannelCount);
        _planes = new ulong[FirstBlocks.BatchSize * _rows.WordsPerLane];
    }

    public EnvironmentSpec Spec => TGame.Definition;

    public int LaneCount => _games.Length;

    public ReadOnlySpan<uint> Episodes => _episodes;

    public Action<int>? Ending { get; set; }

    private static ReadOnlySpan<int> GroupLanes => [0, 1, 2, 3, 4, 5, 6, 7];

    private int RowSize => _rows.RowSize;

    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Boundary.CheckObservations(observations, LaneCount, RowSize);
        _seed = seed;
        _started = true;
        _written.Forget();
        for (int lane = 0; lane < LaneCount; lane++)
        {
            Begin(lane, 0, PlanesOf(0));
            _rows.Write(PlanesOf(0), observations.Slice(lane * RowSize, RowSize));
        }
    }

    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);
        Boundary.CheckObservations(observation, 1, RowSize);

        // Whose row this is cannot be known, and whoever resets a lane may have written its final row.
        _rows.Forget(lane);
        _finalRows.Forget(lane);
        Ending?.Invoke(lane);
        Begin(lane, episode, PlanesOf(0));
        _rows.Write(PlanesOf(0), observation);
    }

    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Boundary.CheckStarted(_started);
        Boundary.CheckStep(actions, result, LaneCount, Spec);
        ActionCheck.ThrowIfForeign(actions, Spec.ActionSpace, LaneVectorWidths.Widest);

        // For all lanes before chance is drawn for any: it reads the steps as vectors, which right after they were stored
        // would wait for the stores.
        foreach (ref int step in _steps.AsSpan())
            step++;
        if (!_written.Are(result.Observations))
        {
            _rows.Forget();
            _finalRows.Forget();
            _written.Set(result.Observations);
        }

        for (int first = 0; first < actions.Length; first += FirstBlocks.BatchSize)
            StepGroup(first, actions[first..Math.Min(first + FirstBlocks.BatchSize, actions.Length)], result);
    }

    public void Snapshot(IBufferWriter<byte> destination)
    {
        Boundary.CheckStarted(_started);
        var body = new ArrayBufferWriter<byte>();
        var writer = new SnapshotWriter(body);
        writer.WriteSeed(_seed);
        for (int lane = 0; lane < LaneCount; lane++)
        {
            writer.WriteUInt32(_episodes[lane]);
            writer.WriteInt32(_steps[lane]);
            writer.WriteByte((byte)_lastActions[lane]);
            _games[lane].Save(writer);
        }

        SnapshotFrame.Write(destination, Spec.Id, LaneCount, body.WrittenSpan);
    }

    public void Restore(ReadOnlySpan<byte> source)
    {
        SnapshotReader reader = SnapshotFrame.Open(source, Spec.Id, LaneCount);
        EnvironmentSeed seed = reader.ReadSeed();
        var restored = new MinAtarEnvironment<TGame>(LaneCount);
        for (int lane = 0; lane < LaneCount; lane++)
        {
            restored._episodes[lane] = reader.ReadUInt32();
            restored._steps[lane] = reader.ReadInt32();
            restored._lastActions[lane] = (MinAtarAction)reader.ReadByte();
            if (restored._steps[lane] is < 0 or >= Board.MaxEpisodeSteps || !TGame.Actions.Contains(restored._lastActions[lane]))
                throw new InvalidDataException($"The snapshot has lane {lane} in a state that {Spec.Id} cannot be in.");
            restored._games[lane].Load(ref reader);
        }

        if (reader.Remaining != 0)
            throw new InvalidDataException($"The snapshot has {reader.Remaining} bytes too many.");

        restored._games.CopyTo(_games, 0);
        restored._lastActions.CopyTo(_lastActions, 0);
        restored._steps.CopyTo(_steps, 0);
        restored._episodes.CopyTo(_episodes, 0);
        _written.Forget();
        _seed = seed;
        _started = true;
    }

    public void Dispose()
    {
        // Nothing but managed arrays.
    }

    public void Draw(int lane, Scene scene)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);

        // Not where the lanes of a step are drawn, which may be under way.
        var planes = new ulong[_rows.WordsPerLane];
        Draw(lane, planes);
        TGame.Paint(new BoardPainter(scene, planes, TGame.ChannelCount));
    }

    /// <summary>The state of a lane, for tests to set up a scene.</summary>
    internal ref TGame Game(int lane) => ref _games[lane];

    // Lanes that follow one another, as many as chance is drawn for at once. All are drawn before the first is written:
    // reading words back as vectors right after they were stored would wait for the stores.
    private void StepGroup(int first, ReadOnlySpan<float> actions, StepBatch result)
    {
        ReadOnlySpan<int> steps = _steps.AsSpan(first, actions.Length);
        EnvironmentSeed seed = _seed with { FirstLane = _seed.FirstLane + (uint)first };
        FirstBlocks.Draw(seed, GroupLanes[..steps.Length], _episodes.AsSpan(first, steps.Length), steps, _blocks);
        for (int i = 0; i < actions.Length; i++)
        {
            var chance = new GameChance(seed.At(i, _episodes[first + i], (uint)steps[i]), FirstBlocks.BlockOf(_blocks, i));
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

        bool terminated = game.IsOver, truncated = _steps[lane] >= Board.MaxEpisodeSteps;
        result.Terminated[lane] = terminated;
        result.Truncated[lane] = truncated;
        if (terminated || truncated)
        {
            WriteFinalRow(lane, planes, RowOf(lane, result.FinalObservations));
            Ending?.Invoke(lane);
            Begin(lane, _episodes[lane] + 1, planes);
        }
    }

    private void WriteFinalRow(int lane, ReadOnlySpan<ulong> planes, Span<float> row) =>
        _finalRows.WriteChanges(_finalRows.FindChanges(lane, planes, row), planes, row);

    private void Begin(int lane, uint episode, Span<ulong> planes)
    {
        _episodes[lane] = episode;
        _steps[lane] = 0;
        _lastActions[lane] = MinAtarAction.Noop;
        _games[lane].Reset(new GameChance(_seed.At(lane, episode, 0)));
        Draw(lane, planes);
    }

    private void Draw(int lane, Span<ulong> planes)
    {
        planes.Clear();
        _games[lane].Draw(new Planes(planes, TGame.ChannelCount));
    }

    private Span<float> RowOf(int lane, float[] rows) => rows.AsSpan(lane * RowSize, RowSize);

    private Span<ulong> PlanesOf(int place) => _planes.AsSpan(place * _rows.WordsPerLane, _rows.WordsPerLane);
}
