using System.Runtime.InteropServices;

namespace RlOrleans.Environments.Tests;

/// <summary>What every environment promises: built in or a plugin's, bare or wrapped. Each test runs on all of them.</summary>
public class VectorEnvironmentContractTests
{
    private const int Steps = 400;

    // Every episode of these begins in one place, and nothing in it is drawn.
    private static readonly string[] WithoutChance = ["CliffWalking-v1"];

    // Every wrapper, also around an environment that ends in the middle of skipped frames, and around others.
    private static readonly string[] Wrapped =
    [
        "CartPole-v1|frame-stack=3",
        "CartPole-v1|frame-skip=3|reward-clip=0,0.5|record",
        "CartPole-v1|sticky-actions=0.3|time-limit=30|frame-skip=2|frame-stack=2|normalize-observation=100",
        "FrozenLake-v1|sticky-actions=0.5|frame-skip=2|sticky-actions=0.5",
        "MinAtar/Breakout-v1|time-limit=40|frame-skip=2|frame-stack=2",
        "MountainCar-v0|normalize-observation=bounds|frame-skip=4",
        "Pendulum-v1|reward-scale=0.1|frame-skip=4|time-limit=20",
        "Snake-grid-v0|flatten|time-limit=20",
        "MoonLander-v0|frame-stack=2|frame-skip=3",
    ];

    private static readonly EnvironmentRegistry Registry = CreateRegistry();

