using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.PacMan;

/// <summary>Lanes of Pac-Man, observed in one of several ways.</summary>
/// <remarks>A snapshot holds for each lane its game and what its observer remembers.</remarks>
internal sealed class PacManEnvironment(int lanes, PacManObserver observer) : VectorEnvironmentBase(observer.Spec, lanes), IRenderer
{
    /// <summary>The step at which an episode is truncated: 30 minutes, as is customary for arcade games.</summary>
    public const int MaxEpisodeSteps = 27_000;

    private readonly PacManGame[] _games = new PacManGame[lanes];
    private readonly PacManObserver _observer = observer;
    private readonly WrittenRows _rows = new();

    /// <summary>The spec of the game under one way to observe it.</summary>
    public static EnvironmentSpec Specify(string id, Space observations, string summary) =>
        new(id, observations, new DiscreteSpace(PacManGame.ActionCount), MaxEpisodeSteps, RewardThreshold: double.NaN, summary);

    public void Draw(int lane, Scene scene)
    {
        CheckShown(lane);
        PacManScene.Draw(scene, _games[lane]);
    }

    /// <summary>The state of a lane, for tests to set up a scene.</summary>
    internal ref PacManGame Game(int lane) => ref _games[lane];

    protected override void Begin(int lane, in StepRandom random)
    {
        _games[lane].Reset(random);
        _observer.Begin(lane, _games[lane]);
    }

    protected override void Observe(int lane, Span<float> observation)
    {
        // Whose row this is cannot be known.
        _rows.Forget();
        _observer.WriteAll(lane, _games[lane], observation);
    }

    protected override void SaveLane(int lane, SnapshotWriter writer)
    {
        _games[lane].Save(writer);
        _observer.Save(lane, writer);
    }

    protected override void LoadLane(int lane, ref SnapshotReader reader)
    {
        _rows.Forget();
        _games[lane].Load(ref reader);
        _observer.Load(lane, _games[lane], ref reader);
    }

    // Each lane's row is written right after its step, while the game is in the cache.
    private protected override void StepLanes(ReadOnlySpan<float> actions, StepBatch result)
    {
        bool rowsAreKnown = _rows.Are(result.Observations);
        for (int lane = 0; lane < actions.Length; lane++)
            StepLane(lane, (int)actions[lane], result, rowsAreKnown);
        if (!rowsAreKnown)
            _rows.Set(result.Observations);
    }

    private void StepLane(int lane, int action, StepBatch result, bool rowIsKnown)
    {
        ref PacManGame game = ref _games[lane];
        result.Rewards[lane] = game.Step(action, RandomOf(lane)) / PacManGame.PointsPerReward;
        int size = result.ObservationSize;
        Span<float> row = result.Observations.AsSpan(lane * size, size);
        _observer.Advance(lane, game);
        if (rowIsKnown)
            _observer.WriteChanges(lane, game, row);
        else
            _observer.WriteAll(lane, game, row);

        bool terminated = game.IsOver, truncated = Steps[lane] >= MaxEpisodeSteps;
        result.Terminated[lane] = terminated;
        result.Truncated[lane] = truncated;
        if (terminated || truncated)
        {
            row.CopyTo(result.FinalObservations.AsSpan(lane * size));
            BeginNext(lane);
            _observer.WriteAll(lane, game, row);
        }
    }
}
