using System.Collections.Immutable;
using System.Globalization;
using RlOrleans.Environments;
using RlOrleans.Learning;

namespace RlOrleans.Runs;

/// <summary>
/// Turns a request into a complete spec (defaults, overlaid with the recipe, overlaid with the caller's values) and
/// checks it, so that whatever starts can also end.
/// </summary>
public sealed class RunPlanner(EnvironmentRegistry environments, AlgorithmRegistry algorithms, RecipeBook recipes)
{
    /// <summary>The complete spec of a request.</summary>
    /// <exception cref="InvalidRequestException">All mistakes of the request.</exception>
    public RunSpec Plan(RunRequest request)
    {
        string environment = WrappedName.Join(request.Environment, request.Wrappers);
        string name = NameOf(environment);

        // A mistaken name must not hide the other mistakes: what would come from its recipe is left at what is allowed.
        var recipe = algorithms.TryGet(request.Algorithm, out _) ? recipes.Find(name, request.Algorithm) : null;
        var hyperparameters = recipe?.Hyperparameters.ToImmutableDictionary() ?? ImmutableDictionary<string, string>.Empty;
        var spec = new RunSpec
        {
            Environment = environments.TryGet(environment, out var known) ? known.Id : environment,
            Algorithm = request.Algorithm,
            Steps = request.Steps ?? recipe?.Steps ?? 1,
            Seed = request.Seed,
            Agents = request.Agents,
            Lanes = request.Lanes ?? recipe?.Lanes ?? 1,
            Hyperparameters = hyperparameters.SetItems(request.Set),
            Record = request.Record,
            Dataset = request.Dataset ?? Path.Combine("datasets", DatasetNameOf(known?.Id ?? environment)),
            EvaluationEpisodes = request.EvaluationEpisodes,
        };
        if (request.CheckpointEvery is { } every)
        {
            spec = spec with { CheckpointEvery = every };
        }

        Check(spec);
        return spec;
    }

    /// <summary>Checks a complete spec.</summary>
    /// <exception cref="InvalidRequestException">All mistakes of the spec.</exception>
    public void Check(RunSpec spec)
    {
        var errors = CheckNames(spec.Environment, spec.Algorithm);
        Range(errors, "--steps", spec.Steps, 1, RunLimits.MaxSteps);
        Range(errors, "--agents", spec.Agents, 1, RunLimits.MaxAgents);
        Range(errors, "--lanes", spec.Lanes, 1, RunLimits.MaxLanes);
        Range(errors, "--checkpoint-every", spec.CheckpointEvery, 0, int.MaxValue);
        Range(errors, "--episodes", spec.EvaluationEpisodes, 0, RunLimits.MaxEvaluationEpisodes);
        if (!Enum.IsDefined(spec.Record))
        {
            errors.Add(new("--record", spec.Record.ToString(), "must be all, evaluation or none"));
        }

        if (string.IsNullOrWhiteSpace(spec.Dataset) || spec.Dataset.Contains('\0', StringComparison.Ordinal))
        {
            errors.Add(new("--dataset", spec.Dataset ?? "", "must be the path of a folder"));
        }

        environments.TryGet(spec.Environment, out var environment);
        if (algorithms.TryGet(spec.Algorithm, out var algorithm))
        {
            errors.AddRange(CheckAlgorithm(algorithm, environment, spec));
        }

        if (errors.Count == 0 && RolloutOf(spec) is var rollout && spec.Steps < rollout)
        {
            errors.Add(new("--steps", Text(spec.Steps),
                $"is below one rollout of {rollout} steps (n_steps x --lanes x --agents)"));
        }

        if (errors.Count > 0)
        {
            throw new InvalidRequestException(errors);
        }
    }

    /// <summary>What recipes and run ids know an environment by: its id without wrappers, of which an address loses all but the path, and all addresses but the first.</summary>
    public static string NameOf(string environment)
    {
        ArgumentNullException.ThrowIfNull(environment);

        // Of several addresses, which all play the same, the first will do.
        environment = WrappedName.Split(environment.Split(",http")[0]).Id;
        if (!environment.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(environment, UriKind.Absolute, out var address))
        {
            return environment;
        }

        string path = WrappedName.Split(Uri.UnescapeDataString(address.AbsolutePath.Trim('/'))).Id;
        return path.Length > 0 ? path : address.Host;
    }

