namespace RlOrleans.Environments.Tests.Wrappers;

public class WrapperTests
{
    [Fact]
    public void FrameStack_Row_HoldsTheNewestOldestFirst()
    {
        var wrapped = new Wrapped(new Scripted(lanes: 1).FrameStack(3));

        Assert.Equal([0, 0, 0, 0, 0, 0], wrapped.Shown(0));
        wrapped.Step(0);
        Assert.Equal([0, 0, 0, 0, 0, 1], wrapped.Shown(0));
        wrapped.Step(0);
        wrapped.Step(0);
        Assert.Equal([0, 1, 0, 2, 0, 3], wrapped.Shown(0));
    }

    [Fact]
    public void FrameStack_EpisodeEnds_LastHoldsTheOldAndShownTheNewEpisode()
    {
        var wrapped = new Wrapped(new Scripted(lanes: 2, length: 2).FrameStack(2));
        wrapped.Step(0, 0);
        wrapped.Step(0, 0);

        Assert.Equal([0, 1, 0, 2], wrapped.Last(0));
        Assert.Equal([1, 0, 1, 0], wrapped.Shown(0));
        Assert.Equal([0, 1, 0, 2], wrapped.Shown(1));
        wrapped.Step(0, 0);
        Assert.Equal([1, 0, 1, 1], wrapped.Shown(0));
    }

    [Theory]
    [InlineData(new[] { 4 }, new[] { 12 })]
    [InlineData(new[] { 84, 84 }, new[] { 84, 84, 3 })]
    [InlineData(new[] { 10, 10, 4 }, new[] { 10, 10, 12 })]
    public void FrameStack_Shape_StacksChannels(int[] shape, int[] stacked)
    {
        var spec = new EnvironmentSpec("X-v0", BoxSpace.Uniform(0, 1, shape), new DiscreteSpace(2), 10, double.NaN, "");

        Assert.Equal(BoxSpace.Uniform(0, 1, stacked), FrameStack.Describe(spec, 3).ObservationSpace);
    }

    [Fact]
    public void FrameStack_Image_PutsChannelsOfFramesSideBySide()
    {
        using IVectorEnvironment bare = EnvironmentRegistry.Default.Create("MinAtar/Breakout-v1", 1);
        var plain = new Wrapped(bare);
        using IVectorEnvironment stack = EnvironmentRegistry.Default.Create("MinAtar/Breakout-v1|frame-stack=2", 1);
        var stacked = new Wrapped(stack);
        float[] before = plain.Shown(0);
        plain.Step(1);
        stacked.Step(1);
        int channels = ((BoxSpace)bare.Spec.ObservationSpace).Shape[2];

        float[] after = plain.Shown(0), shown = stacked.Shown(0);
        for (int pixel = 0; pixel < 100; pixel++)
        {
            Assert.Equal(before[(pixel * channels)..((pixel + 1) * channels)], shown[(pixel * 2 * channels)..((pixel * 2 + 1) * channels)]);
            Assert.Equal(after[(pixel * channels)..((pixel + 1) * channels)], shown[((pixel * 2 + 1) * channels)..((pixel + 1) * 2 * channels)]);
        }
    }

    [Fact]
    public void FrameSkip_Steps_SumsRewardsAndShowsTheLast()
    {
        var scripted = new Scripted(lanes: 1);
        var wrapped = new Wrapped(scripted.FrameSkip(3));
        wrapped.Step(5);

        Assert.Equal(1 + 2 + 3 + 3 * 0.5f, wrapped.Batch.Rewards[0]);
        Assert.Equal([0, 3], wrapped.Shown(0));
        Assert.Equal(3, scripted.Taken.Count);
        Assert.Equal(34, wrapped.Environment.Spec.MaxEpisodeSteps);
    }

    [Fact]
    public void FrameSkip_LaneEndsBetween_NextEpisodeIsNotStepped()
    {
        var wrapped = new Wrapped(new Scripted(lanes: 2, length: 2).FrameSkip(3));
        wrapped.Step(0, 0);

        Assert.Equal([true, true], wrapped.Batch.Terminated);
        Assert.Equal([3, 6], wrapped.Batch.Rewards);
        Assert.Equal([0, 2], wrapped.Last(0));
        Assert.Equal([0, 3], wrapped.Last(1));
        Assert.Equal([1, 0], wrapped.Shown(0));
        Assert.Equal([1, 0], wrapped.Shown(1));
        Assert.Equal([1u, 1u], wrapped.Environment.Episodes.ToArray());
        wrapped.Step(0, 0);
        Assert.Equal([3, 6], wrapped.Batch.Rewards);
    }

