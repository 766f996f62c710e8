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
    private readonly WrittenRows _written = new();

    // The observation of the lane that is being stepped.
    private readonly ulong[] _planes;
    private EnvironmentSeed _seed;
    private bool _started;

    public MinAtarEnvironment(int lanes)
    {
        _games = new TGame[lanes];
        _lastActions = new MinAtarAction[lanes];
        _steps = new int[lanes];
        _episodes = new uint[lanes];
        _rows = new ObservationRows(lanes, TGame.ChannelCount);
        _planes = new ulong[_rows.WordsPerLane];
    }

    public EnvironmentSpec Spec => TGame.Definition;

    public int LaneCount => _games.Length;

    public ReadOnlySpan<uint> Episodes => _episodes;

    private int RowSize => _rows.RowSize;

    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Boundary.CheckObservations(observations, LaneCount, RowSize);
        _seed = seed;
        _started = true;
        _written.Forget();
        for (int lane = 0; lane < LaneCount; lane++)
        {
            Begin(lane, 0);
            _rows.WriteAll(lane, _planes, observations.Slice(lane * RowSize, RowSize));
        }
    }

    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);
        Boundary.CheckObservations(observation, 1, RowSize);

        // Whose row this is cannot be known.
        _written.Forget();
        Begin(lane, episode);
        _rows.WriteAll(lane, _planes, observation);
    }

    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Boundary.CheckStarted(_started);
        Boundary.CheckStep(actions, result, LaneCount, Spec);
        ActionCheck.ThrowIfForeign(actions, Spec.ActionSpace, LaneVectorWidths.Widest);

        bool rowsAreKnown = _written.Are(result.Observations);
        for (int lane = 0; lane < actions.Length; lane++)
            StepLane(lane, TGame.Actions[(int)actions[lane]], result, rowsAreKnown);
        if (!rowsAreKnown)
            _written.Set(result.Observations);
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
        Draw(ref _games[lane]);
        TGame.Paint(new BoardPainter(scene, _planes, TGame.ChannelCount));
    }

    /// <summary>The state of a lane, for tests to set up a scene.</summary>
    internal ref TGame Game(int lane) => ref _games[lane];

    private void StepLane(int lane, MinAtarAction chosen, StepBatch result, bool rowIsKnown)
    {
        ref TGame game = ref _games[lane];
        int step = ++_steps[lane];
        var chance = new GameChance(_seed.At(lane, _episodes[lane], (uint)step));
        MinAtarAction action = chance.Sticks ? _lastActions[lane] : chosen;
        _lastActions[lane] = action;
        result.Rewards[lane] = game.Step(action, chance);

        Span<float> row = result.Observations.AsSpan(lane * RowSize, RowSize);
        Draw(ref game);
        if (rowIsKnown)
            _rows.WriteChanges(lane, _planes, row);
        else
            _rows.WriteAll(lane, _planes, row);

        bool terminated = game.IsOver, truncated = step >= Board.MaxEpisodeSteps;
        result.Terminated[lane] = terminated;
        result.Truncated[lane] = truncated;
        if (terminated || truncated)
        {
            row.CopyTo(result.FinalObservations.AsSpan(lane * RowSize));
            Begin(lane, _episodes[lane] + 1);
            _rows.WriteChanges(lane, _planes, row);
        }
    }

    // Leaves the first observation in _planes.
    private void Begin(int lane, uint episode)
    {
        _episodes[lane] = episode;
        _steps[lane] = 0;
        _lastActions[lane] = MinAtarAction.Noop;
        _games[lane].Reset(new GameChance(_seed.At(lane, episode, 0)));
        Draw(ref _games[lane]);
    }

    private void Draw(ref TGame game)
    {
        Array.Clear(_planes);
        game.Draw(new Planes(_planes, TGame.ChannelCount));
    }
}
