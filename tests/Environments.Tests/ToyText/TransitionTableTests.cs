using System.Globalization;
using RlOrleans.Environments.ToyText;

namespace RlOrleans.Environments.Tests.ToyText;

public class TransitionTableTests
{
    private static readonly TabularTask[] Tasks = [FrozenLake.Small, FrozenLake.Large, CliffWalking.Task, Taxi.Task];

    public static TheoryData<string> Ids => new(Tasks.Select(task => task.Spec.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Outcomes_EveryStateAndAction_AreThoseOfTheReference(string id)
    {
        TransitionTable table = Task(id).Table;
        IEnumerable<(int, int, Transition)> actual =
            from state in Enumerable.Range(0, table.StateCount)
            from action in Enumerable.Range(0, table.ActionCount)
            from outcome in table.Outcomes(state, action).ToArray()
            select (state, action, outcome);
        Assert.Equal(Reference(id), actual);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Step_EveryStateAndAction_LeadsToOneOfItsOutcomes(string id)
    {
        TabularTask task = Task(id);
        TransitionTable table = task.Table;
        int lanes = table.StateCount * table.ActionCount;
        using var environment = new TabularEnvironment(task, lanes);
        var result = new StepBatch(lanes, table.StateCount);
        environment.Reset(Lanes.Seed(), result.Observations);
        for (int lane = 0; lane < lanes; lane++)
            environment.SetState(lane, lane / table.ActionCount, 0);

        environment.Step([.. Enumerable.Range(0, lanes).Select(lane => (float)(lane % table.ActionCount))], result);

        for (int lane = 0; lane < lanes; lane++)
        {
            float[] observations = result.Terminated[lane] ? result.FinalObservations : result.Observations;
            int next = Array.IndexOf(observations, 1f, lane * table.StateCount, table.StateCount) - lane * table.StateCount;
            Assert.Equal(1f, observations.AsSpan(lane * table.StateCount, table.StateCount).ToArray().Sum());
            Assert.Contains(
                table.Outcomes(lane / table.ActionCount, lane % table.ActionCount).ToArray(),
                outcome => (outcome.NextState, outcome.Reward, outcome.Terminated) == (next, result.Rewards[lane], result.Terminated[lane]));
            Assert.False(result.Truncated[lane]);
            if (!result.Terminated[lane])
                Assert.Equal(next, environment.States[lane]);
        }
    }

    [Fact]
    public void Step_SlipperyIce_GoesEachWayAThirdOfTheTime()
    {
        const int LaneCount = 60_000;
        using var environment = new TabularEnvironment(FrozenLake.Small, LaneCount);
        var result = new StepBatch(LaneCount, 16);
        environment.Reset(Lanes.Seed(), result.Observations);
        for (int lane = 0; lane < LaneCount; lane++)
            environment.SetState(lane, 9, 0);

        // To the right of tile 9: up is 5, a hole; down is 13.
        var right = new float[LaneCount];
        Array.Fill(right, 2f);
        environment.Step(right, result);

        int fell = result.Terminated.Count(terminated => terminated);
        int[] states = environment.States.ToArray();
        Assert.InRange(fell, LaneCount / 3 - 500, LaneCount / 3 + 500);
        Assert.InRange(states.Count(state => state == 10), LaneCount / 3 - 500, LaneCount / 3 + 500);
        Assert.InRange(states.Count(state => state == 13), LaneCount / 3 - 500, LaneCount / 3 + 500);
    }

    [Fact]
    public void Reset_Taxi_StartsAnywhereWithAPassengerToBringElsewhere()
    {
        const int LaneCount = 60_000;
        using var environment = new TabularEnvironment(Taxi.Task, LaneCount);
        environment.Reset(Lanes.Seed(), new float[LaneCount * 500]);
        var starts = environment.States.ToArray().CountBy(state => state).ToDictionary();
        Assert.Equal(300, starts.Count);
        Assert.All(starts.Keys, state => Assert.True(state / 4 % 5 < 4 && state / 4 % 5 != state % 4));
        Assert.InRange(starts.Values.Min(), 130, 200);
        Assert.InRange(starts.Values.Max(), 200, 270);
    }

    [Theory]
    [InlineData("FrozenLake-v1", 98, false)]
    [InlineData("FrozenLake-v1", 99, true)]
    [InlineData("FrozenLake8x8-v1", 199, true)]
    [InlineData("Taxi-v4", 198, false)]
    [InlineData("Taxi-v4", 199, true)]
    [InlineData("CliffWalking-v1", 199_998, false)]
    [InlineData("CliffWalking-v1", 199_999, true)]
    public void Step_AtTheLimit_Truncates(string id, int step, bool truncated)
    {
        TabularTask task = Task(id);
        using var environment = new TabularEnvironment(task, 1);
        var result = new StepBatch(1, task.Table.StateCount);
        environment.Reset(Lanes.Seed(), result.Observations);
        environment.SetState(0, environment.States[0], step);
        environment.Step([3], result);
        Assert.Equal(truncated, result.Truncated[0]);
        Assert.False(result.Terminated[0]);
    }

    [Theory]
    [InlineData("FrozenLake-v1", 5, false)]
    [InlineData("FrozenLake-v1", 15, false)]
    [InlineData("FrozenLake-v1", 14, true)]
    [InlineData("FrozenLake-v1", 16, false)]
    [InlineData("FrozenLake-v1", -1, false)]
    [InlineData("CliffWalking-v1", 40, false)]
    [InlineData("CliffWalking-v1", 35, true)]
    public void IsPlayable_State_IsWhereAnEpisodeCanGoOn(string id, int state, bool playable) =>
        Assert.Equal(playable, Task(id).Table.IsPlayable(state));

    private static TabularTask Task(string id) => Tasks.Single(task => task.Spec.Id == id);

    private static IEnumerable<(int State, int Action, Transition Outcome)> Reference(string id) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "TestData", $"{id}.transitions.csv")).Skip(1).Select(line =>
        {
            double[] cells = [.. line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            return ((int)cells[0], (int)cells[1], new Transition(cells[2], (int)cells[3], (float)cells[4], cells[5] == 1));
        });
}
