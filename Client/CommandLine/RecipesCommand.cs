using System.CommandLine;
using RlOrleans.Client.Display;
using RlOrleans.Learning;
using Spectre.Console;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl recipes</c>: the tuned hyperparameters that <c>rl train</c> starts from.</summary>
internal static class RecipesCommand
{
    private static readonly Argument<string?> EnvironmentId = new("environment")
    {
        Description = "Only what is used for this environment. Default: every recipe",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Algorithm = new("--algorithm") { HelpName = "NAME", Description = "Only those of this algorithm. Default: every algorithm" };

    public static RlCommand Create() => new("recipes", "Shows the tuned hyperparameters of each environment and algorithm.")
    {
        Arguments = { EnvironmentId },
        Options = { Algorithm, CommonOptions.Plugin, CommonOptions.Json },
        Examples =
        [
            new("rl recipes", "every recipe"),
            new("rl recipes CartPole-v1 --algorithm ppo", "what rl train CartPole-v1 uses"),
        ],
        Run = Run,
    };

    private static Task<int> Run(Invocation invocation)
    {
        var recipes = Select(invocation);
        if (invocation.Json)
        {
            var answer = new RecipeListJson(
            [
                .. recipes.Select(recipe => new RecipeJson(
                    recipe.Environment,
                    recipe.Algorithm,
                    recipe.Steps,
                    recipe.Lanes,
                    new SortedDictionary<string, string>(recipe.Hyperparameters.ToDictionary(), StringComparer.Ordinal))),
            ]);
            RlJson.Write(invocation.Terminal.Output, answer);
        }
        else
        {
            foreach (var recipe in recipes)
                Write(recipe, invocation.Terminal);
        }

        return Task.FromResult(ExitCodes.Success);
    }

    private static IReadOnlyList<Recipe> Select(Invocation invocation)
    {
        Plugins.Require(invocation);
        var mistakes = invocation.Mistakes;
        string? environment = invocation.Text(EnvironmentId);
        string? algorithm = invocation.Text(Algorithm);
        mistakes.Environment("environment", environment);
        mistakes.Algorithm("--algorithm", algorithm);
        mistakes.ThrowIfAny();

        var algorithms = AlgorithmRegistry.Default.All
            .Select(known => known.Name)
            .Where(name => algorithm is null || string.Equals(name, algorithm, StringComparison.OrdinalIgnoreCase));
        return environment is null
            ? [.. RecipeBook.Default.All.Where(recipe => algorithms.Contains(recipe.Algorithm, StringComparer.OrdinalIgnoreCase))]
            : [.. algorithms.Select(name => RecipeBook.Default.Find(environment, name))];
    }

    private static void Write(Recipe recipe, Terminal terminal)
    {
        AlgorithmRegistry.Default.TryGet(recipe.Algorithm, out var algorithm);
        string title = recipe.Environment == "default" ? "any other environment" : recipe.Environment;
        terminal.Ansi.MarkupLine(
            $"[bold]{Markup.Escape(title)}[/] with [bold]{Markup.Escape(recipe.Algorithm)}[/]: "
            + $"{RunTexts.Counted(recipe.Steps, "step")}, {RunTexts.Counted(recipe.Lanes, "lane")}");
        var table = Tables.Create("hyperparameter", "value", "algorithm's default");
        foreach (var descriptor in algorithm!.Hyperparameters)
        {
            string value = recipe.Hyperparameters.GetValueOrDefault(descriptor.Name, descriptor.Default);
            bool tuned = value != descriptor.Default;
            table.AddRow(
                Markup.Escape(descriptor.Name),
                tuned ? $"[green]{Markup.Escape(value)}[/]" : Markup.Escape(value),
                tuned ? $"[grey]{Markup.Escape(descriptor.Default)}[/]" : "");
        }

        terminal.Ansi.Write(table);
    }
}
