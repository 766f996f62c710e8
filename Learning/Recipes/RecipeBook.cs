using System.Collections.Immutable;
using System.Text.Json;

namespace RlOrleans.Learning;

/// <summary>
/// The recipes, which are data: one file for each algorithm, with an entry for each environment and one named
/// <c>default</c>. An entry names only the hyperparameters that differ from the algorithm's defaults. Safe for concurrent use.
/// </summary>
public sealed class RecipeBook
{
    private const string DefaultEntry = "default";

    // What an algorithm without recipes begins with, on an environment that nobody knows yet.
    private const long DefaultSteps = 1_000_000;
    private const int DefaultLanes = 8;

    private ImmutableList<Recipe> _all;

    private RecipeBook(ImmutableList<Recipe> all) => _all = all;

    /// <summary>The process-wide book, with the built-in recipes.</summary>
    public static RecipeBook Default { get; } = CreateWithBuiltIns();

    /// <summary>All recipes, algorithm by algorithm.</summary>
    public IReadOnlyList<Recipe> All => _all;

    /// <summary>A new book with the built-in recipes and nothing else.</summary>
    public static RecipeBook CreateWithBuiltIns() => new([.. AlgorithmRegistry.CreateWithBuiltIns().All.SelectMany(ReadEmbedded)]);

    /// <summary>The recipe for an environment, or else the algorithm's default one.</summary>
    /// <param name="environment">The environment's id.</param>
    /// <param name="algorithm">The algorithm's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such algorithm.</exception>
    public Recipe Find(string environment, string algorithm)
    {
        Recipe? fallback = null;
        foreach (Recipe recipe in _all)
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

    /// <summary>Reads the recipes of several algorithms: <c>{"ppo": {"MyGame-v0": {"steps": …, "lanes": …, "hyperparameters": {…}}}}</c>.</summary>
    /// <param name="document">The recipes.</param>
    /// <param name="find">The algorithm of a name; null where there is none.</param>
    /// <exception cref="InvalidDataException">An algorithm is not known, or an entry is incomplete, or has a hyperparameter that is not allowed.</exception>
    public static ImmutableArray<Recipe> Read(JsonDocument document, Func<string, AlgorithmDescriptor?> find)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(find);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("Recipes are an object with an entry for each algorithm.");
        return
        [
            .. document.RootElement.EnumerateObject().SelectMany(entry => ReadEntries(
                find(entry.Name) ?? throw new InvalidDataException($"There are recipes for '{entry.Name}', which is no algorithm."), entry.Value)),
        ];
    }

    /// <summary>Adds recipes, all or none.</summary>
    /// <exception cref="ArgumentException">There is a recipe already for one of the pairs of environment and algorithm.</exception>
    public void Add(IReadOnlyCollection<Recipe> recipes)
    {
        ArgumentNullException.ThrowIfNull(recipes);
        ImmutableInterlocked.Update(ref _all, all => recipes.FirstOrDefault(recipe => all.Exists(known => IsSame(known, recipe))) is { } taken
            ? throw new ArgumentException($"There is a recipe of {taken.Algorithm} for {taken.Environment} already.", nameof(recipes))
            : all.AddRange(recipes));
    }

    /// <summary>The recipe of an algorithm that has none: its own defaults, a million steps, eight lanes.</summary>
    public static Recipe DefaultOf(AlgorithmDescriptor algorithm)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        return new Recipe(DefaultEntry, algorithm.Name, DefaultSteps, DefaultLanes, algorithm.Hyperparameters.ToDictionary(one => one.Name, one => one.Default));
    }

    /// <summary>Reads the recipes of one algorithm, one of them its default.</summary>
    /// <exception cref="InvalidDataException">An entry is incomplete, or has a hyperparameter that is not allowed.</exception>
    internal static IEnumerable<Recipe> Read(AlgorithmDescriptor algorithm, JsonDocument document)
    {
        List<Recipe> recipes = [.. ReadEntries(algorithm, document.RootElement)];
        if (!recipes.Exists(recipe => recipe.Environment == DefaultEntry))
            throw new InvalidDataException($"The recipes of {algorithm.Name} have no entry named {DefaultEntry}.");
        return recipes;
    }

    private static IEnumerable<Recipe> ReadEntries(AlgorithmDescriptor algorithm, JsonElement entries)
    {
        if (entries.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"The recipes of {algorithm.Name} are no object with an entry for each environment.");
        foreach (JsonProperty entry in entries.EnumerateObject())
        {
            int lanes = Member(entry, "lanes") is { } some && some.TryGetInt32(out int count) ? count : throw Lacks(entry.Name, "lanes");
            long steps = Member(entry, "steps") is { } all && all.TryGetInt64(out long number) ? number : throw Lacks(entry.Name, "steps");
            var values = algorithm.Hyperparameters.ToDictionary(descriptor => descriptor.Name, descriptor => descriptor.Default);
            if (entry.Value.TryGetProperty("hyperparameters", out JsonElement hyperparameters))
                foreach (JsonProperty hyperparameter in hyperparameters.EnumerateObject())
                    values[hyperparameter.Name] = TextOf(hyperparameter.Value);
            IReadOnlyList<HyperparameterError> errors = algorithm.Validate(values, lanes);
            if (errors.Count > 0)
                throw new InvalidDataException($"The recipe of {algorithm.Name} for {entry.Name}: {string.Join(' ', errors.Select(error => error.Message))}");
            yield return new Recipe(entry.Name, algorithm.Name, steps, lanes, values);
        }

        InvalidDataException Lacks(string environment, string member) =>
            new($"The recipe of {algorithm.Name} for {environment} lacks {member}, a whole number.");
    }

    private static string TextOf(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetRawText() : value.ToString();

    private static JsonElement? Member(JsonProperty entry, string name) =>
        entry.Value.ValueKind == JsonValueKind.Object && entry.Value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.Number
            ? member
            : null;

    private static bool IsSame(Recipe left, Recipe right) =>
        string.Equals(left.Environment, right.Environment, StringComparison.OrdinalIgnoreCase)
        && string.Equals(left.Algorithm, right.Algorithm, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Recipe> ReadEmbedded(AlgorithmDescriptor algorithm)
    {
        using Stream stream = typeof(RecipeBook).Assembly.GetManifestResourceStream($"Recipes/{algorithm.Name}.json")
            ?? throw new InvalidDataException($"The recipes of {algorithm.Name} are missing.");
        using JsonDocument document = JsonDocument.Parse(stream);
        return [.. Read(algorithm, document)];
    }
}
