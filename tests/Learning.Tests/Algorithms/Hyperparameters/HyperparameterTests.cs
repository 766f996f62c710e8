namespace RlOrleans.Learning.Tests.Algorithms;

public sealed class HyperparameterTests
{
    private static readonly AlgorithmDescriptor Ppo = AlgorithmRegistry.Default.All.Single(algorithm => algorithm.Name == "ppo");

    [Fact]
    public void Validate_NothingGiven_AcceptsTheDefaults() => Assert.All(
        AlgorithmRegistry.Default.All, algorithm => Assert.Empty(algorithm.Validate(new Dictionary<string, string>(), 1)));

    [Theory]
    [InlineData("learning_rate", "fast", "a number from 0 to 1, or linear:")]
    [InlineData("learning_rate", "linear:-1", "a number from 0 to 1, or linear:")]
    [InlineData("learning_rate", "NaN", "a number from 0 to 1")]
    [InlineData("n_steps", "0", "a whole number from 1 to")]
    [InlineData("n_steps", "1.5", "a whole number from 1 to")]
    [InlineData("n_steps", "99999999999999", "a whole number from 1 to")]
    [InlineData("gamma", "1.1", "a number from 0 to 1")]
    [InlineData("normalize_advantage", "maybe", "true or false")]
    [InlineData("net_arch", "64,", "a width from 1 to")]
    [InlineData("net_arch", "64,-1", "a width from 1 to")]
    [InlineData("activation", "sigmoid", "tanh or relu")]
    public void Validate_BadValue_NamesItAndWhatIsAllowed(string name, string value, string allowed)
    {
        HyperparameterError error = Assert.Single(Ppo.Validate(Values((name, value)), 1));
        Assert.Equal(name, error.Name);
        Assert.Equal(value, error.Value);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("learning_rate", "3e-4")]
    [InlineData("learning_rate", "linear:0.001")]
    [InlineData("clip_range", "linear:0.2")]
    [InlineData("net_arch", "")]
    [InlineData("net_arch", "256, 128")]
    [InlineData("activation", "ReLU")]
    [InlineData("normalize_advantage", "False")]
    public void Validate_GoodValue_IsAccepted(string name, string value) => Assert.Empty(Ppo.Validate(Values((name, value)), 1));

    [Fact]
    public void Validate_SeveralMistakes_ReportsAllOfThem()
    {
        IReadOnlyList<HyperparameterError> errors = Ppo.Validate(Values(("gama", "0.9"), ("n_epochs", "0"), ("vf_coef", "-1")), 1);
        Assert.Equal(["gama", "n_epochs", "vf_coef"], errors.Select(error => error.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("gama", "gamma")]
    [InlineData("learningrate", "learning_rate")]
    [InlineData("batch", "batch_size")]
    public void Validate_UnknownName_SuggestsNearOnes(string name, string near) => Assert.Contains(
        near, Assert.Single(Ppo.Validate(Values((name, "1")), 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Validate_NameLikeNoOther_ListsAll()
    {
        string message = Assert.Single(Ppo.Validate(Values(("qqqqqqqqqq", "1")), 1)).Message;
        Assert.All(Ppo.Hyperparameters, descriptor => Assert.Contains(descriptor.Name, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_BatchBeyondTheRollout_NamesTheLimit()
    {
        string message = Assert.Single(Ppo.Validate(Values(("n_steps", "32"), ("batch_size", "65")), 2)).Message;
        Assert.Contains("32 x 2 = 64", message, StringComparison.Ordinal);
        Assert.Empty(Ppo.Validate(Values(("n_steps", "32"), ("batch_size", "64")), 2));
    }

    [Fact]
    public void Validate_RolloutBeyondMemory_IsRefused() =>
        Assert.Contains(Ppo.Validate(Values(("n_steps", "1000000")), 1000), error => error.Name == "n_steps");

    [Fact]
    public void CreateLearner_BadValue_ThrowsWithTheMessage()
    {
        var options = new LearnerOptions
        {
            Observation = 4, Action = new DiscreteActionSpec(2), LaneCount = 1, TotalSteps = 1, Hyperparameters = Values(("gamma", "2")),
        };
        Assert.Contains("gamma is '2'", Assert.Throws<ArgumentException>(() => Ppo.CreateLearner(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RolloutSteps_GivenOrNot_IsStepsPerLane()
    {
        Assert.Equal(2048, Ppo.RolloutSteps(new Dictionary<string, string>()));
        Assert.Equal(17, Ppo.RolloutSteps(Values(("n_steps", "17"))));
    }

    [Fact]
    public void Registry_UnknownName_SuggestsNearOnes()
    {
        Assert.False(AlgorithmRegistry.Default.TryGet("pp0", out _));
        Assert.Equal("ppo", AlgorithmRegistry.Default.Near("pp0")[0]);
    }

    private static Dictionary<string, string> Values(params (string Name, string Value)[] values) =>
        values.ToDictionary(pair => pair.Name, pair => pair.Value);
}
