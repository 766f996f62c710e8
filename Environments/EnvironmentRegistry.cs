using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using RlOrleans.Environments.ClassicControl;
using RlOrleans.Environments.MinAtar;
using RlOrleans.Environments.PacMan;
using RlOrleans.Environments.Snake;
using RlOrleans.Environments.ToyText;

namespace RlOrleans.Environments;

/// <summary>The environments that can be named: their specs, and how to create them. Safe for concurrent use.</summary>
public sealed class EnvironmentRegistry
{
    /// <summary>The most lanes that one vector may have.</summary>
    public const int MaxLaneCount = 65_536;

    private const int MaxNearNames = 3;
    private const int MaxIdLength = 128;

    // Names of wrapped environments come from runs and command lines; what some wrappers measure is worth keeping.
    private const int MaxRememberedNames = 1024;

    private readonly ConcurrentDictionary<string, Entry> _wrapped = new(StringComparer.Ordinal);

    private ImmutableSortedDictionary<string, Entry> _entries =
        ImmutableSortedDictionary.Create<string, Entry>(StringComparer.Ordinal);

    private FrozenSet<string> _builtIn = FrozenSet<string>.Empty;

    /// <summary>The process-wide registry, with the built-in environments.</summary>
    public static EnvironmentRegistry Default { get; } = CreateWithBuiltIns();

    /// <summary>Every registered spec, ordered by id.</summary>
    public IReadOnlyList<EnvironmentSpec> All => [.. _entries.Values.Select(entry => entry.Spec)];

    /// <summary>A new registry with the built-in environments and nothing else.</summary>
    public static EnvironmentRegistry CreateWithBuiltIns()
    {
        var registry = new EnvironmentRegistry();
        registry.Register(CartPole.Definition, lanes => new CartPole(lanes));
        registry.Register(MountainCar.Definition, lanes => new ClassicControlEnvironment<MountainCar>(lanes));
        registry.Register(MountainCarContinuous.Definition, lanes => new ClassicControlEnvironment<MountainCarContinuous>(lanes));
        registry.Register(Acrobot.Definition, lanes => new ClassicControlEnvironment<Acrobot>(lanes));
        registry.Register(Pendulum.Definition, lanes => new ClassicControlEnvironment<Pendulum>(lanes));
        foreach (TabularTask task in new[] { FrozenLake.Small, FrozenLake.Large, CliffWalking.Task, Taxi.Task })
            registry.Register(task.Spec, lanes => new TabularEnvironment(task, lanes));
        registry.Register(Blackjack.Definition, lanes => new LaneByLaneEnvironment(Blackjack.Definition, lanes, () => new Blackjack()));
        registry.Register(SnakeFeatures.Definition, lanes => new LaneByLaneEnvironment(SnakeFeatures.Definition, lanes, () => new SnakeFeatures()));
        registry.Register(SnakeGrid.Definition, lanes => new LaneByLaneEnvironment(SnakeGrid.Definition, lanes, () => new SnakeGrid()));
        registry.Register(PacManFeatures.Definition, lanes => new PacManEnvironment(lanes, new PacManFeatures(lanes)));
        registry.Register(PacManFrames.Definition, lanes => new PacManEnvironment(lanes, new PacManFrames(lanes)));
        registry.Register(PacManGrid.Definition, lanes => new PacManEnvironment(lanes, new PacManGrid(lanes)));
        registry.Register(Asterix.Definition, lanes => new MinAtarEnvironment<Asterix>(lanes));
        registry.Register(Breakout.Definition, lanes => new MinAtarEnvironment<Breakout>(lanes));
        registry.Register(Freeway.Definition, lanes => new MinAtarEnvironment<Freeway>(lanes));
        registry.Register(Seaquest.Definition, lanes => new MinAtarEnvironment<Seaquest>(lanes));
        registry.Register(SpaceInvaders.Definition, lanes => new MinAtarEnvironment<SpaceInvaders>(lanes));
        registry._builtIn = registry._entries.Keys.ToFrozenSet(StringComparer.Ordinal);
        return registry;
    }

