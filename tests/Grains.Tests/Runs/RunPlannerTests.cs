using RlOrleans.Grains.Tests.Hosting;
using RlOrleans.Runs;

namespace RlOrleans.Grains.Tests.Runs;

public sealed class RunPlannerTests
{
    private readonly RunPlanner _planner = Specs.Planner();

    [Fact]
    public void Plan_OnlyAnEnvironment_TakesTheRecipe()
    {
        var spec = _planner.Plan(new RunRequest { Environment = "CartPole-v1" });

        var recipe = Learning.RecipeBook.Default.Find("CartPole-v1", "ppo");
        Assert.Equal(recipe.Steps, spec.Steps);
        Assert.Equal(recipe.Lanes, spec.Lanes);
        Assert.Equal(recipe.Hyperparameters["learning_rate"], spec.Hyperparameters["learning_rate"]);
    }

    [Fact]
    public void Plan_ValuesOfTheCaller_OverlayTheRecipe()
    {
        var spec = _planner.Plan(new RunRequest { Environment = "CartPole-v1", Lanes = 16, Set = Specs.Set(("gamma", "0.5")) });

        Assert.Equal(16, spec.Lanes);
        Assert.Equal("0.5", spec.Hyperparameters["gamma"]);
    }

    [Theory]
    [InlineData("cartpole", "environment", "CartPole-v1")]
    [InlineData("CartPole-v2", "environment", "CartPole-v1")]
    [InlineData("", "environment", "not registered")]
    public void Plan_UnknownEnvironment_NamesNearOnes(string environment, string field, string expected)
    {
        var exception = Assert.Throws<InvalidRequestException>(() => _planner.Plan(new RunRequest { Environment = environment }));

        var error = Assert.Single(exception.Errors);
        Assert.Equal(field, error.Field);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_SeveralMistakes_ReportsThemAllAtOnce()
    {
        var exception = Assert.Throws<InvalidRequestException>(() => _planner.Plan(new RunRequest
        {
            Environment = "CartPole-v1",
            Steps = -5,
            Agents = 0,
            Lanes = 1_000_000,
            CheckpointEvery = -1,
            Set = Specs.Set(("gamma", "2"), ("learning_rat", "1e-3")),
        }));

        string[] fields = [.. exception.Errors.Select(error => error.Field)];
        Assert.Equal(
            ["--agents", "--checkpoint-every", "--lanes", "--set gamma", "--set learning_rat", "--steps"],
            fields.Order(StringComparer.Ordinal));
        Assert.Contains("learning_rate", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_UnknownNames_HideNoOtherMistake()
    {
        var exception = Assert.Throws<InvalidRequestException>(() => _planner.Plan(new RunRequest
        {
            Environment = "CartPol-v1",
            Wrappers = ["frame-stak=4", "frame-skip=0"],
            Algorithm = "pop",
            Agents = 0,
            Set = Specs.Set(("gamma", "2")),
        }));

        Assert.Equal(["environment", "--wrap", "--wrap", "--algorithm", "--agents"], exception.Errors.Select(error => error.Field));
    }

    [Fact]
    public void Plan_UnknownEnvironment_StillChecksHyperparameters()
    {
        var exception = Assert.Throws<InvalidRequestException>(
            () => _planner.Plan(new RunRequest { Environment = "CartPol-v1", Set = Specs.Set(("gamma", "2")) }));

        Assert.Equal(["environment", "--set gamma"], exception.Errors.Select(error => error.Field));
    }

    [Fact]
    public void Plan_Wrappers_AreInTheNameAndLeaveTheRecipe()
    {
        var spec = _planner.Plan(new RunRequest { Environment = "CartPole-v1", Wrappers = ["frame-stack=04", "time-limit=200"] });

        Assert.Equal("CartPole-v1|frame-stack=4|time-limit=200", spec.Environment);
        Assert.Equal(Learning.RecipeBook.Default.Find("CartPole-v1", "ppo").Lanes, spec.Lanes);
        Assert.Equal(Path.Combine("datasets", "cartpole-v1-frame-stack-4-time-limit-200"), spec.Dataset);
    }

    [Theory]
    [InlineData("frame-stack=2", "makes observations of Box(8), and the policy knows Box(4)")]
    [InlineData("time-limit=1000", "ends episodes after 500 steps")]
    public void Wrap_WrapperThatThePolicyCannotActIn_IsRefused(string wrapper, string reason)
    {
        var exception = Assert.Throws<InvalidRequestException>(() => _planner.Wrap("CartPole-v1", [wrapper]));

        var error = Assert.Single(exception.Errors);
        Assert.Equal("--wrap", error.Field);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_StepsBelowOneRollout_IsRefused()
    {
        var exception = Assert.Throws<InvalidRequestException>(() => _planner.Plan(new RunRequest { Environment = "CartPole-v1", Steps = 3 }));

        Assert.Equal("--steps", Assert.Single(exception.Errors).Field);
    }

    [Fact]
    public void TotalStepsOf_StepsThatAreNoMultipleOfARollout_StaysWithinThem()
    {
        var spec = _planner.Plan(new RunRequest { Environment = "CartPole-v1", Steps = 10_001 });

        long total = _planner.TotalStepsOf(spec);

        Assert.InRange(total, 1, 10_001);
        Assert.Equal(0, total % _planner.RolloutOf(spec));
    }
}
