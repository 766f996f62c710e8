namespace RlOrleans.Environments.Tests.Wrappers;

public class WrappedNameTests
{
    private readonly EnvironmentRegistry _registry = EnvironmentRegistry.CreateWithBuiltIns();

    [Fact]
    public void TryGet_Wrapped_DescribesTheWholeFromTheInsideOut()
    {
        Assert.True(_registry.TryGet("CartPole-v1|time-limit=200|frame-skip=3|frame-stack=4", out EnvironmentSpec? spec));
        Assert.Equal("CartPole-v1|time-limit=200|frame-skip=3|frame-stack=4", spec.Id);
        Assert.Equal("Box(16)", spec.ObservationSpace.ToString());
        Assert.Equal(67, spec.MaxEpisodeSteps);
        Assert.Equal(double.NaN, spec.RewardThreshold);
    }

    [Fact]
    public void TryGet_OtherSpelling_HasTheSameId()
    {
        Assert.True(_registry.TryGet("CartPole-v1|action-repeat=04| reward-clip = -1.0, 1", out EnvironmentSpec? spec));
        Assert.Equal("CartPole-v1|frame-skip=4|reward-clip=-1,1", spec.Id);
    }

    [Fact]
    public void Check_SeveralMistakes_TellsThemAll()
    {
        IReadOnlyList<EnvironmentNameError> errors = _registry.Check("CartPol-v1|frame-stak=4|time-limit=0|reward-clip=1,-1|record=3");

        Assert.Equal(["CartPole-v1"], errors[0].Near);
        Assert.Equal([null, "frame-stak=4", "time-limit=0", "reward-clip=1,-1", "record=3"], errors.Select(error => error.Wrapper));
        Assert.StartsWith("is no wrapper; did you mean frame-stack", errors[1].Message, StringComparison.Ordinal);
        Assert.Equal("must be time-limit=STEPS: a whole number from 1", errors[2].Message);
        Assert.Contains("the lower one first", errors[3].Message, StringComparison.Ordinal);
        Assert.Contains("no setting", errors[4].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CartPole-v1|flatten", "flatten", "rows already")]
    [InlineData("CartPole-v1|time-limit=501", "time-limit=501", "ends episodes after 500 steps")]
    [InlineData("CartPole-v1|normalize-observation=bounds", "normalize-observation=bounds", "not finite")]
    [InlineData("CartPole-v1|frame-skip=10|time-limit=51", "time-limit=51", "ends episodes after 50 steps")]
    [InlineData("CartPole-v1|normalize-observation=running", "normalize-observation=running", "--set normalize_observation=true")]
    [InlineData("CartPole-v1|", "", "is no wrapper; there are flatten")]
    public void Check_WrapperThatDoesNotFit_SaysWhy(string name, string wrapper, string reason)
    {
        EnvironmentNameError error = Assert.Single(_registry.Check(name));

        Assert.Equal(wrapper, error.Wrapper);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.False(_registry.TryGet(name, out _));
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => _registry.Create(name, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_NameOfManyWrappers_HasALimit()
    {
        string name = WrappedName.Join("CartPole-v1", Enumerable.Repeat("reward-scale=0.5", 20));

        Assert.Contains("longer than 255 bytes", Assert.Single(_registry.Check(name)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Register_IdWithASeparator_Throws() =>
        Assert.Throws<ArgumentException>(() => _registry.Register(new Scripted(1).Spec with { Id = "A|B" }, lanes => new Scripted(lanes)));

    [Fact]
    public void Split_Joined_GivesTheParts()
    {
        (string id, var wrappers) = WrappedName.Split(WrappedName.Join("http://host:5000/A-v0|flatten", "frame-stack=2", "record"));

        Assert.Equal("http://host:5000/A-v0", id);
        Assert.Equal(["flatten", "frame-stack=2", "record"], wrappers.ToArray());
    }
}
