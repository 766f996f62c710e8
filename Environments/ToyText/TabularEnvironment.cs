using System.Buffers;
using RlOrleans.Environments.Rendering;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.ToyText;

/// <summary>An environment that is a table: its spec, what its actions do, and what its states look like.</summary>
internal sealed record TabularTask(EnvironmentSpec Spec, TransitionTable Table, Action<int, Scene> Draw)
{
    /// <summary>The space of states as a network reads them: one float a state, 1 for the one that holds and 0 for the others.</summary>
    public static BoxSpace OneHot(int stateCount) => BoxSpace.Uniform(0, 1, stateCount);
}

/// <summary>
/// Lanes of an environment that is a table. A state is observed as one float for every state there is: 1 for the
/// state itself, 0 for all others.
/// </summary>
/// <remarks>The body of a snapshot is the seed, then for each lane its episode, its step and its state.</remarks>
internal sealed class TabularEnvironment : IVectorEnvironment, IRenderer
{
    private readonly TransitionTable _table;
    private readonly Action<int, Scene> _draw;
    private readonly int[] _states;
    private readonly int[] _steps;
    private readonly uint[] _episodes;
    private EnvironmentSeed _seed;
    private bool _started;

    public TabularEnvironment(TabularTask task, int lanes)
    {
        Spec = task.Spec;
        _table = task.Table;
        _draw = task.Draw;
        _states = new int[lanes];
        _steps = new int[lanes];
        _episodes = new uint[lanes];
    }

    public EnvironmentSpec Spec { get; }

    public int LaneCount => _states.Length;

    public ReadOnlySpan<uint> Episodes => _episodes;

    public Action<int>? Ending { get; set; }

    /// <summary>The state that each lane is in, <c>[N]</c>.</summary>
    internal ReadOnlySpan<int> States => _states;

    private int ObservationSize => _table.StateCount;

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
        Ending?.Invoke(lane);
        Begin(lane, episode, observation);
    }

    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Boundary.CheckStarted(_started);
        Boundary.CheckStep(actions, result, LaneCount, Spec);
        ActionCheck.ThrowIfForeign(actions, Spec.ActionSpace, LaneVectorWidths.Widest);
        for (int lane = 0; lane < LaneCount; lane++)
            StepLane(lane, (int)actions[lane], result);
    }

    public void Snapshot(IBufferWriter<byte> destination)
    {
        Boundary.CheckStarted(_started);
        var body = new ArrayBufferWriter<byte>(32 + LaneCount * 12);
        var writer = new SnapshotWriter(body);
        writer.WriteSeed(_seed);
        for (int lane = 0; lane < LaneCount; lane++)
        {
            writer.WriteUInt32(_episodes[lane]);
            writer.WriteInt32(_steps[lane]);
            writer.WriteInt32(_states[lane]);
        }

        SnapshotFrame.Write(destination, Spec.Id, LaneCount, body.WrittenSpan);
    }

    public void Restore(ReadOnlySpan<byte> source)
    {
        SnapshotReader reader = SnapshotFrame.Open(source, Spec.Id, LaneCount);
        EnvironmentSeed seed = reader.ReadSeed();
        var episodes = new uint[LaneCount];
        int[] steps = new int[LaneCount], states = new int[LaneCount];
        for (int lane = 0; lane < LaneCount; lane++)
        {
            (episodes[lane], steps[lane], states[lane]) = (reader.ReadUInt32(), reader.ReadInt32(), reader.ReadInt32());
            if (steps[lane] < 0 || steps[lane] >= Spec.MaxEpisodeSteps || !_table.IsPlayable(states[lane]))
                throw new InvalidDataException($"The snapshot has lane {lane} at step {steps[lane]} in state {states[lane]}, where {Spec.Id} cannot be.");
        }

        if (reader.Remaining != 0)
            throw new InvalidDataException($"The snapshot has {reader.Remaining} bytes too many.");
        episodes.CopyTo(_episodes, 0);
        steps.CopyTo(_steps, 0);
        states.CopyTo(_states, 0);
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
        _draw(_states[lane], scene);
    }

    /// <summary>Puts a lane into a given state, for comparison with the table.</summary>
    internal void SetState(int lane, int state, int step) => (_states[lane], _steps[lane]) = (state, step);

    private void StepLane(int lane, int action, StepBatch result)
    {
        Span<float> observation = result.Observations.AsSpan(lane * ObservationSize, ObservationSize);
        int step = ++_steps[lane];
        ref readonly Transition outcome = ref _table.Draw(_states[lane], action, _seed.At(lane, _episodes[lane], (uint)step));
        bool truncated = step >= Spec.MaxEpisodeSteps;
        result.Rewards[lane] = outcome.Reward;
        result.Terminated[lane] = outcome.Terminated;
        result.Truncated[lane] = truncated;
        _states[lane] = outcome.NextState;
        if (outcome.Terminated || truncated)
        {
            Observe(outcome.NextState, result.FinalObservations.AsSpan(lane * ObservationSize, ObservationSize));
            Ending?.Invoke(lane);
            Begin(lane, _episodes[lane] + 1, observation);
        }
        else
        {
            Observe(outcome.NextState, observation);
        }
    }

    private void Begin(int lane, uint episode, Span<float> observation)
    {
        _episodes[lane] = episode;
        _steps[lane] = 0;
        _states[lane] = _table.Start(_seed.At(lane, episode, 0));
        Observe(_states[lane], observation);
    }

    private static void Observe(int state, Span<float> observation)
    {
        observation.Clear();
        observation[state] = 1;
    }
}
