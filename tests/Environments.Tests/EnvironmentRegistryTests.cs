using RlOrleans.Environments.ClassicControl;

namespace RlOrleans.Environments.Tests;

public class EnvironmentRegistryTests
{
    private readonly EnvironmentRegistry _registry = EnvironmentRegistry.CreateWithBuiltIns();

    [Fact]
    public void All_BuiltIns_AreOrderedById()
    {
        string[] ids = [.. _registry.All.Select(spec => spec.Id)];
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Contains("CartPole-v1", ids);
    }

    [Fact]
    public void TryGet_CartPole_GivesItsSpec()
    {
        Assert.True(_registry.TryGet("CartPole-v1", out EnvironmentSpec? spec));
        Assert.Equal("Box(4)", spec.ObservationSpace.ToString());
        Assert.Equal("Discrete(2)", spec.ActionSpace.ToString());
        Assert.Equal(500, spec.MaxEpisodeSteps);
        Assert.Equal(475, spec.RewardThreshold);
        Assert.False(_registry.TryGet("cartpole-v1", out _));
    }

    [Theory]
    [InlineData("CartPole", "CartPole-v1")]
    [InlineData("cartpole-v0", "CartPole-v1")]
    [InlineData("CratPole-v1", "CartPole-v1")]
    [InlineData("snake", "Snake-v0", "Snake-grid-v0")]
    [InlineData("Pong-v5")]
    [InlineData("")]
    public void Near_Name_ListsWhatItResembles(string name, params string[] expected) =>
        Assert.Equal(expected, _registry.Near(name));

    [Fact]
    public void Create_UnknownId_ThrowsWithNearNames()
    {
        var error = Assert.Throws<UnknownEnvironmentException>(() => _registry.Create("CartPole-v2", 1));
        Assert.Equal("There is no environment 'CartPole-v2'. Did you mean 'CartPole-v1'?", error.Message);
        Assert.Equal(["CartPole-v1"], error.Near);
        Assert.Equal("There is no environment 'Pong-v5'.", Assert.Throws<UnknownEnvironmentException>(() => _registry.Create("Pong-v5", 1)).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65_537)]
    public void Create_LaneCountOutOfRange_Throws(int lanes)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _registry.Create("Snake-v0", lanes));
        Assert.Contains("1 to 65536", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_MostLanes_Creates()
    {
        using IVectorEnvironment environment = _registry.Create("CartPole-v1", EnvironmentRegistry.MaxLaneCount);
        Assert.Equal(65_536, environment.LaneCount);
    }

    [Fact]
    public void Register_TakenId_Throws() =>
        Assert.Throws<ArgumentException>(() => _registry.Register(CartPole.Definition, lanes => new CartPole(lanes)));

    [Theory]
    [InlineData("", 10)]
    [InlineData("My Game", 10)]
    [InlineData("MyGame-v0", 0)]
    [InlineData("MyGame-v0", 1 << 24)]
    public void Register_MalformedSpec_Throws(string id, int maxEpisodeSteps)
    {
        EnvironmentSpec spec = CartPole.Definition with { Id = id, MaxEpisodeSteps = maxEpisodeSteps };
        Assert.Throws<ArgumentException>(() => _registry.Register(spec, lanes => new CartPole(lanes)));
    }

    [Fact]
    public void Register_SingleEnvironment_GetsTimeLimitAndAutoreset()
    {
        EnvironmentSpec spec = new("Countdown-v0", BoxSpace.Uniform(0, 100, 1), new DiscreteSpace(2), 3, double.NaN, "Counts.");
        _registry.Register(spec, () => new Countdown());
        using IVectorEnvironment environment = _registry.Create("Countdown-v0", 2);
        var result = new StepBatch(2, 1);
        environment.Reset(Lanes.Seed(), result.Observations);

        environment.Step([0, 1], result);
        Assert.Equal([false, true], result.Terminated);
        Assert.Equal([false, false], result.Truncated);
        Assert.Equal([1f, 0f], result.Observations);
        environment.Step([0, 0], result);
        environment.Step([1, 0], result);
        Assert.Equal([true, false], result.Terminated);
        Assert.Equal([true, false], result.Truncated);
        Assert.Equal([0f, 2f], result.Observations);
        Assert.Equal(3f, result.FinalObservations[0]);
        environment.Step([0, 0], result);
        Assert.Equal([false, true], result.Truncated);
        Assert.Equal([1u, 2u], environment.Episodes.ToArray());
    }

    [Fact]
    public void Restore_StateThatLoadRefuses_ChangesNothing()
    {
        EnvironmentSpec spec = new("Countdown-v0", BoxSpace.Uniform(0, 100, 1), new DiscreteSpace(2), 3, double.NaN, "Counts.");
        int made = 0;
        using var environment = new LaneByLaneEnvironment(spec, 2, () => new Countdown(refuses: ++made == 4));
        var result = new StepBatch(2, 1);
        environment.Reset(Lanes.Seed(), result.Observations);
        var before = new System.Buffers.ArrayBufferWriter<byte>();
        environment.Snapshot(before);
        environment.Step([0, 0], result);

        Assert.Throws<InvalidDataException>(() => environment.Restore(before.WrittenSpan));
        environment.Step([0, 0], result);
        Assert.Equal([2f, 2f], result.Observations);
    }

    private sealed class Countdown(bool refuses = false) : IEnvironment
    {
        private int _steps;

        public void Reset(in StepRandom random, Span<float> observation) => observation[0] = _steps = 0;

        public StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation)
        {
            observation[0] = ++_steps;
            return new StepOutcome(1, Terminated: action[0] == 1, Truncated: false);
        }

        public void Save(SnapshotWriter writer) => writer.WriteInt32(_steps);

        public void Load(ref SnapshotReader reader) =>
            _steps = refuses ? throw new InvalidDataException("Refused.") : reader.ReadInt32();
    }
}
