using RlOrleans.Environments;
using RlOrleans.Learning;

namespace RlOrleans.Client.Tests.CommandLine;

public sealed class CatalogueTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Environments_Table_ListsAllThatAreRegistered()
    {
        Assert.Equal(0, await _shell.Run("environments"));
        Assert.All(EnvironmentRegistry.Default.All, spec => Assert.Contains(spec.Id, _shell.Output));
    }

    [Fact]
    public async Task Environments_Json_HasSpacesAndLimits()
    {
        Assert.Equal(0, await _shell.Run("environments --json"));
        var cartPole = _shell.Json.GetProperty("environments").EnumerateArray().Single(one => one.GetProperty("id").GetString() == "CartPole-v1");
        Assert.Equal("Box(4)", cartPole.GetProperty("observation_space").GetString());
        Assert.Equal("Discrete(2)", cartPole.GetProperty("action_space").GetString());
        Assert.Equal(500, cartPole.GetProperty("max_episode_steps").GetInt32());
        Assert.Equal(475, cartPole.GetProperty("reward_threshold").GetDouble());
    }

    [Fact]
    public async Task Algorithms_Json_HasEveryHyperparameter()
    {
        Assert.Equal(0, await _shell.Run("algorithms --json"));
        foreach (var algorithm in AlgorithmRegistry.Default.All)
        {
            var shown = _shell.Json.GetProperty("algorithms").EnumerateArray().Single(one => one.GetProperty("name").GetString() == algorithm.Name);
            Assert.Equal(
                algorithm.Hyperparameters.Select(one => one.Name),
                shown.GetProperty("hyperparameters").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        }
    }

    [Fact]
    public async Task Recipes_OfOneEnvironmentAndAlgorithm_ShowsWhatTrainingUses()
    {
        Assert.Equal(0, await _shell.Run("recipes CartPole-v1 --algorithm ppo --json"));
        var shown = Assert.Single(_shell.Json.GetProperty("recipes").EnumerateArray());
        var recipe = RecipeBook.Default.Find("CartPole-v1", "ppo");
        Assert.Equal(recipe.Steps, shown.GetProperty("steps").GetInt64());
        Assert.All(recipe.Hyperparameters, pair => Assert.Equal(pair.Value, shown.GetProperty("hyperparameters").GetProperty(pair.Key).GetString()));
    }

    [Fact]
    public async Task Recipes_UnknownNames_AreBothRefused()
    {
        Assert.Equal(2, await _shell.Run("recipes CartPol-v1 --algorithm pop"));
        Assert.Equal(2, _shell.ErrorLines.Count);
        Assert.Contains("did you mean CartPole-v1?", _shell.ErrorLines[0]);
        Assert.Contains("must be one of ppo, ", _shell.ErrorLines[1]);
    }

    [Fact]
    public async Task RunsList_NoRunsYet_SaysHowToStartOne()
    {
        Assert.Equal(0, await _shell.Run("runs list"));
        Assert.Contains("rl train CartPole-v1", _shell.Output);
        Assert.Empty(_shell.Files);
    }
}
