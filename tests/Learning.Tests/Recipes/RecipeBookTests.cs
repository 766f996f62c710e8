using System.Text.Json;

namespace RlOrleans.Learning.Tests.Recipes;

public sealed class RecipeBookTests
{
    [Fact]
    public void All_BuiltInRecipes_AreValidAndComplete()
    {
        foreach (AlgorithmDescriptor algorithm in AlgorithmRegistry.Default.All)
        {
            Recipe[] recipes = [.. RecipeBook.Default.All.Where(recipe => recipe.Algorithm == algorithm.Name)];
            Assert.Contains(recipes, recipe => recipe.Environment == "default");
            Assert.Contains(recipes, recipe => recipe.Environment == (algorithm.ActsIn(new DiscreteActionSpec(2)) ? "CartPole-v1" : "Pendulum-v1"));
            foreach (Recipe recipe in recipes)
            {
                Assert.Empty(algorithm.Validate(recipe.Hyperparameters, recipe.Lanes));
                Assert.Equal(algorithm.Hyperparameters.Count, recipe.Hyperparameters.Count);
                Assert.InRange(recipe.Steps, (long)algorithm.RolloutSteps(recipe.Hyperparameters) * recipe.Lanes, long.MaxValue);
            }
        }
    }

    [Fact]
    public void Find_UnknownEnvironment_GivesTheDefault() =>
        Assert.Equal("default", RecipeBook.Default.Find("Nowhere-v7", "ppo").Environment);

    [Fact]
    public void Find_UnknownAlgorithm_Throws() =>
        Assert.Throws<KeyNotFoundException>(() => RecipeBook.Default.Find("CartPole-v1", "alchemy"));

    [Theory]
    [InlineData("""{"default": {"steps": 1000}}""", "lanes")]
    [InlineData("""{"default": {"steps": 1000, "lanes": 1, "hyperparameters": {"gama": 1}}}""", "gama")]
    [InlineData("""{"CartPole-v1": {"steps": 1000, "lanes": 1}}""", "default")]
    public void Read_BadFile_NamesWhatIsWrong(string json, string expected)
    {
        Assert.True(AlgorithmRegistry.Default.TryGet("reinforce", out AlgorithmDescriptor? algorithm));
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.Contains(
            expected, Assert.Throws<InvalidDataException>(() => RecipeBook.Read(algorithm, document)).Message, StringComparison.Ordinal);
    }
}
