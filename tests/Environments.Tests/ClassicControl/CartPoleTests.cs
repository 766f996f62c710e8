using System.Globalization;
using RlOrleans.Environments.ClassicControl;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.Tests.ClassicControl;

public class CartPoleTests
{
    private const float Tolerance = 1e-5f;

    private static readonly Row[] Reference = ReadReference();

    public static TheoryData<int> Widths =>
        new(Enum.GetValues<LaneVectorWidth>().Select(width => (int)width));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Step_EachReferenceState_GivesTheNext(int width)
    {
        // Every transition of the table at once, one a lane; 1,034 lanes leave a remainder at every width.
        (Row From, Row To)[] transitions = [.. Reference.Zip(Reference.Skip(1)).Where(pair => pair.Second.Step > 0)];
        Assert.True(transitions.Length > 1000);
        using var environment = new CartPole(transitions.Length, (LaneVectorWidth)width);
        var result = new StepBatch(transitions.Length, 4);
        for (int lane = 0; lane < transitions.Length; lane++)
        {
            float[] state = transitions[lane].From.State;
            environment.SetState(lane, state[0], state[1], state[2], state[3], transitions[lane].From.Step);
        }

        environment.Step([.. transitions.Select(pair => pair.To.Action)], result);

        for (int lane = 0; lane < transitions.Length; lane++)
        {
            Row expected = transitions[lane].To;
            bool ended = expected.Terminated || expected.Truncated;
            AssertClose(expected.State, (ended ? result.FinalObservations : result.Observations).AsSpan(lane * 4, 4));
            Assert.Equal(expected.Reward, result.Rewards[lane]);
            Assert.Equal(expected.Terminated, result.Terminated[lane]);
            Assert.Equal(expected.Truncated, result.Truncated[lane]);
        }
    }

    [Fact]
    public void Step_ReferenceEpisodesInStretches_StayClose()
    {
        // An open-loop pole multiplies a rounding error by e^4 in a second (50 steps): with the state set anew each
        // second, float32 stays within 1e-4. Over 500 steps not even two float64 programs agree.
        const int Stretch = 50;
        foreach (Row[] episode in Reference.GroupBy(row => row.Episode).Select(rows => rows.ToArray()))
        {
            using var environment = new CartPole(1);
            var result = new StepBatch(1, 4);
            for (int step = 1; step < episode.Length; step++)
            {
                if (step % Stretch == 1)
                {
                    float[] start = episode[step - 1].State;
                    environment.SetState(0, start[0], start[1], start[2], start[3], step - 1);
                }

                Row expected = episode[step];
                environment.Step([expected.Action], result);
                Assert.Equal(expected.Terminated, result.Terminated[0]);
                Assert.Equal(expected.Truncated, result.Truncated[0]);
                AssertClose(expected.State, expected.Terminated || expected.Truncated ? result.FinalObservations : result.Observations, 1e-4f);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Step_AnyVectorWidth_GivesTheBitsOfOneLaneAtATime(int width)
    {
        using var scalar = new Lanes(new CartPole(67, LaneVectorWidth.Scalar), Lanes.Seed());
        using var vector = new Lanes(new CartPole(67, (LaneVectorWidth)width), Lanes.Seed());
        for (int step = 0; step < 2000; step++)
        {
            scalar.Step();
            vector.Step();
            Assert.Equal(scalar.Result.Observations, vector.Result.Observations);
            Assert.Equal(scalar.Result.FinalObservations, vector.Result.FinalObservations);
            Assert.Equal(scalar.Result.Terminated, vector.Result.Terminated);
            Assert.Equal(scalar.Result.Truncated, vector.Result.Truncated);
        }

        Assert.Equal(scalar.Snapshot(), vector.Snapshot());
    }

    [Theory]
    [InlineData(498, false)]
    [InlineData(499, true)]
    public void Step_PoleUpAtTheLimit_Truncates(int step, bool truncated)
    {
        (StepBatch result, _) = StepFrom([0, 0, 0, 0], step);
        Assert.Equal(truncated, result.Truncated[0]);
        Assert.False(result.Terminated[0]);
    }

    [Fact]
    public void Step_PoleFallsAtTheLimit_SetsBothFlags()
    {
        (StepBatch result, _) = StepFrom([0, 0, 0.2f, 2f], 499);
        Assert.True(result.Terminated[0]);
        Assert.True(result.Truncated[0]);
        Assert.Equal(1f, result.Rewards[0]);
    }

    [Theory]
    [InlineData(2.39f, 1f, 0f, 0f, true)]
    [InlineData(-2.39f, -1f, 0f, 0f, true)]
    [InlineData(0f, 0f, 0.2f, 1f, true)]
    [InlineData(0f, 0f, -0.2f, -1f, true)]
    [InlineData(2.39f, 0f, 0.2f, 0f, false)]
    public void Step_BeyondALimit_Terminates(float x, float xDot, float theta, float thetaDot, bool terminated)
    {
        (StepBatch result, _) = StepFrom([x, xDot, theta, thetaDot], 0);
        Assert.Equal(terminated, result.Terminated[0]);
        Assert.False(result.Truncated[0]);
    }

    [Fact]
    public void Reset_ManyLanes_StartsWithinFiveHundredths()
    {
        using var environment = new CartPole(4096);
        var observations = new float[4096 * 4];
        environment.Reset(Lanes.Seed(), observations);
        Assert.All(observations, value => Assert.InRange(value, -0.05f, 0.05f));
        for (int variable = 0; variable < 4; variable++)
        {
            float[] values = [.. observations.Where((_, i) => i % 4 == variable)];
            Assert.InRange(values.Average(), -0.002f, 0.002f);
            Assert.InRange(values.Average(value => value * value), 0.05 * 0.05 / 3 * 0.95, 0.05 * 0.05 / 3 * 1.05);
        }
    }

    private static (StepBatch Result, CartPole Environment) StepFrom(float[] state, int step)
    {
        var environment = new CartPole(1);
        var result = new StepBatch(1, 4);
        environment.SetState(0, state[0], state[1], state[2], state[3], step);
        environment.Step([1], result);
        return (result, environment);
    }

    private static void AssertClose(float[] expected, ReadOnlySpan<float> actual, float tolerance = Tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i], expected[i] - tolerance, expected[i] + tolerance);
    }

    private static Row[] ReadReference() =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "TestData", "CartPole-v1.csv")).Skip(1).Select(line =>
        {
            string[] cells = line.Split(',');
            bool isReset = cells[2].Length == 0;
            return new Row(
                (int)Number(cells[0]),
                (int)Number(cells[1]),
                isReset ? float.NaN : Number(cells[2]),
                [Number(cells[7]), Number(cells[8]), Number(cells[9]), Number(cells[10])],
                isReset ? float.NaN : Number(cells[11]),
                cells[12] == "1",
                cells[13] == "1");
        }),
    ];

    private static float Number(string cell) => float.Parse(cell, CultureInfo.InvariantCulture);

    private sealed record Row(int Episode, int Step, float Action, float[] State, float Reward, bool Terminated, bool Truncated);
}
