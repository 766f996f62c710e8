using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RlOrleans.Environments.Rendering;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>
/// CartPole-v1 with Gymnasium's spaces, rewards, limits and dynamics, in float32. Action 0 pushes the cart to the
/// left, action 1 to the right; every step is worth 1; an episode ends when the pole leans more than 12° or the cart
/// is more than 2.4 from the middle, and is cut off at step 500.
/// </summary>
/// <remarks>
/// <para>Observation: cart position, cart velocity, pole angle (radians), pole angular velocity.</para>
/// <para>
/// State is kept as one array a variable, and stepped by vectors of lanes. The body of a snapshot is the seed, then
/// x, ẋ, θ, θ̇ and the step as arrays of N floats, then the episodes as N unsigned integers.
/// </para>
/// </remarks>
public sealed class CartPole : IVectorEnvironment, IRenderer
{
    private const int ObservationSize = 4;
    private const int MaxSteps = 500;
    private const float InitialRange = 0.05f;

    private readonly float[] _x;
    private readonly float[] _xDot;
    private readonly float[] _theta;
    private readonly float[] _thetaDot;

    // Steps taken in the episode, as floats so that they sit in the same vectors as the state. Exact up to 2^24.
    private readonly float[] _steps;
    private readonly uint[] _episodes;
    private readonly LaneVectorWidth _width;

    // The lanes that ended in this step: their next episodes begin together.
    private readonly int[] _ended;
    private int _endedCount;
    private EnvironmentSeed _seed;
    private bool _started;

    /// <summary>Makes <paramref name="lanes"/> (N) lanes; 1 to <see cref="EnvironmentRegistry.MaxLaneCount"/>.</summary>
    public CartPole(int lanes)
        : this(lanes, LaneVectorWidths.Widest)
    {
    }