    [Fact]
    public void TimeLimit_Reached_TruncatesAndBeginsTheNextEpisode()
    {
        var wrapped = new Wrapped(new Scripted(lanes: 2, length: 2).TimeLimit(3));
        wrapped.Step(0, 0);
        wrapped.Step(0, 0);
        Assert.Equal([true, false], wrapped.Batch.Terminated);
        Assert.Equal([false, false], wrapped.Batch.Truncated);
        wrapped.Step(0, 0);

        // Lane 1 ends of its own in the very step that reaches the limit: both flags are set.
        Assert.Equal([false, true], wrapped.Batch.Terminated);
        Assert.Equal([false, true], wrapped.Batch.Truncated);
        Assert.Equal([1, 0], wrapped.Shown(1));

        var longer = new Wrapped(new Scripted(lanes: 1, length: 9).TimeLimit(2));
        longer.Step(0);
        longer.Step(0);
        Assert.Equal([false], longer.Batch.Terminated);
        Assert.Equal([true], longer.Batch.Truncated);
        Assert.Equal([0, 2], longer.Last(0));
        Assert.Equal([1, 0], longer.Shown(0));
        Assert.Equal(1u, longer.Environment.Episodes[0]);
    }

    [Fact]
    public void RewardWrappers_Around_ChangeRewardsAndKeepReturns()
    {
        var wrapped = new Wrapped(new Scripted(lanes: 1, length: 3).ScaleReward(0.5f).ClipReward(-1, 1));
        wrapped.Step(0);
        Assert.Equal(0.5f, wrapped.Batch.Rewards[0]);
        wrapped.Step(0);
        wrapped.Step(0);

        Assert.Equal(1f, wrapped.Batch.Rewards[0]);
        Assert.Equal([6.0], wrapped.Batch.Returns.ToArray());
        wrapped.Step(0);
        Assert.Equal([1.0], wrapped.Batch.Returns.ToArray());
    }

    [Fact]
    public void Record_OutsideOfARewardWrapper_KeepsWhatItSees()
    {
        var wrapped = new Wrapped(new Scripted(lanes: 1, length: 3).ClipReward(0, 1.5f).Record());
        wrapped.Step(0);
        wrapped.Step(0);
        wrapped.Step(0);

        Assert.Equal([4.0], wrapped.Batch.Returns.ToArray());
    }

    [Fact]
    public void Returns_WrappersThatEndEpisodes_AreOfTheEpisodeThatEnded()
    {
        var wrapped = new Wrapped(new Scripted(lanes: 1, length: 9).ClipReward(0, 1).FrameSkip(2).TimeLimit(2).FrameStack(2));
        wrapped.Step(0);
        wrapped.Step(0);

        Assert.True(wrapped.Batch.Truncated[0]);
        Assert.Equal([10.0], wrapped.Batch.Returns.ToArray());
        wrapped.Step(0);
        Assert.Equal([3.0], wrapped.Batch.Returns.ToArray());
    }

    [Fact]
    public void StickyActions_ManySteps_RepeatsAsOftenAsAskedAndNeverFirst()
    {
        const int Lanes = 64, Steps = 500;
        var scripted = new Scripted(Lanes, length: 50);
        var wrapped = new Wrapped(scripted.StickyActions(0.25f));
        int repeated = 0, chances = 0;
        var steps = new int[Lanes];
        for (int step = 0; step < Steps; step++)
        {
            // Never twice the same action, so that a repeat shows.
            wrapped.Step([.. Enumerable.Repeat((float)(step % 10), Lanes)]);
            for (int lane = 0; lane < Lanes; lane++)
            {
                bool stuck = scripted.Taken[step][lane] != step % 10;
                Assert.False(stuck && steps[lane] == 0);
                repeated += stuck ? 1 : 0;
                chances += steps[lane] == 0 ? 0 : 1;
                steps[lane] = wrapped.Batch.Terminated[lane] ? 0 : steps[lane] + 1;
            }
        }

        // Five deviations of a binomial.
        double expected = 0.25 * chances, deviation = Math.Sqrt(chances * 0.25 * 0.75);
        Assert.InRange(repeated, expected - 5 * deviation, expected + 5 * deviation);
    }

