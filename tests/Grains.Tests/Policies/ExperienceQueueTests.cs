using RlOrleans.Agents;
using RlOrleans.Policies;

namespace RlOrleans.Grains.Tests.Policies;

public sealed class ExperienceQueueTests
{
    [Fact]
    public void TryTake_Synchronous_WaitsForEveryAgentAndGivesThemInOrder()
    {
        var queue = new ExperienceQueue(agents: 3, synchronous: true);
        queue.Add(From(2, 0));
        queue.Add(From(0, 0));
        Assert.False(queue.TryTake(most: 9, out _));
        queue.Add(From(1, 0));
        Assert.True(queue.TryTake(most: 9, out var batch));
        Assert.Equal([0, 1, 2], batch.Select(trajectory => trajectory.Agent));
        Assert.Equal([1L, 1L, 1L], queue.Taken.ToArray());
        Assert.Equal(1, queue.MaxInFlight);
    }

    [Fact]
    public void TryTake_Asynchronous_GivesWhatIsThereUpToTheNumberOfAgents()
    {
        var queue = new ExperienceQueue(agents: 2, synchronous: false);
        queue.Add(From(1, 0));
        Assert.True(queue.TryTake(most: 9, out var batch));
        Assert.Equal(1, Assert.Single(batch).Agent);
        queue.Add(From(1, 1));
        queue.Add(From(1, 2));
        queue.Add(From(0, 0));
        Assert.True(queue.TryTake(most: 9, out batch));
        Assert.Equal([1L, 2L], batch.Select(trajectory => trajectory.Sequence));
        Assert.True(queue.TryTake(most: 9, out batch));
        Assert.Equal(0, Assert.Single(batch).Agent);
        Assert.False(queue.TryTake(most: 9, out _));
        Assert.Equal([1L, 3L], queue.Taken.ToArray());
        Assert.Equal(2, queue.MaxInFlight);
    }

    [Fact]
    public void Add_RepeatedTrajectory_IsPassedOver()
    {
        var queue = new ExperienceQueue(agents: 1, synchronous: false);
        queue.Add(From(0, 0));
        queue.Add(From(0, 0));
        Assert.True(queue.TryTake(most: 9, out var batch));
        Assert.Single(batch);
        queue.Add(From(0, 0));
        Assert.False(queue.TryTake(most: 9, out _));
    }

    [Fact]
    public void States_AllAgentsSentTheirs_AreGivenUntilForgotten()
    {
        var queue = new ExperienceQueue(agents: 2, synchronous: false);
        queue.Add(From(1, 0) with { State = State(1) });
        queue.TryTake(most: 9, out _);
        Assert.Empty(queue.States);
        queue.Add(From(0, 0) with { State = State(0) });
        queue.Add(From(1, 1));
        queue.TryTake(most: 9, out _);
        Assert.Equal([0UL, 1UL], queue.States.Select(state => state.ActionCounter));
        queue.ForgetStates();
        Assert.Empty(queue.States);
    }

    private static AgentState State(ulong counter) => new()
    {
        ActionCounter = counter, Environment = [], Observations = [], OpenEpisodes = [], NextOrdinal = 0, Shard = 0,
    };

    private static Trajectory From(int agent, long sequence) => new()
    {
        Agent = agent, Sequence = sequence, PolicyVersion = 0, Steps = 1, Lanes = 1, Observations = [0], Actions = [0], LogProbs = [0],
        Rewards = [0], Terminated = [false], Truncated = [false], LastObservations = [0], FinalObservations = [], Episodes = [],
    };
}
