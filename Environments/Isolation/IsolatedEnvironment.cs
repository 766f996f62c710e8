using System.Buffers;
using System.Collections.Concurrent;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments;

/// <summary>
/// A vector of single environments that may do anything: throw, hang, or give what is not a number. Each costs its own lane
/// only, which is <see cref="StepBatch.Aborted"/> until <see cref="ResetLane"/> makes it anew.
/// </summary>
/// <remarks>
/// One thread plays all lanes in turn. A lane that does not come back keeps that thread, with its simulator and its memory; a
/// new thread goes on with the next lane. A lane that is started again has a thread of its own until it can be played, so that
/// a simulator that takes long to load holds up nobody.
/// </remarks>
internal sealed class IsolatedEnvironment : IVectorEnvironment
{
    private readonly Func<IEnvironment> _create;
    private readonly TimeProvider _time;
    private readonly IsolatedLane[] _lanes;
    private readonly uint[] _episodes;
    private readonly LaneStart?[] _starts;
    private SimulatorThread? _thread;
    private EnvironmentSeed _seed;
    private bool _started;

    public IsolatedEnvironment(EnvironmentSpec spec, int lanes, Func<IEnvironment> create, TimeProvider time)
    {
        Spec = spec;
        _create = create;
        _time = time;
        _lanes = NewLanes(lanes);
        _episodes = new uint[lanes];
        _starts = new LaneStart?[lanes];
    }

    public EnvironmentSpec Spec { get; }

    public int LaneCount => _lanes.Length;

    public ReadOnlySpan<uint> Episodes => _episodes;

    public bool KeepsDeadlines => true;

    private int ObservationSize => Spec.ObservationSpace.Size;

    private int ActionSize => Spec.ActionSpace.Size;

    /// <exception cref="InvalidOperationException">A simulator failed.</exception>
    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Boundary.CheckObservations(observations, LaneCount, ObservationSize);
        EnvironmentSeed played = _seed = seed;
        DiscardStarts();
        Play(_lanes, 0, LaneCount, lane => lane.Begin(played, 0));
        for (int lane = 0; lane < LaneCount; lane++)
        {
            RequirePlaying(lane);
            _lanes[lane].Observation.CopyTo(observations[(lane * ObservationSize)..]);
        }