    [Fact]
    public void StickyActions_ForeignActionThatWouldNotBeTaken_Throws()
    {
        var wrapped = new Wrapped(new Scripted(lanes: 8).StickyActions(0.99f));
        wrapped.Step(1, 1, 1, 1, 1, 1, 1, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => wrapped.Step(1, 1, 1, 1, 1, 1, 1, 10));
    }

    [Fact]
    public void Flatten_Discrete_IsOneHot()
    {
        using IVectorEnvironment environment = new Positions().Flatten();
        var wrapped = new Wrapped(environment);

        Assert.Equal([0, 0, 1, 0, 1], wrapped.Shown(0));
        Assert.Equal(BoxSpace.Uniform(0, 1, 5), environment.Spec.ObservationSpace);
    }

    [Fact]
    public void NormaliseObservation_Bounds_MapsThemToOne()
    {
        var wrapped = new Wrapped(new Scripted(lanes: 1).NormaliseObservation(ObservationStatistics.OfBounds(BoxSpace.Uniform(0, 2, 2))));

        Assert.Equal([-1, -1], wrapped.Shown(0));
        wrapped.Step(0);
        Assert.Equal([-1, 0], wrapped.Shown(0));
    }

    [Fact]
    public void NormaliseObservation_Measured_BringsRandomPlayToMeanZeroAndDeviationOne()
    {
        const int Lanes = 16, Steps = 2000;
        using IVectorEnvironment environment = EnvironmentRegistry.Default.Create("Acrobot-v1|normalize-observation=20000", Lanes);
        var wrapped = new Wrapped(environment);
        int size = wrapped.Batch.ObservationSize;
        double[] sums = new double[size], squares = new double[size];
        for (int step = 0; step < Steps; step++)
        {
            float[] actions = [.. Enumerable.Range(0, Lanes).Select(lane => (float)new CounterRandom(5, RandomPurpose.Action, 0, (uint)lane).Below((ulong)step, 3))];
            wrapped.Step(actions);
            for (int i = 0; i < wrapped.Batch.Observations.Length; i++)
            {
                sums[i % size] += wrapped.Batch.Observations[i];
                squares[i % size] += wrapped.Batch.Observations[i] * (double)wrapped.Batch.Observations[i];
            }
        }

        for (int i = 0; i < size; i++)
        {
            double mean = sums[i] / (Lanes * Steps), deviation = Math.Sqrt(squares[i] / (Lanes * Steps) - mean * mean);
            Assert.InRange(mean, -0.2, 0.2);
            Assert.InRange(deviation, 0.8, 1.2);
        }
    }

    [Fact]
    public void NormaliseObservation_StatisticsOfAnotherSize_Throws()
    {
        var statistics = new ObservationStatistics([0], [1]);

        Assert.Throws<ArgumentException>(() => new Scripted(lanes: 1).NormaliseObservation(statistics));
    }

    [Fact]
    public void Step_ManyWrappers_AllocatesNothing()
    {
        const string Id = "Acrobot-v1|sticky-actions=0.25|frame-skip=4|reward-clip=-1,1|reward-scale=0.5|time-limit=20|normalize-observation=bounds|frame-stack=4";
        using IVectorEnvironment environment = EnvironmentRegistry.Default.Create(Id, 8);
        var wrapped = new Wrapped(environment);
        var actions = new float[8];
        for (int step = 0; step < 50; step++)
            environment.Step(actions, wrapped.Batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 500; step++)
            environment.Step(actions, wrapped.Batch);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>Shows [2, 1] of three and two positions for ever.</summary>
    private sealed class Positions : IVectorEnvironment
    {
        private readonly uint[] _episodes = new uint[1];

        public EnvironmentSpec Spec { get; } = new("Positions-v0", new MultiDiscreteSpace(3, 2), new DiscreteSpace(2), 10, double.NaN, "");

        public int LaneCount => 1;

        public ReadOnlySpan<uint> Episodes => _episodes;

        public void Reset(in EnvironmentSeed seed, Span<float> observations) => (observations[0], observations[1]) = (2, 1);

        public void ResetLane(int lane, uint episode, Span<float> observation) => throw new NotSupportedException();

        public void Step(ReadOnlySpan<float> actions, StepBatch result) => throw new NotSupportedException();

        public void Snapshot(System.Buffers.IBufferWriter<byte> destination) => throw new NotSupportedException();

        public void Restore(ReadOnlySpan<byte> source) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
