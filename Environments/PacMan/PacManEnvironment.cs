using System.Buffers;
using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.PacMan;

/// <summary>Lanes of Pac-Man, observed in one of several ways.</summary>
/// <remarks>The body of a snapshot is the seed, then for each lane its episode, its step, its game and what its observer remembers.</remarks>
internal sealed class PacManEnvironment : IVectorEnvironment, IRenderer
{
    /// <summary>The step at which an episode is truncated: 30 minutes, as is customary for arcade games.</summary>
    public const int MaxEpisodeSteps = 27_000;

    private readonly PacManGame[] _games;
    private readonly int[] _steps;
    private readonly uint[] _episodes;
    private readonly PacManObserver _observer;
    private readonly WrittenRows _rows = new();
    private EnvironmentSeed _seed;
    private bool _started;

    public PacManEnvironment(int lanes, PacManObserver observer)
    {
        _games = new PacManGame[lanes];
        _steps = new int[lanes];
        _episodes = new uint[lanes];
        _observer = observer;
    }

    public EnvironmentSpec Spec => _observer.Spec;

    public int LaneCount => _games.Length;

    public ReadOnlySpan<uint> Episodes => _episodes;

    public Action<int>? Ending { get; set; }

    private int RowSize => Spec.ObservationSpace.Size;

    /// <summary>The spec of the game under one way to observe it.</summary>
    public static EnvironmentSpec Specify(string id, Space observations, string summary) =>
        new(id, observations, new DiscreteSpace(PacManGame.ActionCount), MaxEpisodeSteps, RewardThreshold: double.NaN, summary);

    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Boundary.CheckObservations(observations, LaneCount, RowSize);
        _seed = seed;
        _started = true;
        _rows.Forget();
        for (int lane = 0; lane < LaneCount; lane++)
            Begin(lane, 0, observations.Slice(lane * RowSize, RowSize));
    }

    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);
        Boundary.CheckObservations(observation, 1, RowSize);

        // Whose row this is cannot be known.
        _rows.Forget();
        Ending?.Invoke(lane);
        Begin(lane, episode, observation);
    }

    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Boundary.CheckStarted(_started);
        Boundary.CheckStep(actions, result, LaneCount, Spec);
        Simd.ActionCheck.ThrowIfForeign(actions, Spec.ActionSpace, Simd.LaneVectorWidths.Widest);

        bool rowsAreKnown = _rows.Are(result.Observations);
        for (int lane = 0; lane < actions.Length; lane++)
            StepLane(lane, (int)actions[lane], result, rowsAreKnown);
        if (!rowsAreKnown)
            _rows.Set(result.Observations);
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
            _games[lane].Save(writer);
            _observer.Save(lane, writer);
        }

        SnapshotFrame.Write(destination, Spec.Id, LaneCount, body.WrittenSpan);
    }

    public void Restore(ReadOnlySpan<byte> source)
    {
        SnapshotReader reader = SnapshotFrame.Open(source, Spec.Id, LaneCount);
        EnvironmentSeed seed = reader.ReadSeed();
        var restored = new PacManEnvironment(LaneCount, _observer.Fresh());
        for (int lane = 0; lane < LaneCount; lane++)
        {
            restored._episodes[lane] = reader.ReadUInt32();
            restored._steps[lane] = reader.ReadInt32();
            if (restored._steps[lane] is < 0 or >= MaxEpisodeSteps)
                throw new InvalidDataException($"The snapshot has lane {lane} at step {restored._steps[lane]} of at most {MaxEpisodeSteps}.");
            restored._games[lane].Load(ref reader);
            restored._observer.Load(lane, restored._games[lane], ref reader);
        }

        if (reader.Remaining != 0)
            throw new InvalidDataException($"The snapshot has {reader.Remaining} bytes too many.");

        restored._games.CopyTo(_games, 0);
        restored._steps.CopyTo(_steps, 0);
        restored._episodes.CopyTo(_episodes, 0);
        _observer.CopyFrom(restored._observer);
        _rows.Forget();
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
        PacManScene.Draw(scene, _games[lane]);
    }

    /// <summary>The state of a lane, for tests to set up a scene.</summary>
    internal ref PacManGame Game(int lane) => ref _games[lane];

    private void StepLane(int lane, int action, StepBatch result, bool rowIsKnown)
    {
        ref PacManGame game = ref _games[lane];
        int step = ++_steps[lane];
        result.Rewards[lane] = game.Step(action, _seed.At(lane, _episodes[lane], (uint)step)) / PacManGame.PointsPerReward;
        Span<float> row = result.Observations.AsSpan(lane * RowSize, RowSize);
        _observer.Advance(lane, game);
        if (rowIsKnown)
            _observer.WriteChanges(lane, game, row);
        else
            _observer.WriteAll(lane, game, row);

        bool terminated = game.IsOver, truncated = step >= MaxEpisodeSteps;
        result.Terminated[lane] = terminated;
        result.Truncated[lane] = truncated;
        if (terminated || truncated)
        {
            row.CopyTo(result.FinalObservations.AsSpan(lane * RowSize));
            Ending?.Invoke(lane);
            Begin(lane, _episodes[lane] + 1, row);
        }
    }

    private void Begin(int lane, uint episode, Span<float> row)
    {
        _episodes[lane] = episode;
        _steps[lane] = 0;
        _games[lane].Reset(_seed.At(lane, episode, 0));
        _observer.Begin(lane, _games[lane]);
        _observer.WriteAll(lane, _games[lane], row);
    }
}
