using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>An algorithm: its hyperparameters, what is allowed together, and how a learner is made.</summary>
public sealed class AlgorithmDescriptor
{
    private readonly Func<Hyperparameters, int, IEnumerable<HyperparameterError>> _check;
    private readonly Func<LearnerOptions, Hyperparameters, ILearner> _create;
    private readonly Func<ActionSpec, bool> _actsIn;
    private readonly string _rolloutSteps;

    /// <summary>An algorithm.</summary>
    /// <param name="name">Lower case, as it is typed.</param>
    /// <param name="summary">One sentence, with the source.</param>
    /// <param name="synchronous">Whether an update waits for every agent to have acted on the current version.</param>
    /// <param name="actsIn">Which actions it can learn to choose.</param>
    /// <param name="hyperparameters">Among them the steps of each lane in a rollout, a whole number.</param>
    /// <param name="check">What is wrong with values that are allowed one by one, given the lanes over all agents.</param>
    /// <param name="create">Makes a learner.</param>
    /// <param name="rolloutSteps">Name of the hyperparameter that is the steps of each lane in a rollout.</param>
    public AlgorithmDescriptor(
        string name,
        string summary,
        bool synchronous,
        Func<ActionSpec, bool> actsIn,
        IReadOnlyList<HyperparameterDescriptor> hyperparameters,
        Func<Hyperparameters, int, IEnumerable<HyperparameterError>> check,
        Func<LearnerOptions, Hyperparameters, ILearner> create,
        string rolloutSteps = "n_steps")
    {
        Name = name;
        Summary = summary;
        Synchronous = synchronous;
        Hyperparameters = hyperparameters;
        _actsIn = actsIn;
        _check = check;
        _create = create;
        _rolloutSteps = rolloutSteps;
    }

    /// <summary>The name, as it is typed.</summary>
    public string Name { get; }

    /// <summary>What it is, in one sentence.</summary>
    public string Summary { get; }

    /// <summary>Whether an update waits for every agent to have acted on the current version.</summary>
    public bool Synchronous { get; }

    /// <summary>The hyperparameters, in the order in which to show them.</summary>
    public IReadOnlyList<HyperparameterDescriptor> Hyperparameters { get; }

    /// <summary>Whether the algorithm can learn to choose such actions.</summary>
    public bool ActsIn(ActionSpec action) => _actsIn(action);

    /// <summary>All that is wrong with the values; empty where nothing is.</summary>
    /// <param name="values">Text by name; those left out have their defaults.</param>
    /// <param name="laneCount">Lanes over all agents, at least 1.</param>
    public IReadOnlyList<HyperparameterError> Validate(IReadOnlyDictionary<string, string> values, int laneCount)
    {
        var errors = new List<HyperparameterError>();
        Hyperparameters? read = Read(values, errors);
        if (read is not null)
            errors.AddRange(_check(read, laneCount));
        return errors;
    }

    /// <summary>All that is wrong with the values for an environment; empty where nothing is.</summary>
    /// <param name="values">Text by name; those left out have their defaults.</param>
    /// <param name="laneCount">Lanes over all agents, at least 1.</param>
    /// <param name="observation">Shape of an observation.</param>
    public IReadOnlyList<HyperparameterError> Validate(IReadOnlyDictionary<string, string> values, int laneCount, TensorShape observation)
    {
        List<HyperparameterError> errors = [.. Validate(values, laneCount)];
        if (errors.Count > 0)
            return errors;
        Hyperparameters read = Read(values, errors)!;
        foreach (HyperparameterDescriptor descriptor in Hyperparameters)
            if (descriptor.Parse(descriptor.Default) is ImmutableArray<LayerSpec>
                && !LayerCatalog.Fits(read.Layers(descriptor.Name), observation, out string? reason))
                errors.Add(new HyperparameterError(descriptor.Name, LayerSpec.Format(read.Layers(descriptor.Name)), $"{descriptor.Name}: {reason}."));
        return errors;
    }

    /// <summary>Makes a learner with weights drawn from the seed.</summary>
    /// <exception cref="ArgumentException">A hyperparameter, or another option, is not allowed; the message names all.</exception>
    public ILearner CreateLearner(LearnerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Observation.Size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LaneCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TotalSteps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        return _create(options, Accept(options.Hyperparameters, options.LaneCount));
    }

    /// <summary>Steps of each lane in a rollout.</summary>
    /// <param name="values">Text by name; those left out have their defaults.</param>
    /// <exception cref="ArgumentException">A hyperparameter is not allowed.</exception>
    public int RolloutSteps(IReadOnlyDictionary<string, string> values)
    {
        var errors = new List<HyperparameterError>();
        Hyperparameters? read = Read(values, errors);
        return read?.WholeNumber(_rolloutSteps) ?? throw Refuse(errors, nameof(values));
    }

    private Hyperparameters Accept(IReadOnlyDictionary<string, string> values, int laneCount)
    {
        IReadOnlyList<HyperparameterError> errors = Validate(values, laneCount);
        return errors.Count > 0 ? throw Refuse(errors, nameof(values)) : Read(values, [])!;
    }

    private static ArgumentException Refuse(IReadOnlyList<HyperparameterError> errors, string parameter) =>
        new(string.Join(' ', errors.Select(error => error.Message)), parameter);

    // Null where a value could not be read; then there is nothing to check the values against each other on.
    private Hyperparameters? Read(IReadOnlyDictionary<string, string> values, List<HyperparameterError> errors)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach ((string name, string value) in values)
            if (!Hyperparameters.Any(descriptor => descriptor.Name == name))
                errors.Add(new HyperparameterError(name, value, UnknownMessage(name)));

        var read = new Dictionary<string, object>();
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (HyperparameterDescriptor descriptor in Hyperparameters)
        {
            string text = values.TryGetValue(descriptor.Name, out string? given) ? given : descriptor.Default;
            texts[descriptor.Name] = text.Trim();
            if (descriptor.Parse(text) is { } value)
                read[descriptor.Name] = value;
            else
                errors.Add(new HyperparameterError(
                    descriptor.Name, text, $"{descriptor.Name} is '{text}', but must be {descriptor.Allowed}."));
        }

        return errors.Count == 0 ? new Hyperparameters(read, texts) : null;
    }

    private string UnknownMessage(string name)
    {
        IReadOnlyList<string> near = NearNames.Of(name, Hyperparameters.Select(descriptor => descriptor.Name));
        return near.Count > 0
            ? $"{Name} has no hyperparameter '{name}'. Did you mean {string.Join(" or ", near)}?"
            : $"{Name} has no hyperparameter '{name}'. It has {string.Join(", ", Hyperparameters.Select(descriptor => descriptor.Name))}.";
    }
}
