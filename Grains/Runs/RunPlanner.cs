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
        var errors = CheckNames(request.Environment, request.Algorithm);
        if (errors.Count > 0)
        {
            throw new InvalidRequestException(errors);
        }

        string name = NameOf(request.Environment);
        var recipe = recipes.Find(name, request.Algorithm);
        var spec = new RunSpec
        {
            Environment = request.Environment,
            Algorithm = request.Algorithm,
            Steps = request.Steps ?? recipe.Steps,
            Seed = request.Seed,
            Agents = request.Agents,
            Lanes = request.Lanes ?? recipe.Lanes,
            Hyperparameters = recipe.Hyperparameters.ToImmutableDictionary().SetItems(request.Set),
            Record = request.Record,
            Dataset = request.Dataset ?? Path.Combine("datasets", name.ToLowerInvariant()),
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
        if (errors.Count > 0)
        {
            throw new InvalidRequestException(errors);
        }

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

        algorithms.TryGet(spec.Algorithm, out var algorithm);
        environments.TryGet(spec.Environment, out var environment);
        if (ActionSpecs.TryFrom(environment!.ActionSpace) is not { } action || !algorithm!.ActsIn(action))
        {
            var suitable = algorithms.All.Where(known => ActionSpecs.TryFrom(environment.ActionSpace) is { } actions && known.ActsIn(actions));
            errors.Add(new("--algorithm", spec.Algorithm,
                $"cannot act in {environment.ActionSpace} of {environment.Id}; {string.Join(", ", suitable.Select(known => known.Name))} can"));
        }

        int lanes = Math.Clamp(spec.Lanes, 1, RunLimits.MaxLanes) * Math.Clamp(spec.Agents, 1, RunLimits.MaxAgents);
        var hyperparameterErrors = algorithm!.Validate(spec.Hyperparameters, lanes, ActionSpecs.ShapeOf(environment.ObservationSpace));
        errors.AddRange(hyperparameterErrors.Select(error => new FieldError($"--set {error.Name}", error.Value, error.Message)));
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

    /// <summary>What files and recipes know an environment by: its id, of which an address loses all but the path.</summary>
    public static string NameOf(string environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (!environment.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(environment, UriKind.Absolute, out var address))
        {
            return environment;
        }

        string path = address.AbsolutePath.Trim('/');
        return path.Length > 0 ? path : address.Host;
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

    private List<FieldError> CheckNames(string environment, string algorithm)
    {
        var errors = new List<FieldError>();
        if (!environments.TryGet(environment, out _))
        {
            errors.Add(new("environment", environment, $"is not registered{DidYouMean(environments.Near(environment))}; see: rl environments"));
        }

        if (!algorithms.TryGet(algorithm, out _))
        {
            errors.Add(new("--algorithm", algorithm, $"must be one of {string.Join(", ", algorithms.All.Select(known => known.Name))}"));
        }

        return errors;
    }

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
