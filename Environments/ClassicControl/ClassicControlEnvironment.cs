using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using RlOrleans.Environments.Rendering;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>
/// Lanes of a classic control environment in float64, stepped by vectors of them.
/// </summary>
/// <remarks>
/// State is kept as one array a variable. The body of a snapshot is the seed, then the variables of the state as
/// arrays of N doubles, then steps and episodes as arrays of N unsigned integers.
/// </remarks>
internal sealed class ClassicControlEnvironment<TControl> : IVectorEnvironment, IRenderer
    where TControl : struct, IClassicControl
{
    private readonly LaneVectorWidth _width;

    // [StateSize + DerivedSize, N]
    private readonly double[] _state;

    // Steps taken in the episode, as doubles so that they are compared by the vector.
    private readonly double[] _steps;
    private readonly uint[] _episodes;

    // The lanes that ended in this step: their next episodes begin together.
    private readonly int[] _ended;
    private int _endedCount;
    private EnvironmentSeed _seed;
    private bool _started;

    public ClassicControlEnvironment(int lanes)
        : this(lanes, LaneVectorWidths.Widest)
    {
    }

    internal ClassicControlEnvironment(int lanes, LaneVectorWidth width)
    {
        LaneCount = lanes;
        _width = width;
        _state = new double[(TControl.StateSize + TControl.DerivedSize) * lanes];
        _steps = new double[lanes];
        _episodes = new uint[lanes];
        _ended = new int[lanes];
    }

    public EnvironmentSpec Spec => TControl.Definition;

    public int LaneCount { get; }

    public ReadOnlySpan<uint> Episodes => _episodes;

    public Action<int>? Ending { get; set; }

    private static int ObservationSize => TControl.Definition.ObservationSpace.Size;

    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Boundary.CheckObservations(observations, LaneCount, ObservationSize);
        _seed = seed;
        _started = true;
        for (int lane = 0; lane < LaneCount; lane++)
            Begin(lane, 0, _seed.At(lane, 0, 0).Block(0), observations.Slice(lane * ObservationSize, ObservationSize));
    }

    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);
        Boundary.CheckObservations(observation, 1, ObservationSize);
        Ending?.Invoke(lane);
        Begin(lane, episode, _seed.At(lane, episode, 0).Block(0), observation);
    }

    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Boundary.CheckStarted(_started);
        Boundary.CheckStep(actions, result, LaneCount, Spec);
        ActionCheck.ThrowIfForeign(actions, Spec.ActionSpace, _width);
        _endedCount = 0;
        Array.Clear(result.Terminated);
        Array.Clear(result.Truncated);
        int stepped = _width switch
        {
            LaneVectorWidth.Bits512 => StepLanes<DoubleLanes8>(actions, result, 0),
            LaneVectorWidth.Bits256 => StepLanes<DoubleLanes4>(actions, result, 0),
            LaneVectorWidth.Bits128 => StepLanes<DoubleLanes2>(actions, result, 0),
            _ => 0,
        };
        StepLanes<DoubleLanes1>(actions, result, stepped);
        BeginNext(result);
    }

    public void Snapshot(IBufferWriter<byte> destination)
    {
        Boundary.CheckStarted(_started);
        var body = new ArrayBufferWriter<byte>(32 + LaneCount * (8 * TControl.StateSize + 8));
        var writer = new SnapshotWriter(body);
        writer.WriteSeed(_seed);
        foreach (double value in _state.AsSpan(0, TControl.StateSize * LaneCount))
            writer.WriteDouble(value);
        foreach (double steps in _steps)
            writer.WriteUInt32((uint)steps);
        foreach (uint episode in _episodes)
            writer.WriteUInt32(episode);
        SnapshotFrame.Write(destination, Spec.Id, LaneCount, body.WrittenSpan);
    }

    public void Restore(ReadOnlySpan<byte> source)
    {
        SnapshotReader reader = SnapshotFrame.Open(source, Spec.Id, LaneCount);
        EnvironmentSeed seed = reader.ReadSeed();
        var restored = new ClassicControlEnvironment<TControl>(LaneCount, _width);
        foreach (ref double value in restored._state.AsSpan(0, TControl.StateSize * LaneCount))
            value = reader.ReadDouble();
        foreach (ref double steps in restored._steps.AsSpan())
            steps = reader.ReadUInt32();
        foreach (ref uint episode in restored._episodes.AsSpan())
            episode = reader.ReadUInt32();
        if (reader.Remaining != 0)
            throw new InvalidDataException($"The snapshot has {reader.Remaining} bytes too many.");
        for (int lane = 0; lane < LaneCount; lane++)
            restored.CheckAndDerive(lane);

        restored._state.CopyTo(_state, 0);
        restored._steps.CopyTo(_steps, 0);
        restored._episodes.CopyTo(_episodes, 0);
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
        TControl.Draw(GetState(lane), scene);
    }

    /// <summary>The variables of a lane, for comparison with other implementations.</summary>
    internal double[] GetState(int lane) =>
        [.. Enumerable.Range(0, TControl.StateSize).Select(variable => _state[variable * LaneCount + lane])];

    /// <summary>Puts a lane into a given state, for comparison with other implementations.</summary>
    internal void SetState(int lane, ReadOnlySpan<double> state, int step)
    {
        _steps[lane] = step;
        _started = true;
        SetState(lane, state, stackalloc float[ObservationSize]);
    }

    // Steps full vectors of lanes from `lane` on, and returns the first lane that was left over.
    private int StepLanes<TVector>(ReadOnlySpan<float> actions, StepBatch result, int lane)
        where TVector : struct, IDoubleLanes<TVector>
    {
        int size = result.ObservationSize;
        TVector lastStep = TVector.Broadcast(TControl.Definition.MaxEpisodeSteps - 1);
        for (; lane <= LaneCount - TVector.Count; lane += TVector.Count)
        {
            TVector rewards = TControl.Advance(
                TVector.LoadSingles(in actions[lane]),
                new StateColumns(ref _state[lane], LaneCount),
                ref result.Observations[lane * size],
                out TVector terminated);
            rewards.StoreSingles(ref result.Rewards[lane]);

            TVector steps = TVector.Load(ref _steps[lane]) + TVector.Broadcast(1);
            steps.Store(ref _steps[lane]);
            TVector truncated = TVector.GreaterThan(steps, lastStep);
            uint terminatedLanes = TVector.Bits(terminated), truncatedLanes = TVector.Bits(truncated);
            for (uint ended = terminatedLanes | truncatedLanes; ended != 0; ended &= ended - 1)
            {
                int offset = BitOperations.TrailingZeroCount(ended);
                result.Terminated[lane + offset] = (terminatedLanes >> offset & 1) != 0;
                result.Truncated[lane + offset] = (truncatedLanes >> offset & 1) != 0;
                _ended[_endedCount++] = lane + offset;
            }
        }

        return lane;
    }

    private void BeginNext(StepBatch result)
    {
        int size = result.ObservationSize;
        Span<uint> episodes = stackalloc uint[FirstBlocks.BatchSize];
        Span<ulong> blocks = stackalloc ulong[4 * FirstBlocks.BatchSize];
        for (int first = 0; first < _endedCount; first += FirstBlocks.BatchSize)
        {
            ReadOnlySpan<int> lanes = _ended.AsSpan(first, Math.Min(FirstBlocks.BatchSize, _endedCount - first));
            for (int i = 0; i < lanes.Length; i++)
                episodes[i] = _episodes[lanes[i]] + 1;
            FirstBlocks.Draw(_seed, lanes, episodes, blocks);
            for (int i = 0; i < lanes.Length; i++)
            {
                Span<float> observation = result.Observations.AsSpan(lanes[i] * size, size);
                observation.CopyTo(result.FinalObservations.AsSpan(lanes[i] * size));
                Ending?.Invoke(lanes[i]);
                Begin(lanes[i], episodes[i], FirstBlocks.BlockOf(blocks, i), observation);
            }
        }
    }

    private void Begin(int lane, uint episode, (uint X, uint Y, uint Z, uint W) random, Span<float> observation)
    {
        Span<double> state = stackalloc double[TControl.StateSize];
        TControl.Start(random, state);
        SetState(lane, state, observation);
        _steps[lane] = 0;
        _episodes[lane] = episode;
    }

    private void SetState(int lane, ReadOnlySpan<double> state, Span<float> observation)
    {
        for (int variable = 0; variable < TControl.StateSize; variable++)
            _state[variable * LaneCount + lane] = state[variable];
        TControl.Observe<DoubleLanes1>(new StateColumns(ref _state[lane], LaneCount), ref MemoryMarshal.GetReference(observation));
    }

    private void CheckAndDerive(int lane)
    {
        double[] state = GetState(lane);
        if (!(_steps[lane] < Spec.MaxEpisodeSteps) || !TControl.CanBe(state))
            throw new InvalidDataException($"The snapshot has lane {lane} in a state that {Spec.Id} cannot be in.");
        SetState(lane, state, stackalloc float[ObservationSize]);
    }
}