    /// <summary>The name of an environment with more wrappers around it, which leave observations and actions as they are.</summary>
    /// <exception cref="InvalidRequestException">A wrapper is wrong, or changes what a policy of the environment can act with.</exception>
    public string Wrap(string environment, ImmutableArray<string> wrappers)
    {
        string name = WrappedName.Join(environment, wrappers);
        var errors = CheckEnvironment(name);
        if (errors.Count > 0)
        {
            throw new InvalidRequestException(errors);
        }

        return environments.TryGet(environment, out var known) && environments.TryGet(name, out var wrapped)
            && (!known.ObservationSpace.Equals(wrapped.ObservationSpace) || !known.ActionSpace.Equals(wrapped.ActionSpace))
            ? throw new InvalidRequestException(
                [new("--wrap", string.Join(' ', wrappers), $"makes observations of {wrapped.ObservationSpace}, and the policy knows {known.ObservationSpace}")])
            : name;
    }

    /// <summary>Steps of one update of a valid spec: n_steps x lanes x agents.</summary>
    public long RolloutOf(RunSpec spec)
    {
        algorithms.TryGet(spec.Algorithm, out var algorithm);
        return (long)algorithm!.RolloutSteps(spec.Hyperparameters) * spec.Lanes * spec.Agents;
    }

    /// <summary>Steps that a valid spec ends at: its whole rollouts.</summary>
    public long TotalStepsOf(RunSpec spec)
    {
        long rollout = RolloutOf(spec);
        return spec.Steps / rollout * rollout;
    }

    // Wrappers change what a dataset's observations and rewards are, so that its name has them.
    private static string DatasetNameOf(string environment)
    {
        var settings = WrappedName.Split(environment).Wrappers.Select(wrapper => "-" + string.Concat(wrapper.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')));
        return NameOf(environment).ToLowerInvariant() + string.Concat(settings);
    }

    private IEnumerable<FieldError> CheckAlgorithm(AlgorithmDescriptor algorithm, EnvironmentSpec? environment, RunSpec spec)
    {
        if (environment is not null && (ActionSpecs.TryFrom(environment.ActionSpace) is not { } action || !algorithm.ActsIn(action)))
        {
            var suitable = algorithms.All.Where(known => ActionSpecs.TryFrom(environment.ActionSpace) is { } actions && known.ActsIn(actions));
            yield return new("--algorithm", spec.Algorithm,
                $"cannot act in {environment.ActionSpace} of {environment.Id}; {string.Join(", ", suitable.Select(known => known.Name))} can");
        }

        int lanes = Math.Clamp(spec.Lanes, 1, RunLimits.MaxLanes) * Math.Clamp(spec.Agents, 1, RunLimits.MaxAgents);
        var errors = environment is null
            ? algorithm.Validate(spec.Hyperparameters, lanes)
            : algorithm.Validate(spec.Hyperparameters, lanes, ActionSpecs.ShapeOf(environment.ObservationSpace));
        foreach (var error in errors)
        {
            yield return new($"--set {error.Name}", error.Value, error.Message);
        }
    }

    private List<FieldError> CheckNames(string environment, string algorithm)
    {
        var errors = CheckEnvironment(environment);
        if (!algorithms.TryGet(algorithm, out _))
        {
            errors.Add(new("--algorithm", algorithm, $"must be one of {string.Join(", ", algorithms.All.Select(known => known.Name))}"));
        }

        return errors;
    }

    private List<FieldError> CheckEnvironment(string name) =>
    [
        .. environments.Check(name).Select(error => error.Wrapper is null
            ? new FieldError("environment", error.Environment, $"{error.Message}{DidYouMean(error.Near)}; see: rl environments")
            : new FieldError("--wrap", error.Wrapper, error.Message)),
    ];

    private static string DidYouMean(IReadOnlyList<string> near)
        => near.Count == 0 ? "" : $" (did you mean {string.Join(" or ", near)}?)";

    private static void Range(List<FieldError> errors, string field, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            errors.Add(new(field, Text(value), $"must be from {least} to {most}"));
        }
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