    /// <summary>Looks up a spec by its exact id, with or without wrappers: see <see cref="WrappedName"/>.</summary>
    public bool TryGet(string id, [MaybeNullWhen(false)] out EnvironmentSpec spec)
    {
        spec = Find(id, [])?.Spec;
        return spec is not null;
    }

    /// <summary>All that is wrong with an id and its wrappers; empty where <see cref="TryGet"/> finds it.</summary>
    public IReadOnlyList<EnvironmentNameError> Check(string id)
    {
        var errors = new List<EnvironmentNameError>();
        Find(id, errors);
        return errors;
    }

    /// <summary>
    /// Whether an environment is one of this library's own, wrapped or not: its steps take microseconds, and do not fail. Others may do
    /// anything, and are kept on a thread of their own where that matters.
    /// </summary>
    public bool IsBuiltIn(string id) => _builtIn.Contains(WrappedName.Split(id).Id);

    /// <summary>Creates a vector of lanes, to be reset or restored before its first step.</summary>
    /// <param name="id">A registered id, with or without wrappers: see <see cref="WrappedName"/>.</param>
    /// <param name="lanes">N; 1 to <see cref="MaxLaneCount"/>.</param>
    /// <exception cref="UnknownEnvironmentException">The id is not registered.</exception>
    /// <exception cref="ArgumentException">A wrapper is unknown, or has a setting that is not allowed, or does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of lanes is out of range.</exception>
    public IVectorEnvironment Create(string id, int lanes)
    {
        ArgumentNullException.ThrowIfNull(id);
        var errors = new List<EnvironmentNameError>();
        Entry entry = Find(id, errors) ?? throw Refuse(id, errors);
        if (lanes is < 1 or > MaxLaneCount)
            throw new ArgumentOutOfRangeException(nameof(lanes), lanes, $"The number of lanes must be 1 to {MaxLaneCount}.");
        return entry.Create(lanes);
    }

