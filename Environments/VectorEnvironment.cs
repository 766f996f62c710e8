using System.Buffers;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments;

// Legend: N lanes, D observation size, A action size.

/// <summary>
/// The half of a vector environment that is the same for all: checks, counters, autoreset, time limit and snapshots. What
/// is left to implement is the simulator: the start of an episode, a step of all lanes, the observation, and the state.
/// </summary>
/// <remarks>
/// A simulator that steps all lanes in one loop, over arrays of one field each, can use the vector units of the processor;
/// that is what this is for. One that does not is simpler as an <see cref="IEnvironment"/>.
/// </remarks>
public abstract class VectorEnvironment : IVectorEnvironment
{
    private readonly uint[] _episodes;
    private readonly int[] _steps;
    private EnvironmentSeed _seed;
    private bool _started;

    /// <summary>Makes lanes, to be reset or restored before the first step.</summary>
    /// <param name="spec">What the environment is.</param>
    /// <param name="lanes">N, at least 1.</param>
    protected VectorEnvironment(EnvironmentSpec spec, int lanes)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        Spec = spec;
        _episodes = new uint[lanes];
        _steps = new int[lanes];
    }

    /// <inheritdoc/>
    public EnvironmentSpec Spec { get; }

    /// <inheritdoc/>
    public int LaneCount => _steps.Length;

    /// <inheritdoc/>
    public ReadOnlySpan<uint> Episodes => _episodes;

    /// <summary>
    /// Called with the number of a lane right before the next episode begins in it. A simulator that implements
    /// <see cref="Rendering.IRenderer"/> has that half of it from here.
    /// </summary>
    public Action<int>? Ending { get; set; }

    /// <summary>Steps that each lane has taken in its episode, the one under way included; <c>[N]</c>.</summary>
    protected ReadOnlySpan<int> Steps => _steps;

    private int ObservationSize => Spec.ObservationSpace.Size;

    /// <inheritdoc/>
    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Boundary.CheckObservations(observations, LaneCount, ObservationSize);
        _seed = seed;
        _started = true;
        for (int lane = 0; lane < LaneCount; lane++)
            Start(lane, 0, observations.Slice(lane * ObservationSize, ObservationSize));
    }

    /// <inheritdoc/>
    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);
        Boundary.CheckObservations(observation, 1, ObservationSize);
        Ending?.Invoke(lane);
        Start(lane, episode, observation);
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Boundary.CheckStarted(_started);
        Boundary.CheckStep(actions, result, LaneCount, Spec);
        ActionCheck.ThrowIfForeign(actions, Spec.ActionSpace, LaneVectorWidths.Widest);
        foreach (ref int steps in _steps.AsSpan())
            steps++;
        Advance(actions, result.Rewards, result.Terminated);
        int size = result.ObservationSize, limit = Spec.MaxEpisodeSteps;
        for (int lane = 0; lane < _steps.Length; lane++)
        {
            Span<float> row = result.Observations.AsSpan(lane * size, size);
            bool truncated = _steps[lane] >= limit;
            result.Truncated[lane] = truncated;
            if (result.Terminated[lane] | truncated)
            {
                Observe(lane, result.FinalObservations.AsSpan(lane * size, size));
                Ending?.Invoke(lane);
                Start(lane, _episodes[lane] + 1, row);
            }
            else
            {
                Observe(lane, row);
            }
        }
    }

    /// <inheritdoc/>
    public void Snapshot(IBufferWriter<byte> destination)
    {
        Boundary.CheckStarted(_started);
        var body = new ArrayBufferWriter<byte>();
        var writer = new SnapshotWriter(body);
        writer.WriteSeed(_seed);
        Save(writer);
        SnapshotFrame.Write(destination, Spec.Id, LaneCount, body.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> source)
    {
        SnapshotReader reader = SnapshotFrame.Open(source, Spec.Id, LaneCount);
        EnvironmentSeed seed = reader.ReadSeed();
        var before = new ArrayBufferWriter<byte>();
        if (_started)
            Save(new SnapshotWriter(before));
        try
        {
            Load(ref reader);
        }
        catch (InvalidDataException)
        {
            // A snapshot that is found bad half-way changes nothing.
            if (_started)
            {
                var back = new SnapshotReader(before.WrittenSpan);
                Load(ref back);
            }

            throw;
        }

        _seed = seed;
        _started = true;
    }

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Starts an episode in one lane.</summary>
    /// <param name="lane">Which lane; 0 to N − 1.</param>
    /// <param name="random">The chance of the reset.</param>
    protected abstract void Begin(int lane, in StepRandom random);

    /// <summary>Takes a step in every lane. A lane that ends is started anew by the caller, after it has been observed.</summary>
    /// <param name="actions">Elements of the action space, <c>[N, A]</c>; checked by the caller.</param>
    /// <param name="rewards">Receives the rewards, <c>[N]</c>.</param>
    /// <param name="terminated">Receives which lanes reached an end of their own, <c>[N]</c>; written as a whole.</param>
    protected abstract void Advance(ReadOnlySpan<float> actions, Span<float> rewards, Span<bool> terminated);

    /// <summary>Shows one lane as it stands.</summary>
    /// <param name="lane">Which lane; 0 to N − 1.</param>
    /// <param name="observation">Receives the observation, <c>[D]</c>; written as a whole.</param>
    protected abstract void Observe(int lane, Span<float> observation);

    /// <summary>Writes everything that the rest of one lane's episode depends on.</summary>
    protected abstract void SaveLane(int lane, SnapshotWriter writer);

    /// <summary>Reads what <see cref="SaveLane"/> wrote. It may leave the lane half-way where it throws.</summary>
    /// <exception cref="InvalidDataException">What is read cannot be a state of a lane.</exception>
    protected abstract void LoadLane(int lane, ref SnapshotReader reader);

    /// <summary>Refuses to show a lane that is not there, or in which nothing was ever started.</summary>
    /// <param name="lane">Which lane; 0 to N − 1.</param>
    protected void CheckShown(int lane)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);
    }

    /// <summary>Puts a lane at a step of its episode, for tests.</summary>
    internal void SetStep(int lane, int step) => _steps[lane] = step;

    /// <summary>The chance of the step that a lane is taking.</summary>
    protected StepRandom RandomOf(int lane) => _seed.At(lane, _episodes[lane], (uint)_steps[lane]);

    private void Start(int lane, uint episode, Span<float> observation)
    {
        (_episodes[lane], _steps[lane]) = (episode, 0);
        Begin(lane, _seed.At(lane, episode, 0));
        Observe(lane, observation);
    }

    private void Save(SnapshotWriter writer)
    {
        for (int lane = 0; lane < LaneCount; lane++)
        {
            writer.WriteUInt32(_episodes[lane]);
            writer.WriteInt32(_steps[lane]);
            SaveLane(lane, writer);
        }
    }

    private void Load(ref SnapshotReader reader)
    {
        for (int lane = 0; lane < LaneCount; lane++)
        {
            (_episodes[lane], _steps[lane]) = (reader.ReadUInt32(), reader.ReadInt32());
            if (_steps[lane] < 0 || _steps[lane] >= Spec.MaxEpisodeSteps)
                throw new InvalidDataException($"The snapshot has lane {lane} at step {_steps[lane]} of at most {Spec.MaxEpisodeSteps}.");
            LoadLane(lane, ref reader);
        }

        if (reader.Remaining != 0)
            throw new InvalidDataException($"The snapshot has {reader.Remaining} bytes too many.");
    }
}