        CountEpisodes();
        _started = true;
    }

    public Task PrepareLane(int lane, uint episode)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);
        if (_starts[lane] is { } before && before.Episode == episode)
            return before.Lane;
        _starts[lane]?.Discard();
        LaneStart start = LaneStart.Of(Spec, lane, _create, _seed, episode, _time);
        _starts[lane] = start;
        return start.Lane;
    }

    /// <exception cref="InvalidOperationException">The simulator failed, and the lane stays without an episode.</exception>
    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);
        Boundary.CheckObservations(observation, 1, ObservationSize);
        EnvironmentSeed seed = _seed;
        LaneStart? start = _starts[lane];
        _starts[lane] = null;
        if (start is { } prepared && prepared.Episode == episode)
        {
            Play(_lanes, lane, lane + 1, one => one.Dispose());
            _lanes[lane] = prepared.Lane.GetAwaiter().GetResult();
        }
        else
        {
            start?.Discard();
            Play(_lanes, lane, lane + 1, one => one.Begin(seed, episode));
        }

        RequirePlaying(lane);
        _lanes[lane].Observation.CopyTo(observation);
        CountEpisodes();
    }

    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckStep(actions, result, LaneCount, Spec);
        ActionCheck.ThrowIfForeign(actions, Spec.ActionSpace, LaneVectorWidths.Widest);
        for (int lane = 0; lane < LaneCount; lane++)
            _lanes[lane].Take(actions.Slice(lane * ActionSize, ActionSize));

        EnvironmentSeed seed = _seed;
        Play(_lanes, 0, LaneCount, lane => lane.Step(seed));
        for (int lane = 0; lane < LaneCount; lane++)
            Collect(lane, result);
        CountEpisodes();
    }

    public void Snapshot(IBufferWriter<byte> destination)
    {
        Boundary.CheckStarted(_started);
        Exception? error = null;
        var records = new ConcurrentDictionary<IsolatedLane, ReadOnlyMemory<byte>>();
        Play(_lanes, 0, LaneCount, lane =>
        {
            try
            {
                records[lane] = lane.Save();
            }
            catch (Exception exception)
            {
                // What cannot be saved can still be played.
                error ??= exception;
            }
        });
        if (error is not null)
            throw new NotSupportedException($"{Spec.Id} cannot be saved: {FailureText.Of(error)}", error);

        var body = new ArrayBufferWriter<byte>();
        var writer = new SnapshotWriter(body);
        writer.WriteSeed(_seed);
        foreach (IsolatedLane lane in _lanes)
            writer.WriteBytes((records.TryGetValue(lane, out ReadOnlyMemory<byte> record) ? record : lane.Save()).Span);
        SnapshotFrame.Write(destination, Spec.Id, LaneCount, body.WrittenSpan);
    }

    public void Restore(ReadOnlySpan<byte> source)
    {
        byte[] body = source.ToArray();
        SnapshotReader head = SnapshotFrame.Open(body, Spec.Id, LaneCount);
        EnvironmentSeed seed = head.ReadSeed();
        int offset = body.Length - sizeof(uint) - head.Remaining, end = body.Length - sizeof(uint);

        // Into new lanes, so that a snapshot found bad half-way has changed nothing.
        IsolatedLane[] lanes = NewLanes(LaneCount);
        Exception? error = null;
        Play(lanes, 0, LaneCount, lane =>
        {
            if (error is not null)
                return;
            try
            {
                var reader = new SnapshotReader(body.AsSpan(offset..end));
                lane.Load(ref reader);
                offset = end - reader.Remaining;
            }
            catch (Exception exception)
            {
                error = exception;
            }
        });
        if (error is null && offset != end)
            error = new InvalidDataException($"The snapshot has {end - offset} bytes too many.");
        if (error is not null)
        {
            Play(lanes, 0, LaneCount, lane => lane.Dispose());
            throw error as InvalidDataException ?? new InvalidDataException($"{Spec.Id} cannot be restored: {FailureText.Of(error)}", error);
        }

        DiscardStarts();
        Play(_lanes, 0, LaneCount, lane => lane.Dispose());
        lanes.CopyTo(_lanes, 0);
        _seed = seed;
        _started = true;
        CountEpisodes();
    }

    public void Dispose()
    {
        DiscardStarts();
        try
        {
            Play(_lanes, 0, LaneCount, lane => lane.Dispose());
        }
        catch (InvalidOperationException)
        {
            // Too many simulators hang for another thread: these end with the process.
        }

        _thread?.Dispose();
        _thread = null;
        _started = false;
    }

    private void Collect(int lane, StepBatch result)
    {
        IsolatedLane played = _lanes[lane];
        if (played.Failure is { } failure && !played.Ended)
        {
            result.Abort(lane, failure);
            return;
        }

        played.Observation.CopyTo(result.Observations, lane * ObservationSize);
        result.Aborted[lane] = false;
        result.Rewards[lane] = played.Outcome.Reward;
        result.Terminated[lane] = played.Outcome.Terminated;
        result.Truncated[lane] = played.Outcome.Truncated;
        if (played.Ended)
            played.FinalObservation.CopyTo(result.FinalObservations, lane * ObservationSize);
    }

    // A lane that fails or hangs is marked as lost; the others go on. The thread has a list of its own: what it is late with
    // is replaced in ours.
    private void Play(IsolatedLane[] lanes, int first, int end, Action<IsolatedLane> play)
    {
        while (first < end)
        {
            SimulatorThread thread = _thread ??= new SimulatorThread($"simulators of {Spec.Id}", Spec.StepDeadline, _time);
            IsolatedLane[] played = lanes[first..end];
            bool cameBack = thread.Run(
                () =>
                {
                    foreach (IsolatedLane lane in played)
                    {
                        PlayOne(lane, play);
                        if (!thread.GoOn())
                        {
                            lane.Dispose();
                            return;
                        }
                    }
                },
                played.Length).GetAwaiter().GetResult();
            if (cameBack)
                return;
            _thread = null;
            int late = first + thread.PartsDone;
            lanes[late] = IsolatedLane.Lost(Spec, late, _create, lanes[late].Episode, FailureText.Hung(Spec.StepDeadline));
            first = late + 1;
        }
    }

    private static void PlayOne(IsolatedLane lane, Action<IsolatedLane> play)
    {
        try
        {
            play(lane);
        }
        catch (Exception exception)
        {
            lane.Fail(exception);
        }
    }

    private void DiscardStarts()
    {
        foreach (LaneStart? start in _starts)
            start?.Discard();
        Array.Clear(_starts);
    }

    private void RequirePlaying(int lane)
    {
        if (_lanes[lane].Failure is { } failure)
            throw new SimulatorFailedException(Spec.Id, lane, failure);
    }

    private void CountEpisodes()
    {
        for (int lane = 0; lane < _lanes.Length; lane++)
            _episodes[lane] = _lanes[lane].Episode;
    }

    private IsolatedLane[] NewLanes(int count)
    {
        var lanes = new IsolatedLane[count];
        for (int lane = 0; lane < count; lane++)
            lanes[lane] = new IsolatedLane(Spec, lane, _create);
        return lanes;
    }
}