    /// <summary>Adds an environment that steps all its lanes itself.</summary>
    /// <param name="spec">What it is. Its id must be new.</param>
    /// <param name="create">Makes a vector of the given number of lanes.</param>
    /// <exception cref="ArgumentException">The id is malformed or taken, or the episode limit or step deadline is out of range.</exception>
    public void Register(EnvironmentSpec spec, Func<int, IVectorEnvironment> create)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(create);
        if (string.IsNullOrWhiteSpace(spec.Id) || spec.Id.Length > MaxIdLength || spec.Id.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == WrappedName.Separator))
            throw new ArgumentException($"'{spec.Id}' cannot be an environment id: 1 to {MaxIdLength} characters without white space and '{WrappedName.Separator}'.", nameof(spec));
        if (spec.MaxEpisodeSteps is < 1 or >= 1 << 24)
            throw new ArgumentException($"{spec.Id}: an episode limit of {spec.MaxEpisodeSteps} steps is not within 1 to {(1 << 24) - 1}.", nameof(spec));
        if (spec.StepDeadline < TimeSpan.FromMilliseconds(1) || spec.StepDeadline > TimeSpan.FromMinutes(5))
            throw new ArgumentException($"{spec.Id}: a step deadline of {spec.StepDeadline} is not within 1 millisecond to 5 minutes.", nameof(spec));
        if (!ImmutableInterlocked.Update(ref _entries, Add))
            throw new ArgumentException($"An environment '{spec.Id}' is registered already.", nameof(spec));

        ImmutableSortedDictionary<string, Entry> Add(ImmutableSortedDictionary<string, Entry> entries) =>
            entries.ContainsKey(spec.Id) ? entries : entries.Add(spec.Id, new Entry(spec, create));
    }

    /// <summary>
    /// Adds a single environment; its lanes are stepped one after the other, on a thread of their own. One that fails or hangs
    /// costs the others nothing.
    /// </summary>
    /// <inheritdoc cref="Register(EnvironmentSpec, Func{int, IVectorEnvironment})"/>
    /// <param name="spec">What it is. Its id must be new.</param>
    /// <param name="create">Makes one environment; called once a lane.</param>
    public void Register(EnvironmentSpec spec, Func<IEnvironment> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Register(spec, lanes => new IsolatedEnvironment(spec, lanes, create, TimeProvider.System));
    }

    /// <summary>
    /// A registry with the environments that this one has now, of which each vector passes through a function when it is
    /// created. None of them counts as built in.
    /// </summary>
    public EnvironmentRegistry WithEach(Func<IVectorEnvironment, IVectorEnvironment> wrap)
    {
        ArgumentNullException.ThrowIfNull(wrap);
        return new EnvironmentRegistry
        {
            _entries = _entries.SetItems(_entries.Select(pair =>
                KeyValuePair.Create(pair.Key, pair.Value with { Create = lanes => wrap(pair.Value.Create(lanes)) }))),
        };
    }

    /// <summary>Adds every environment of another registry, or none of them.</summary>
    /// <exception cref="ArgumentException">An id is taken.</exception>
    public void RegisterAll(EnvironmentRegistry others)
    {
        ArgumentNullException.ThrowIfNull(others);
        ImmutableInterlocked.Update(ref _entries, entries => others._entries.Keys.FirstOrDefault(entries.ContainsKey) is { } taken
            ? throw new ArgumentException($"An environment '{taken}' is registered already.", nameof(others))
            : entries.AddRange(others._entries));
    }

    /// <summary>Registered ids that resemble a name, nearest first; at most three.</summary>
    public IReadOnlyList<string> Near(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length is 0 or > MaxIdLength)
            return [];

        // "cartpole" is three letters away from "CartPole-v1": a forgotten version must stay within reach.
        int reach = Math.Max(3, id.Length / 3);
        return
        [
            .. _entries.Keys
                .Select(name => (name, Distance: EditDistance.Between(id, name)))
                .Where(near => near.Distance <= reach || near.name.StartsWith(id, StringComparison.OrdinalIgnoreCase))
                .OrderBy(near => near.Distance)
                .ThenBy(near => near.name, StringComparer.Ordinal)
                .Take(MaxNearNames)
                .Select(near => near.name),
        ];
    }

    private static ArgumentException Refuse(string id, List<EnvironmentNameError> errors) => errors is [{ Wrapper: null } unknown]
        ? new UnknownEnvironmentException(unknown.Environment, unknown.Near)
        : new ArgumentException(string.Join(' ', errors.Select(error => error.ToString())), nameof(id));

    private Entry? Find(string id, List<EnvironmentNameError> errors)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (_entries.TryGetValue(id, out Entry? entry) || _wrapped.TryGetValue(id, out entry))
            return entry;
        (string bare, ImmutableArray<string> wrappers) = WrappedName.Split(id);
        if (!_entries.TryGetValue(bare, out entry))
            errors.Add(new EnvironmentNameError(bare, null, "is not registered", Near(bare)));
        foreach (string wrapper in wrappers)
        {
            Wrapping? wrapping = WrapperCatalog.Parse(wrapper, out string error);
            if (wrapping is null)
                errors.Add(new EnvironmentNameError(bare, wrapper, error, []));

            // What does not fit an environment that is wrong itself cannot be told.
            entry = wrapping is null || entry is null ? null : Wrap(entry, wrapper, wrapping, errors);
        }

        if (entry is not null && wrappers.Length > 0 && _wrapped.Count < MaxRememberedNames)
            entry = _wrapped.GetOrAdd(id, entry);
        return entry;

        Entry? Wrap(Entry inner, string wrapper, Wrapping wrapping, List<EnvironmentNameError> errors)
        {
            try
            {
                return new Entry(wrapping.Describe(inner.Spec), wrapping.Around(inner.Create));
            }
            catch (ArgumentException exception)
            {
                errors.Add(new EnvironmentNameError(bare, wrapper, $"does not fit here: {exception.Message}", []));
                return null;
            }
        }
    }

    private sealed record Entry(EnvironmentSpec Spec, Func<int, IVectorEnvironment> Create);
}
