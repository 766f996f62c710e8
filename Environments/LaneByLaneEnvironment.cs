using System.Buffers;
using RlOrleans.Environments.Rendering;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments;

/// <summary>
/// A vector of single environments that never fail, stepped one after the other: adds autoreset, time limit, counters and
/// snapshots. For those that may fail there is <see cref="IsolatedEnvironment"/>.
/// </summary>
internal sealed class LaneByLaneEnvironment : IVectorEnvironment
{
    private readonly IEnvironment[] _environments;
    private readonly uint[] _episodes;
    private readonly int[] _steps;
    private readonly Func<IEnvironment> _create;
    private Action<int>? _ending;
    private EnvironmentSeed _seed;
    private bool _started;

    public LaneByLaneEnvironment(EnvironmentSpec spec, int lanes, Func<IEnvironment> create)
    {
        Spec = spec;
        _create = create;
        _environments = CreateAll(lanes);
        _episodes = new uint[lanes];
        _steps = new int[lanes];
    }

    public EnvironmentSpec Spec { get; }

    public int LaneCount => _environments.Length;

    public ReadOnlySpan<uint> Episodes => _episodes;

    /// <summary>Draws its lanes; null where they cannot be drawn.</summary>
    internal IRenderer? Renderer => _environments[0] is IDrawable ? new LaneRenderer(this) : null;

    private int ObservationSize => Spec.ObservationSpace.Size;

    private int ActionSize => Spec.ActionSpace.Size;

    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Boundary.CheckObservations(observations, LaneCount, ObservationSize);
        _seed = seed;
        _started = true;
        for (int lane = 0; lane < LaneCount; lane++)
            Begin(lane, 0, observations.Slice(lane * ObservationSize, ObservationSize));
    }

    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);
        Boundary.CheckObservations(observation, 1, ObservationSize);
        _ending?.Invoke(lane);
        Begin(lane, episode, observation);
    }

    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckStep(actions, result, LaneCount, Spec);
        ActionCheck.ThrowIfForeign(actions, Spec.ActionSpace, LaneVectorWidths.Widest);
        for (int lane = 0; lane < LaneCount; lane++)
            StepLane(lane, actions.Slice(lane * ActionSize, ActionSize), result);
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
            _environments[lane].Save(writer);
        }

        SnapshotFrame.Write(destination, Spec.Id, LaneCount, body.WrittenSpan);
    }

    public void Restore(ReadOnlySpan<byte> source)
    {
        SnapshotReader reader = SnapshotFrame.Open(source, Spec.Id, LaneCount);
        EnvironmentSeed seed = reader.ReadSeed();
        var episodes = new uint[LaneCount];
        var steps = new int[LaneCount];

        // Into new environments, so that a snapshot found bad half-way has changed nothing.
        IEnvironment[] environments = CreateAll(LaneCount);
        for (int lane = 0; lane < LaneCount; lane++)
        {
            episodes[lane] = reader.ReadUInt32();
            steps[lane] = reader.ReadInt32();
            if (steps[lane] < 0 || steps[lane] >= Spec.MaxEpisodeSteps)
                throw new InvalidDataException($"The snapshot has lane {lane} at step {steps[lane]} of at most {Spec.MaxEpisodeSteps}.");
            environments[lane].Load(ref reader);
        }

        if (reader.Remaining != 0)
            throw new InvalidDataException($"The snapshot has {reader.Remaining} bytes too many.");

        Dispose();
        environments.CopyTo(_environments, 0);
        episodes.CopyTo(_episodes, 0);
        steps.CopyTo(_steps, 0);
        _seed = seed;
        _started = true;
    }

    public void Dispose()
    {
        foreach (IEnvironment environment in _environments)
            (environment as IDisposable)?.Dispose();
    }

    private void StepLane(int lane, ReadOnlySpan<float> action, StepBatch result)
    {
        Span<float> observation = result.Observations.AsSpan(lane * ObservationSize, ObservationSize);
        uint step = (uint)++_steps[lane];
        StepOutcome outcome = _environments[lane].Step(action, _seed.At(lane, _episodes[lane], step), observation);
        bool truncated = outcome.Truncated || step >= Spec.MaxEpisodeSteps;
        result.Rewards[lane] = outcome.Reward;
        result.Terminated[lane] = outcome.Terminated;
        result.Truncated[lane] = truncated;
        if (outcome.Terminated || truncated)
        {
            observation.CopyTo(result.FinalObservations.AsSpan(lane * ObservationSize));
            _ending?.Invoke(lane);
            Begin(lane, _episodes[lane] + 1, observation);
        }
    }

    private void Begin(int lane, uint episode, Span<float> observation)
    {
        _episodes[lane] = episode;
        _steps[lane] = 0;
        _environments[lane].Reset(_seed.At(lane, episode, 0), observation);
    }

    private IEnvironment[] CreateAll(int lanes)
    {
        var environments = new IEnvironment[lanes];
        for (int lane = 0; lane < lanes; lane++)
            environments[lane] = _create();
        return environments;
    }

    private sealed class LaneRenderer(LaneByLaneEnvironment owner) : IRenderer
    {
        public Action<int>? Ending
        {
            get => owner._ending;
            set => owner._ending = value;
        }

        public void Draw(int lane, Scene scene)
        {
            Boundary.CheckStarted(owner._started);
            Boundary.CheckLane(lane, owner.LaneCount);
            ((IDrawable)owner._environments[lane]).Draw(scene);
        }
    }
}
