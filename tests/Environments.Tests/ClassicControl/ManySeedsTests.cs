using RlOrleans.Environments.ClassicControl;

namespace RlOrleans.Environments.Tests.ClassicControl;

/// <summary>Trajectories of many seeds, step by step beside <see cref="ScalarModels"/>.</summary>
public class ManySeedsTests
{
    private const int Seeds = 12;

    // Odd, so that every width of vector has lanes left over.
    private const int LaneCount = 13;
    private const int Steps = 550;

    // What a step of float32 is off by, and one of float64.
    private const double SingleError = 1e-5;
    private const double DoubleError = 1e-9;

    [Fact]
    public void MountainCar_ManySeeds_FollowsTheModel() => Compare<MountainCar>(ScalarModels.MountainCar, DoubleError);

    // Its state is rounded to float32 after each step.
    [Fact]
    public void MountainCarContinuous_ManySeeds_FollowsTheModel() => Compare<MountainCarContinuous>(ScalarModels.MountainCarContinuous, 1e-7);

    [Fact]
    public void Pendulum_ManySeeds_FollowsTheModel() => Compare<Pendulum>(ScalarModels.Pendulum, DoubleError);

    [Fact]
    public void Acrobot_ManySeeds_FollowsTheModel() => Compare<Acrobot>(ScalarModels.Acrobot, DoubleError);

    [Fact]
    public void CartPole_ManySeeds_FollowsTheModel()
    {
        int ended = 0;
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            using var lanes = new Lanes(new CartPole(LaneCount), Lanes.Seed(1000 + seed));
            for (int step = 0; step < Steps; step++)
            {
                double[][] before = [.. Enumerable.Range(0, LaneCount).Select(lane => Array.ConvertAll(lanes.Observation(lane), value => (double)value))];
                lanes.Step();
                for (int lane = 0; lane < LaneCount; lane++)
                {
                    ModelStep model = ScalarModels.CartPole(before[lane], lanes.Actions[lane]);
                    CheckObservation(model, lanes, lane, SingleError);

                    // Where float32 and float64 lie on different sides of a limit, the limit is no nearer than their difference.
                    bool onTheEdge = Math.Abs(Math.Abs(model.State[0]) - 2.4) < SingleError || Math.Abs(Math.Abs(model.State[2]) - 12 * Math.PI / 180) < SingleError;
                    Assert.True(onTheEdge || model.Terminated == lanes.Result.Terminated[lane]);
                    Assert.Equal(1, lanes.Result.Rewards[lane]);
                    ended += lanes.Ended(lane) ? 1 : 0;
                }
            }
        }

        Assert.True(ended > Seeds * LaneCount);
    }

    private static void Compare<TControl>(Func<double[], double, ModelStep> model, double error)
        where TControl : struct, IClassicControl
    {
        int ended = 0;
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            var environment = new ClassicControlEnvironment<TControl>(LaneCount);
            using var lanes = new Lanes(environment, Lanes.Seed(1000 + seed));
            for (int step = 0; step < Steps; step++)
            {
                double[][] before = [.. Enumerable.Range(0, LaneCount).Select(environment.GetState)];
                lanes.Step();
                for (int lane = 0; lane < LaneCount; lane++)
                {
                    ModelStep expected = model(before[lane], lanes.Actions[lane]);
                    Assert.Equal(expected.Terminated, lanes.Result.Terminated[lane]);
                    Assert.Equal(expected.Reward, lanes.Result.Rewards[lane], 1e-5);
                    CheckObservation(expected, lanes, lane, 2e-6);
                    if (lanes.Ended(lane))
                        ended++;
                    else
                        CheckState(expected.State, environment.GetState(lane), error);
                }
            }
        }

        bool canEnd = TControl.Definition.MaxEpisodeSteps <= Steps;
        Assert.True(!canEnd || ended >= Seeds * LaneCount, $"{ended} episodes ended.");
    }

    // Angles that are whole turns apart are the same: a sum may be wrapped on either side of ±π.
    private static void CheckState(double[] expected, double[] actual, double error)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(expected[i] - actual[i]);
            Assert.True(Math.Min(difference, Math.Abs(difference - 2 * Math.PI)) <= error, $"Variable {i}: expected {expected[i]:R}, got {actual[i]:R}.");
        }
    }

    private static void CheckObservation(ModelStep expected, Lanes lanes, int lane, double error)
    {
        float[] actual = lanes.Ended(lane) ? lanes.FinalObservation(lane) : lanes.Observation(lane);
        for (int i = 0; i < actual.Length; i++)
            Assert.True(Math.Abs(expected.Observation[i] - actual[i]) <= error * Math.Max(1, Math.Abs(actual[i])), $"Element {i}: expected {expected.Observation[i]:R}, got {actual[i]:R}.");
    }
}
