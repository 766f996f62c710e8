using RlOrleans.Environments.ClassicControl;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.Tests.ClassicControl;

/// <summary>What the float64 environments of classic control have to show, each against its own reference.</summary>
internal static class ClassicControlAssert
{
    /// <summary>Every transition of the reference at once, one a lane, each from the state that the reference has before it.</summary>
    public static void EachReferenceStateGivesTheNext<TControl>(LaneVectorWidth width, double tolerance)
        where TControl : struct, IClassicControl
    {
        (ReferenceStep From, ReferenceStep To)[] transitions = ReferenceStep.Transitions(TControl.Definition.Id);
        Assert.True(transitions.Length > 600);
        using var environment = new ClassicControlEnvironment<TControl>(transitions.Length, width);
        var result = new StepBatch(transitions.Length, TControl.Definition.ObservationSpace.Size);
        for (int lane = 0; lane < transitions.Length; lane++)
            environment.SetState(lane, transitions[lane].From.State, transitions[lane].From.Step);

        environment.Step([.. transitions.Select(pair => pair.To.Action)], result);

        for (int lane = 0; lane < transitions.Length; lane++)
            AssertStep(transitions[lane].To, environment, result, lane, tolerance);
    }

    /// <summary>Whole episodes of the reference from their first states, with the same actions.</summary>
    public static void ReferenceEpisodesAreFollowed<TControl>(double tolerance)
        where TControl : struct, IClassicControl
    {
        foreach (ReferenceStep[] episode in ReferenceStep.Read(TControl.Definition.Id).GroupBy(step => step.Episode).Select(steps => steps.ToArray()))
        {
            using var environment = new ClassicControlEnvironment<TControl>(1);
            var result = new StepBatch(1, TControl.Definition.ObservationSpace.Size);
            environment.SetState(0, episode[0].State, 0);
            Assert.True(episode[^1].Ended);
            foreach (ReferenceStep expected in episode.Skip(1))
            {
                environment.Step([expected.Action], result);
                AssertStep(expected, environment, result, 0, tolerance);
            }
        }
    }

    /// <summary>A few hundred steps with autoresets, at a width and one lane at a time.</summary>
    public static void WidthGivesTheBitsOfOneLaneAtATime<TControl>(LaneVectorWidth width)
        where TControl : struct, IClassicControl
    {
        using var scalar = new Lanes(new ClassicControlEnvironment<TControl>(67, LaneVectorWidth.Scalar), Lanes.Seed());
        using var vector = new Lanes(new ClassicControlEnvironment<TControl>(67, width), Lanes.Seed());
        for (int step = 0; step < 1100; step++)
        {
            scalar.Step();
            vector.Step();
            Assert.Equal(scalar.Result.Observations, vector.Result.Observations);
            Assert.Equal(scalar.Result.FinalObservations, vector.Result.FinalObservations);
            Assert.Equal(scalar.Result.Rewards, vector.Result.Rewards);
            Assert.Equal(scalar.Result.Terminated, vector.Result.Terminated);
            Assert.Equal(scalar.Result.Truncated, vector.Result.Truncated);
        }

        Assert.Equal(scalar.Snapshot(), vector.Snapshot());
    }

    /// <summary>One step of one lane from a state.</summary>
    public static StepBatch StepFrom<TControl>(double[] state, int step, float action)
        where TControl : struct, IClassicControl
    {
        using var environment = new ClassicControlEnvironment<TControl>(1);
        var result = new StepBatch(1, TControl.Definition.ObservationSpace.Size);
        environment.SetState(0, state, step);
        environment.Step([action], result);
        return result;
    }

    private static void AssertStep<TControl>(
        ReferenceStep expected, ClassicControlEnvironment<TControl> environment, StepBatch result, int lane, double tolerance)
        where TControl : struct, IClassicControl
    {
        Assert.Equal(expected.Terminated, result.Terminated[lane]);
        Assert.Equal(expected.Truncated, result.Truncated[lane]);
        Assert.Equal((float)expected.Reward, result.Rewards[lane], 1e-5f + (float)tolerance);

        // A float32 observation is half a last bit off its state.
        float[] observations = expected.Ended ? result.FinalObservations : result.Observations;
        for (int i = 0; i < expected.Observation.Length; i++)
            Assert.Equal(expected.Observation[i], observations[lane * expected.Observation.Length + i], MathF.Abs(expected.Observation[i]) * 1.2e-7f + (float)tolerance);

        // The state of a lane that ended is that of its next episode.
        if (expected.Ended)
            return;
        double[] state = environment.GetState(lane);
        for (int variable = 0; variable < state.Length; variable++)
            Assert.Equal(expected.State[variable], state[variable], tolerance);
    }
}