    internal CartPole(int lanes, LaneVectorWidth width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lanes, EnvironmentRegistry.MaxLaneCount);
        LaneCount = lanes;
        _width = width;
        _x = new float[lanes];
        _xDot = new float[lanes];
        _theta = new float[lanes];
        _thetaDot = new float[lanes];
        _steps = new float[lanes];
        _episodes = new uint[lanes];
        _ended = new int[lanes];
    }

    /// <summary>The spec under which the registry lists it.</summary>
    public static EnvironmentSpec Definition { get; } = new(
        "CartPole-v1",
        new BoxSpace(
            [ObservationSize],
            [-2 * CartPoleDynamics.PositionLimit, float.NegativeInfinity, -2 * CartPoleDynamics.AngleLimit, float.NegativeInfinity],
            [2 * CartPoleDynamics.PositionLimit, float.PositiveInfinity, 2 * CartPoleDynamics.AngleLimit, float.PositiveInfinity]),
        new DiscreteSpace(2),
        MaxSteps,
        RewardThreshold: 475,
        "Balance a pole on a cart by pushing the cart left or right.");

    /// <inheritdoc/>
    public EnvironmentSpec Spec => Definition;

    /// <inheritdoc/>
    public int LaneCount { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<uint> Episodes => _episodes;

    /// <inheritdoc/>
    public Action<int>? Ending { get; set; }

    /// <inheritdoc/>
    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Boundary.CheckObservations(observations, LaneCount, ObservationSize);
        _seed = seed;
        _started = true;
        for (int lane = 0; lane < LaneCount; lane++)
            Begin(lane, 0, observations.Slice(lane * ObservationSize, ObservationSize));
    }

    /// <inheritdoc/>
    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);
        Boundary.CheckObservations(observation, 1, ObservationSize);
        Ending?.Invoke(lane);
        Begin(lane, episode, observation);
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Boundary.CheckStarted(_started);
        Boundary.CheckStep(actions, result, LaneCount, Definition);
        Array.Fill(result.Rewards, 1f);
        switch (_width)
        {
            case LaneVectorWidth.Bits512:
                StepAll<Lanes16>(actions, result);
                break;
            case LaneVectorWidth.Bits256:
                StepAll<Lanes8>(actions, result);
                break;
            case LaneVectorWidth.Bits128:
                StepAll<Lanes4>(actions, result);
                break;
            default:
                StepAll<Lanes1>(actions, result);
                break;
        }
    }

    /// <inheritdoc/>
    public void Snapshot(IBufferWriter<byte> destination)
    {
        Boundary.CheckStarted(_started);
        var body = new ArrayBufferWriter<byte>(32 + LaneCount * 24);
        var writer = new SnapshotWriter(body);
        writer.WriteSeed(_seed);
        writer.WriteSingles(_x);
        writer.WriteSingles(_xDot);
        writer.WriteSingles(_theta);
        writer.WriteSingles(_thetaDot);
        writer.WriteSingles(_steps);
        foreach (uint episode in _episodes)
            writer.WriteUInt32(episode);
        SnapshotFrame.Write(destination, Definition.Id, LaneCount, body.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> source)
    {
        SnapshotReader reader = SnapshotFrame.Open(source, Definition.Id, LaneCount);
        EnvironmentSeed seed = reader.ReadSeed();
        var restored = new CartPole(LaneCount, _width);
        reader.ReadSingles(restored._x);
        reader.ReadSingles(restored._xDot);
        reader.ReadSingles(restored._theta);
        reader.ReadSingles(restored._thetaDot);
        reader.ReadSingles(restored._steps);
        for (int lane = 0; lane < LaneCount; lane++)
            restored._episodes[lane] = reader.ReadUInt32();
        if (reader.Remaining != 0)
            throw new InvalidDataException($"The snapshot has {reader.Remaining} bytes too many.");
        for (int lane = 0; lane < LaneCount; lane++)
            restored.CheckState(lane);

        restored._x.CopyTo(_x, 0);
        restored._xDot.CopyTo(_xDot, 0);
        restored._theta.CopyTo(_theta, 0);
        restored._thetaDot.CopyTo(_thetaDot, 0);
        restored._steps.CopyTo(_steps, 0);
        restored._episodes.CopyTo(_episodes, 0);
        _seed = seed;
        _started = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing but managed arrays.
    }

    /// <inheritdoc/>
    public void Draw(int lane, Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);
        CartPoleScene.Draw(scene, _x[lane], _theta[lane]);
    }

    /// <summary>Puts a lane into a given state, for comparison with other implementations.</summary>
    internal void SetState(int lane, float x, float xDot, float theta, float thetaDot, int step)
    {
        (_x[lane], _xDot[lane], _theta[lane], _thetaDot[lane], _steps[lane]) = (x, xDot, theta, thetaDot, step);
        _started = true;
    }

    private void StepAll<TVector>(ReadOnlySpan<float> actions, StepBatch result)
        where TVector : struct, ILaneVector<TVector>
    {
        // All actions first: a refused step has moved no lane.
        CheckActions<Lanes1>(actions, CheckActions<TVector>(actions, 0));
        _endedCount = 0;
        StepLanes<Lanes1>(actions, result, StepLanes<TVector>(actions, result, 0));
        BeginNext(result);
    }

    // Steps full vectors of lanes from `lane` on, and returns the first lane that was left over.
    private int StepLanes<TVector>(ReadOnlySpan<float> actions, StepBatch result, int lane)
        where TVector : struct, ILaneVector<TVector>
    {
        ref float observations = ref MemoryMarshal.GetArrayDataReference(result.Observations);
        ref byte terminatedFlags = ref Unsafe.As<bool, byte>(ref MemoryMarshal.GetArrayDataReference(result.Terminated));
        ref byte truncatedFlags = ref Unsafe.As<bool, byte>(ref MemoryMarshal.GetArrayDataReference(result.Truncated));
        for (; lane <= LaneCount - TVector.Count; lane += TVector.Count)
        {
            TVector x = TVector.Load(ref _x[lane]), xDot = TVector.Load(ref _xDot[lane]);
            TVector theta = TVector.Load(ref _theta[lane]), thetaDot = TVector.Load(ref _thetaDot[lane]);
            CartPoleDynamics.Advance(TVector.Load(in actions[lane]), ref x, ref xDot, ref theta, ref thetaDot);
            x.Store(ref _x[lane]);
            xDot.Store(ref _xDot[lane]);
            theta.Store(ref _theta[lane]);
            thetaDot.Store(ref _thetaDot[lane]);
            TVector.StoreRows(ref Unsafe.Add(ref observations, lane * ObservationSize), x, xDot, theta, thetaDot);

            TVector steps = TVector.Load(ref _steps[lane]) + TVector.Broadcast(1f);
            steps.Store(ref _steps[lane]);
            TVector terminated = CartPoleDynamics.Fallen(x, theta);
            TVector truncated = TVector.GreaterThan(steps, TVector.Broadcast(MaxSteps - 1));
            terminated.StoreFlags(ref Unsafe.Add(ref terminatedFlags, lane));
            truncated.StoreFlags(ref Unsafe.Add(ref truncatedFlags, lane));
            for (uint ended = TVector.Bits(terminated | truncated); ended != 0; ended &= ended - 1)
                _ended[_endedCount++] = lane + BitOperations.TrailingZeroCount(ended);
        }

        return lane;
    }

    private void BeginNext(StepBatch result)
    {
        Span<uint> episodes = stackalloc uint[FirstBlocks.BatchSize];
        Span<ulong> blocks = stackalloc ulong[4 * FirstBlocks.BatchSize];
        for (int first = 0; first < _endedCount; first += FirstBlocks.BatchSize)
        {
            ReadOnlySpan<int> lanes = _ended.AsSpan(first, Math.Min(FirstBlocks.BatchSize, _endedCount - first));
            for (int i = 0; i < lanes.Length; i++)
            {
                int lane = lanes[i];
                result.Observations.AsSpan(lane * ObservationSize, ObservationSize).CopyTo(result.FinalObservations.AsSpan(lane * ObservationSize));
                episodes[i] = _episodes[lane] + 1;
            }

            FirstBlocks.Draw(_seed, lanes, episodes, blocks);
            for (int i = 0; i < lanes.Length; i++)
            {
                Ending?.Invoke(lanes[i]);
                Begin(
                    lanes[i], episodes[i], result.Observations.AsSpan(lanes[i] * ObservationSize, ObservationSize),
                    (uint)blocks[i], (uint)blocks[FirstBlocks.BatchSize + i],
                    (uint)blocks[2 * FirstBlocks.BatchSize + i], (uint)blocks[3 * FirstBlocks.BatchSize + i]);
            }
        }
    }

    private void Begin(int lane, uint episode, Span<float> observation)
    {
        (uint x, uint xDot, uint theta, uint thetaDot) = _seed.At(lane, episode, 0).Block(0);
        Begin(lane, episode, observation, x, xDot, theta, thetaDot);
    }

    private void Begin(int lane, uint episode, Span<float> observation, uint x, uint xDot, uint theta, uint thetaDot)
    {
        observation[0] = _x[lane] = Initial(x);
        observation[1] = _xDot[lane] = Initial(xDot);
        observation[2] = _theta[lane] = Initial(theta);
        observation[3] = _thetaDot[lane] = Initial(thetaDot);
        _steps[lane] = 0;
        _episodes[lane] = episode;
    }

    private static float Initial(uint word) => 2 * InitialRange * CounterRandom.ToUniform(word) - InitialRange;

    // Finds the first action that is neither 0 nor 1, from `lane` on; returns the first lane that was left over.
    private static int CheckActions<TVector>(ReadOnlySpan<float> actions, int lane)
        where TVector : struct, ILaneVector<TVector>
    {
        for (; lane <= actions.Length - TVector.Count; lane += TVector.Count)
        {
            TVector action = TVector.Load(in actions[lane]);
            TVector foreign = ~(TVector.EqualTo(action, TVector.Broadcast(0f)) | TVector.EqualTo(action, TVector.Broadcast(1f)));
            uint lanes = TVector.Bits(foreign);
            if (lanes != 0)
                Boundary.ThrowForeignAction(actions, lane + BitOperations.TrailingZeroCount(lanes), Definition.ActionSpace);
        }

        return lane;
    }

    private void CheckState(int lane)
    {
        bool possible = MathF.Abs(_x[lane]) <= CartPoleDynamics.PositionLimit
            && MathF.Abs(_theta[lane]) <= CartPoleDynamics.AngleLimit
            && float.IsFinite(_xDot[lane]) && float.IsFinite(_thetaDot[lane])
            && _steps[lane] >= 0 && _steps[lane] < MaxSteps && _steps[lane] == MathF.Truncate(_steps[lane]);
        if (!possible)
            throw new InvalidDataException($"The snapshot has lane {lane} in a state that CartPole-v1 cannot be in.");
    }
}
