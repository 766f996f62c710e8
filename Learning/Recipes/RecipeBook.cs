using System.Text.Json;

namespace RlOrleans.Learning;

/// <summary>
/// The recipes, which are data: one file for each algorithm, with an entry for each environment and one named
/// <c>default</c>. An entry names only the hyperparameters that differ from the algorithm's defaults.
/// </summary>
public sealed class RecipeBook
{
    private const string DefaultEntry = "default";

    private RecipeBook(IReadOnlyList<Recipe> all) => All = all;

    /// <summary>The built-in recipes.</summary>
    public static RecipeBook Default { get; } = ReadEmbedded();

    /// <summary>All recipes, algorithm by algorithm.</summary>
    public IReadOnlyList<Recipe> All { get; }

    /// <summary>The recipe for an environment, or else the algorithm's default one.</summary>
    /// <param name="environment">The environment's id.</param>
    /// <param name="algorithm">The algorithm's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such algorithm.</exception>
    public Recipe Find(string environment, string algorithm)
    {
        Recipe? fallback = null;
        foreach (Recipe recipe in All)
        {
            if (!string.Equals(recipe.Algorithm, algorithm, StringComparison.OrdinalIgnoreCase))
                continue;
            if (string.Equals(recipe.Environment, environment, StringComparison.OrdinalIgnoreCase))
                return recipe;
            if (recipe.Environment == DefaultEntry)
                fallback = recipe;
        }

        return fallback ?? throw new KeyNotFoundException($"There is no recipe for the algorithm '{algorithm}'.");
    }

    /// <summary>Reads the recipes of one algorithm.</summary>
    /// <exception cref="InvalidDataException">An entry is incomplete, or has a hyperparameter that is not allowed.</exception>
    internal static IEnumerable<Recipe> Read(AlgorithmDescriptor algorithm, JsonDocument document)
    {
        var recipes = new List<Recipe>();
        foreach (JsonProperty entry in document.RootElement.EnumerateObject())
        {
            if (!entry.Value.TryGetProperty("steps", out JsonElement steps) || !entry.Value.TryGetProperty("lanes", out JsonElement lanes))
                throw new InvalidDataException($"The recipe of {algorithm.Name} for {entry.Name} lacks steps or lanes.");
            var values = algorithm.Hyperparameters.ToDictionary(descriptor => descriptor.Name, descriptor => descriptor.Default);
            if (entry.Value.TryGetProperty("hyperparameters", out JsonElement hyperparameters))
                foreach (JsonProperty hyperparameter in hyperparameters.EnumerateObject())
                    values[hyperparameter.Name] = hyperparameter.Value.ToString();
            IReadOnlyList<HyperparameterError> errors = algorithm.Validate(values, lanes.GetInt32());
            if (errors.Count > 0)
                throw new InvalidDataException($"The recipe of {algorithm.Name} for {entry.Name}: {string.Join(' ', errors.Select(error => error.Message))}");
            recipes.Add(new Recipe(entry.Name, algorithm.Name, steps.GetInt64(), lanes.GetInt32(), values));
        }

        if (!recipes.Exists(recipe => recipe.Environment == DefaultEntry))
            throw new InvalidDataException($"The recipes of {algorithm.Name} have no entry named {DefaultEntry}.");
        return recipes;
    }

    private static RecipeBook ReadEmbedded()
    {
        var all = new List<Recipe>();
        foreach (AlgorithmDescriptor algorithm in AlgorithmRegistry.Default.All)
        {
            using Stream stream = typeof(RecipeBook).Assembly.GetManifestResourceStream($"Recipes/{algorithm.Name}.json")
                ?? throw new InvalidDataException($"The recipes of {algorithm.Name} are missing.");
            using JsonDocument document = JsonDocument.Parse(stream);
            all.AddRange(Read(algorithm, document));
        }

        return new RecipeBook(all);
    }
}
