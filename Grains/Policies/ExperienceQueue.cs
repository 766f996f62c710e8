using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using RlOrleans.Agents;

namespace RlOrleans.Policies;

/// <summary>
/// What arrived and was not learned from yet. A synchronous algorithm waits for one trajectory of every agent, an
/// asynchronous one takes what is there. Bounded: agents hold back after <see cref="MaxInFlight"/> each.
/// </summary>
internal sealed class ExperienceQueue(int agents, bool synchronous)
{
    private readonly List<Trajectory> _arrived = [];
    private readonly long[] _received = new long[agents];
    private readonly long[] _taken = new long[agents];
    private readonly AgentState?[] _states = new AgentState?[agents];

    /// <summary>Trajectories that an agent may have on the way before one of them is taken.</summary>
    public int MaxInFlight => synchronous ? 1 : 2;

    /// <summary>Whether the same run gives the same order of trajectories and versions whenever it is repeated.</summary>
    public bool Repeatable => synchronous || agents == 1;

    /// <summary>Trajectories taken of each agent, which tells it when to go on.</summary>
    public ImmutableArray<long> Taken => [.. _taken];

    /// <summary>The agents' states that came since <see cref="ForgetStates"/>; empty until all are there.</summary>
    public ImmutableArray<AgentState> States => _states.Contains(null) ? [] : [.. _states!];

    /// <summary>Takes a trajectory in. One that came before is passed over: a stream may repeat itself.</summary>
    public void Add(Trajectory trajectory)
    {
        if (trajectory.Sequence != _received[trajectory.Agent])
        {
            return;
        }

        _received[trajectory.Agent]++;
        _arrived.Add(trajectory);
    }

    /// <summary>
    /// What the next update learns from. In a synchronous algorithm the agents are in order, whatever order they came in.
    /// </summary>
    /// <param name="most">The most that an asynchronous algorithm is to take, at least 1.</param>
    /// <param name="batch">At most as many as there are agents.</param>
    public bool TryTake(int most, [NotNullWhen(true)] out Trajectory[]? batch)
    {
        batch = null;
        if (_arrived.Count == 0 || (synchronous && _arrived.Count < agents))
        {
            return false;
        }

        int count = Math.Min(_arrived.Count, synchronous ? agents : Math.Min(agents, most));
        batch = [.. _arrived[..count]];
        _arrived.RemoveRange(0, count);
        if (synchronous)
        {
            Array.Sort(batch, (one, other) => one.Agent.CompareTo(other.Agent));
        }

        foreach (var trajectory in batch)
        {
            _taken[trajectory.Agent]++;
            _states[trajectory.Agent] = trajectory.State ?? _states[trajectory.Agent];
        }

        return true;
    }

    /// <summary>Waits for new states of all agents.</summary>
    public void ForgetStates() => Array.Clear(_states);
}