    public static TheoryData<string> Ids => new(Registry.All.Select(spec => spec.Id).Concat(Wrapped));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Step_OtherLaneCount_SameLaneGivesSameBits(string id)
    {
        using var many = Play(id, 37);
        using var few = Play(id, 5);
        for (int step = 0; step < Steps; step++)
        {
            many.Step();
            few.Step();
            for (int lane = 0; lane < 5; lane++)
                AssertSameLane(many, lane, few, lane);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Reset_FirstLane_ShiftsLanes(string id)
    {
        using var all = Play(id, 9);
        using var upper = new Lanes(Registry.Create(id, 4), Lanes.Seed(firstLane: 5));
        for (int step = 0; step < Steps; step++)
        {
            all.Step();
            upper.Step();
            for (int lane = 0; lane < 4; lane++)
                AssertSameLane(all, lane + 5, upper, lane);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Reset_OtherSeedPurposeAgentOrLane_GivesOtherEpisodes(string id)
    {
        EnvironmentSeed seed = Lanes.Seed();
        EnvironmentSeed[] seeds =
        [
            seed, seed with { Seed = 8 }, seed with { Purpose = RandomPurpose.Evaluation }, seed with { Agent = 4 }, seed with { FirstLane = 64 },
        ];

        // Some games begin alike and draw later; all lanes of all seeds take the same actions.
        int[] episodes = [.. seeds.Select(each =>
        {
            using var lanes = new Lanes(Registry.Create(id, 64), each);
            var seen = new HashCode();
            for (int step = 0; step < 60; step++)
            {
                seen.AddBytes(MemoryMarshal.AsBytes(lanes.Result.Observations.AsSpan()));
                lanes.StepAlike(step);
            }

            return seen.ToHashCode();
        })];

        Assert.Equal(WithoutChance.Contains(id) ? 1 : seeds.Length, episodes.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ResetLane_EpisodeOfOneLane_PlaysItAlone(string id)
    {
        const int Lane = 2, Lanes = 6;
        using var recorded = Play(id, Lanes);
        var observations = new List<float[]> { recorded.Observation(Lane) };
        var actions = new List<float>();
        while (recorded.Environment.Episodes[Lane] < 3)
        {
            uint before = recorded.Environment.Episodes[Lane];
            recorded.Step();
            if (recorded.Environment.Episodes[Lane] == 3)
            {
                observations.Add(recorded.FinalObservation(Lane));
                actions.Add(recorded.Actions[Lane]);
                break;
            }

            if (recorded.Environment.Episodes[Lane] != before)
            {
                observations.Clear();
                actions.Clear();
            }
            else
            {
                actions.Add(recorded.Actions[Lane]);
            }

            observations.Add(recorded.Observation(Lane));
        }

        using IVectorEnvironment replayed = Registry.Create(id, 1);
        var result = new StepBatch(1, recorded.Size);
        replayed.Reset(Tests.Lanes.Seed(firstLane: Lane), result.Observations);
        replayed.ResetLane(0, 2, result.Observations);
        Assert.Equal(observations[0], result.Observations);
        for (int step = 0; step < actions.Count; step++)
        {
            replayed.Step([actions[step]], result);
            bool last = step == actions.Count - 1;
            Assert.Equal(last, result.Terminated[0] || result.Truncated[0]);
            Assert.Equal(observations[step + 1], last ? result.FinalObservations : result.Observations);
        }

        Assert.Equal(3u, replayed.Episodes[0]);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Step_EpisodeEnds_ObservationIsOfTheNextEpisode(string id)
    {
        using var lanes = Play(id, 8);
        using IVectorEnvironment fresh = Registry.Create(id, 8);
        var scratch = new float[8 * lanes.Size];
        fresh.Reset(Lanes.Seed(), scratch);
        int ended = 0, different = 0;
        for (int step = 0; step < StepsOfTwoEpisodes(lanes.Environment.Spec); step++)
        {
            uint[] before = lanes.Environment.Episodes.ToArray();
            lanes.Step();
            for (int lane = 0; lane < 8; lane++)
            {
                Assert.Equal(before[lane] + (lanes.Ended(lane) ? 1u : 0), lanes.Environment.Episodes[lane]);
                if (!lanes.Ended(lane))
                    continue;
                ended++;
                var first = new float[lanes.Size];
                fresh.ResetLane(lane, lanes.Environment.Episodes[lane], first);
                Assert.Equal(first, lanes.Observation(lane));

                // One episode may end on what the next begins with, but not every one.
                different += first.SequenceEqual(lanes.FinalObservation(lane)) ? 0 : 1;
            }
        }

        Assert.True(ended >= 8, $"{ended} episodes ended.");
        Assert.True(different > ended / 2, $"{different} of {ended} episodes ended on another observation than the next began with.");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Restore_MidEpisode_ContinuesBitForBit(string id)
    {
        using var original = Play(id, 11);
        for (int step = 0; step < 57; step++)
            original.Step();
        byte[] snapshot = original.Snapshot();

        using var restored = new Lanes(Registry.Create(id, 11), Lanes.Seed(seed: 99));
        restored.Environment.Restore(snapshot);
        restored.CopyStepsFrom(original);
        Assert.Equal(snapshot, restored.Snapshot());
        for (int step = 0; step < Steps; step++)
        {
            original.Step();
            restored.Step();
            for (int lane = 0; lane < 11; lane++)
                AssertSameLane(original, lane, restored, lane);
        }

        Assert.Equal(original.Snapshot(), restored.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Restore_AnyBitFlippedOrCutOff_ThrowsAndChangesNothing(string id)
    {
        using var lanes = Play(id, 3);
        for (int step = 0; step < 5; step++)
            lanes.Step();
        byte[] good = lanes.Snapshot();
        for (int i = 0; i < good.Length; i++)
        {
            byte[] flipped = [.. good];
            flipped[i] ^= (byte)(1 << (i % 8));
            Assert.Throws<InvalidDataException>(() => lanes.Environment.Restore(flipped));
            Assert.Throws<InvalidDataException>(() => lanes.Environment.Restore(good.AsSpan(0, i)));
        }

        Assert.Throws<InvalidDataException>(() => lanes.Environment.Restore([.. good, 0]));
        Assert.Equal(good, lanes.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Restore_ForeignSnapshot_ThrowsNamingBoth(string id)
    {
        using var lanes = Play(id, 3);
        using var wider = Play(id, 4);
        string otherId = Registry.All.First(spec => spec.Id != id).Id;
        using var other = Play(otherId, 3);

        var lanesError = Assert.Throws<InvalidDataException>(() => lanes.Environment.Restore(wider.Snapshot()));
        Assert.Equal("The snapshot has 4 lanes, not 3.", lanesError.Message);
        var idError = Assert.Throws<InvalidDataException>(() => lanes.Environment.Restore(other.Snapshot()));
        Assert.Equal($"The snapshot is of {otherId}, not of {id}.", idError.Message);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Step_ForeignAction_ThrowsAndMovesNoLane(string id)
    {
        using var lanes = Play(id, 18);
        byte[] before = lanes.Snapshot();
        Space space = lanes.Environment.Spec.ActionSpace;
        float[] foreigners = space is DiscreteSpace discrete ? [-1f, discrete.Count, 0.5f] : [((BoxSpace)space).Low[0] - 0.001f, ((BoxSpace)space).High[0] + 0.001f];
        foreach (float foreign in foreigners.Concat([float.NaN, float.PositiveInfinity, float.NegativeInfinity]))
        {
            foreach (int lane in new[] { 0, 15, 17 })
            {
                var actions = new float[18];
                actions[lane] = foreign;
                var error = Assert.Throws<ArgumentOutOfRangeException>(() => lanes.Environment.Step(actions, lanes.Result));
                Assert.Contains($"lane {lane} is not in {space}", error.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(before, lanes.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Step_WrongLengths_Throw(string id)
    {
        using var lanes = Play(id, 2);
        Assert.Throws<ArgumentException>(() => lanes.Environment.Step(new float[3], lanes.Result));
        Assert.Throws<ArgumentException>(() => lanes.Environment.Step(new float[2], new StepBatch(3, lanes.Size)));
        Assert.Throws<ArgumentException>(() => lanes.Environment.Step(new float[2], new StepBatch(2, lanes.Size + 1)));
        Assert.Throws<ArgumentException>(() => lanes.Environment.Reset(Lanes.Seed(), new float[1]));
        Assert.Throws<ArgumentException>(() => lanes.Environment.ResetLane(0, 0, new float[lanes.Size + 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => lanes.Environment.ResetLane(2, 0, new float[lanes.Size]));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Step_BeforeReset_Throws(string id)
    {
        using IVectorEnvironment environment = Registry.Create(id, 1);
        var result = new StepBatch(1, environment.Spec.ObservationSpace.Size);
        Assert.Throws<InvalidOperationException>(() => environment.Step([0], result));
        Assert.Throws<InvalidOperationException>(() => environment.ResetLane(0, 0, result.Observations));
        Assert.Throws<InvalidOperationException>(() => environment.Snapshot(new System.Buffers.ArrayBufferWriter<byte>()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Step_ManyEpisodes_ObservationsLieInTheSpace(string id)
    {
        using var lanes = Play(id, 16);
        Space space = lanes.Environment.Spec.ObservationSpace;
        for (int step = 0; step < Steps; step++)
        {
            lanes.Step();
            for (int lane = 0; lane < 16; lane++)
            {
                Assert.True(space.Contains(lanes.Observation(lane)));
                if (lanes.Ended(lane))
                    Assert.True(space.Contains(lanes.FinalObservation(lane)));
            }
        }
    }

    private static EnvironmentRegistry CreateRegistry()
    {
        var registry = EnvironmentRegistry.CreateWithBuiltIns();
        new Lander.LanderPlugin().Register(registry);
        return registry;
    }

    // Capped for environments that set no limit of their own.
    private static int StepsOfTwoEpisodes(EnvironmentSpec spec) => Math.Clamp(2 * spec.MaxEpisodeSteps, Steps, 6000);

    private static Lanes Play(string id, int lanes) => new(Registry.Create(id, lanes), Lanes.Seed());

    private static void AssertSameLane(Lanes left, int leftLane, Lanes right, int rightLane)
    {
        Assert.Equal(left.Actions[leftLane], right.Actions[rightLane]);
        Assert.Equal(left.Observation(leftLane), right.Observation(rightLane));
        Assert.Equal(left.Result.Rewards[leftLane], right.Result.Rewards[rightLane]);
        Assert.Equal(left.Result.Terminated[leftLane], right.Result.Terminated[rightLane]);
        Assert.Equal(left.Result.Truncated[leftLane], right.Result.Truncated[rightLane]);
        if (left.Ended(leftLane))
            Assert.Equal(left.FinalObservation(leftLane), right.FinalObservation(rightLane));
    }
}
