using RlOrleans.Environments.Rendering;

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
internal sealed class TabularEnvironment(TabularTask task, int lanes) : VectorEnvironment(task.Spec, lanes), IRenderer
{
    private readonly TransitionTable _table = task.Table;
    private readonly int[] _states = new int[lanes];

    /// <summary>The state that each lane is in, <c>[N]</c>.</summary>
    internal ReadOnlySpan<int> States => _states;

    public void Draw(int lane, Scene scene)
    {
        CheckShown(lane);
        task.Draw(_states[lane], scene);
    }

    /// <summary>Puts a lane into a given state, for comparison with the table.</summary>
    internal void SetState(int lane, int state, int step)
    {
        _states[lane] = state;
        SetStep(lane, step);
    }

    protected override void Begin(int lane, in StepRandom random) => _states[lane] = _table.Start(random);

    protected override void Advance(ReadOnlySpan<float> actions, Span<float> rewards, Span<bool> terminated)
    {
        for (int lane = 0; lane < actions.Length; lane++)
        {
            ref readonly Transition outcome = ref _table.Draw(_states[lane], (int)actions[lane], RandomOf(lane));
            (_states[lane], rewards[lane], terminated[lane]) = (outcome.NextState, outcome.Reward, outcome.Terminated);
        }
    }

    protected override void Observe(int lane, Span<float> observation)
    {
        observation.Clear();
        observation[_states[lane]] = 1;
    }

    protected override void SaveLane(int lane, SnapshotWriter writer) => writer.WriteInt32(_states[lane]);

    protected override void LoadLane(int lane, ref SnapshotReader reader)
    {
        _states[lane] = reader.ReadInt32();
        if (!_table.IsPlayable(_states[lane]))
            throw new InvalidDataException($"The snapshot has lane {lane} in state {_states[lane]}, where {Spec.Id} cannot be.");
    }
}
