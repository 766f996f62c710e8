using System.Buffers;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments;

// Legend: N lanes, D observation size, A action size.

/// <summary>
/// What is the same for all lanes that play episodes: checks, counters, resets and snapshots. How they take a step is left
/// open, because that is where simulators find their speed.
/// </summary>
public abstract class VectorEnvironmentBase : IVectorEnvironment
{
    private readonly uint[] _episodes;
    private readonly int[] _steps;
    private EnvironmentSeed _seed;
    private bool _started;

    private protected VectorEnvironmentBase(EnvironmentSpec spec, int lanes)
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

    /// <summary>The seed of the lanes.</summary>
    private protected EnvironmentSeed Seed => _seed;

    private int ObservationSize => Spec.ObservationSpace.Size;

    /// <inheritdoc/>
    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Boundary.CheckObservations(observations, LaneCount, ObservationSize);
        _seed = seed;
        _started = true;
        for (int lane = 0; lane < LaneCount; lane++)
        {
            Begin(lane, 0);
            Observe(lane, observations.Slice(lane * ObservationSize, ObservationSize));
        }
    }

    /// <inheritdoc/>
    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Boundary.CheckStarted(_started);
        Boundary.CheckLane(lane, LaneCount);
        Boundary.CheckObservations(observation, 1, ObservationSize);
        Ending?.Invoke(lane);
        Begin(lane, episode);
        Observe(lane, observation);
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Boundary.CheckStarted(_started);
        Boundary.CheckStep(actions, result, LaneCount, Spec);
        ActionCheck.ThrowIfForeign(actions, Spec.ActionSpace, LaneVectorWidths.Widest);

        // All at once and first: who draws chance reads steps as vectors, which right after each was stored would wait.
        foreach (ref int steps in _steps.AsSpan())
            steps++;
        StepLanes(actions, result);
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

    /// <summary>Shows one lane as it stands.</summary>
    /// <param name="lane">Which lane; 0 to N − 1.</param>
    /// <param name="observation">Receives the observation, <c>[D]</c>; written as a whole.</param>
    protected abstract void Observe(int lane, Span<float> observation);

    /// <summary>Writes everything that the rest of one lane's episode depends on.</summary>
    protected abstract void SaveLane(int lane, SnapshotWriter writer);

    /// <summary>Reads what <see cref="SaveLane"/> wrote. It may leave the lane half-way where it throws.</summary>
    /// <exception cref="InvalidDataException">What is read cannot be a state of a lane.</exception>
    protected abstract void LoadLane(int lane, ref SnapshotReader reader);

    /// <summary>
    /// Takes a step in every lane and writes all of the result; in lanes that end, <see cref="BeginNext"/> is called once the
    /// final observation is written. Steps are counted already.
    /// </summary>
    private protected abstract void StepLanes(ReadOnlySpan<float> actions, StepBatch result);

    /// <summary>Starts the next episode in a lane. Its observation is left to the caller.</summary>
    private protected void BeginNext(int lane)
    {
        Ending?.Invoke(lane);
        Begin(lane, _episodes[lane] + 1);
    }

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

    private void Begin(int lane, uint episode)
    {
        (_episodes[lane], _steps[lane]) = (episode, 0);
        Begin(lane, _seed.At(lane, episode, 0));
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
