using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using RlOrleans.Environments;
using RlOrleans.Learning;
using RlOrleans.Runs;

namespace RlOrleans.Plugins;

/// <summary>
/// Loads assemblies with environments and algorithms of users' own. What a plugin registers is taken on as a whole or not
/// at all. Safe for concurrent use.
/// </summary>
/// <param name="environments">Where its environments go.</param>
/// <param name="algorithms">Where its algorithms go.</param>
/// <param name="recipes">Where its recipes go: those in <c>NAME.recipes.json</c> beside <c>NAME.dll</c>, if there is one.</param>
public sealed class PluginLoader(EnvironmentRegistry environments, AlgorithmRegistry algorithms, RecipeBook recipes)
{
    private readonly Lock _loading = new();
    private readonly Dictionary<string, Plugin> _loaded = new(StringComparer.Ordinal);

    /// <summary>Loads into the process-wide registries.</summary>
    public static PluginLoader Default { get; } = new(EnvironmentRegistry.Default, AlgorithmRegistry.Default, RecipeBook.Default);

    /// <summary>Loads an assembly and takes on what it registers; one that is loaded already is not loaded again.</summary>
    /// <param name="path">Of the assembly.</param>
    /// <exception cref="PluginException">The file is no plugin that can be loaded here, or registers what exists already; nothing was registered.</exception>
    public Plugin Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        path = Path.GetFullPath(path);
        string hash = PluginFile.Check(path);
        lock (_loading)
        {
            if (_loaded.TryGetValue(path, out var known))
            {
                return known.Sha256 == hash
                    ? known
                    : throw new PluginException(path, "has changed since this process loaded it; start a new one");
            }

            var (staged, learned) = RegisterAll(path, LoadAssembly(path));
            var cooked = ReadRecipes(path, learned);
            CheckNames(path, staged, learned, cooked);
            foreach (var algorithm in learned.All)
            {
                algorithms.Register(algorithm);
            }

            environments.RegisterAll(staged);
            recipes.Add(cooked);
            return _loaded[path] = new Plugin(path, hash, [.. staged.All.Select(spec => spec.Id)], [.. learned.All.Select(algorithm => algorithm.Name)]);
        }
    }

    /// <summary>
    /// Loads the plugins of a run, from where they were when it was launched. One by the same file name that is loaded already
    /// stands for it: the file may have moved.
    /// </summary>
    /// <returns>A sentence for each that is not the file that it was.</returns>
    /// <exception cref="PluginException">A file is not there any more, or cannot be loaded.</exception>
    public ImmutableArray<string> Load(ImmutableArray<PluginReference> plugins)
        => [.. plugins.Select(reference => (reference, plugin: Loaded(reference) ?? LoadAgain(reference)))
            .Where(pair => pair.plugin.Sha256 != pair.reference.Sha256)
            .Select(pair => $"plugin {pair.plugin.Path} is not the file that the run was launched with: results may differ")];

    private Plugin? Loaded(PluginReference reference)
    {
        lock (_loading)
        {
            return _loaded.GetValueOrDefault(reference.Path)
                ?? _loaded.Values.FirstOrDefault(plugin => Path.GetFileName(plugin.Path) == Path.GetFileName(reference.Path));
        }
    }

    private Plugin LoadAgain(PluginReference reference)
        => File.Exists(reference.Path)
            ? Load(reference.Path)
            : throw new PluginException(reference.Path, "of this run does not exist any more; build it again, or name it with --plugin");

    private static Assembly LoadAssembly(string path)
    {
        try
        {
            return new PluginLoadContext(path).LoadFromAssemblyPath(path);
        }
        catch (Exception exception) when (exception is BadImageFormatException or FileLoadException or FileNotFoundException or InvalidOperationException)
        {
            throw new PluginException(path, $"cannot be loaded: {exception.Message}", exception);
        }
    }

    // Into registries of its own, which the plugin may leave half-way in without harm.
    private static (EnvironmentRegistry Environments, AlgorithmRegistry Algorithms) RegisterAll(string path, Assembly assembly)
    {
        var (staged, learned) = (new EnvironmentRegistry(), new AlgorithmRegistry());
        var types = PluginTypes(path, assembly);
        if (types.Count == 0)
        {
            throw new PluginException(path, $"has no public class that implements {nameof(IEnvironmentPlugin)} or {nameof(IAlgorithmPlugin)}");
        }

        foreach (var type in types)
        {
            object plugin = Create(path, type);
            try
            {
                (plugin as IEnvironmentPlugin)?.Register(staged);
                (plugin as IAlgorithmPlugin)?.Register(learned);
            }
            catch (Exception exception)
            {
                throw new PluginException(path, $"could not register: {type.Name}.Register threw {FailureText.Of(exception)}", exception);
            }
        }

        return staged.All.Count + learned.All.Count > 0
            ? (staged, learned)
            : throw new PluginException(path, $"registers nothing: {string.Join(", ", types.Select(type => type.Name))} left the registry empty");
    }

    private static List<Type> PluginTypes(string path, Assembly assembly)
    {
        try
        {
            return
            [
                .. assembly.GetExportedTypes()
                    .Where(type => type is { IsClass: true, IsAbstract: false }
                        && (typeof(IEnvironmentPlugin).IsAssignableFrom(type) || typeof(IAlgorithmPlugin).IsAssignableFrom(type)))
                    .OrderBy(type => type.FullName, StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (exception is TypeLoadException or FileNotFoundException or FileLoadException or ReflectionTypeLoadException)
        {
            var reason = (exception as ReflectionTypeLoadException)?.LoaderExceptions.FirstOrDefault() ?? exception;
            throw new PluginException(path, $"lacks something that it needs: {reason.Message}", exception);
        }
    }

    private static object Create(string path, Type type)
    {
        if (type.GetConstructor(Type.EmptyTypes) is not { } constructor)
        {
            throw new PluginException(path, $"cannot be used: {type.Name} has no public constructor without parameters");
        }

        try
        {
            return constructor.Invoke(null);
        }
        catch (TargetInvocationException exception)
        {
            throw new PluginException(path, $"cannot be used: the constructor of {type.Name} threw {FailureText.Of(exception)}", exception.GetBaseException());
        }
    }

    private ImmutableArray<Recipe> ReadRecipes(string path, AlgorithmRegistry learned)
    {
        string file = Path.ChangeExtension(path, ".recipes.json");
        ImmutableArray<Recipe> read = [];
        if (File.Exists(file))
        {
            try
            {
                using var document = JsonDocument.Parse(File.ReadAllBytes(file));
                read = RecipeBook.Read(document, name => learned.TryGet(name, out var own) || algorithms.TryGet(name, out own) ? own : null);
            }
            catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or IOException or UnauthorizedAccessException)
            {
                throw new PluginException(path, $"has recipes that cannot be used, in {Path.GetFileName(file)}: {exception.Message}", exception);
            }
        }

        return
        [
            .. read,
            .. learned.All.Select(RecipeBook.DefaultOf).Where(fallback => !read.Any(recipe => (recipe.Algorithm, recipe.Environment) == (fallback.Algorithm, fallback.Environment))),
        ];
    }

    private void CheckNames(string path, EnvironmentRegistry staged, AlgorithmRegistry learned, ImmutableArray<Recipe> cooked)
    {
        string[] taken =
        [
            .. staged.All.Where(spec => environments.TryGet(spec.Id, out _)).Select(spec => $"the environment {spec.Id}"),
            .. learned.All.Where(algorithm => algorithms.TryGet(algorithm.Name, out _)).Select(algorithm => $"the algorithm {algorithm.Name}"),
            .. cooked.Where(recipe => recipes.All.Any(known => (known.Algorithm, known.Environment) == (recipe.Algorithm, recipe.Environment)))
                .Select(recipe => $"the recipe of {recipe.Algorithm} for {recipe.Environment}"),
        ];
        if (taken.Length > 0)
        {
            throw new PluginException(path, $"registers what exists already: {string.Join(", ", taken)}");
        }
    }
}
