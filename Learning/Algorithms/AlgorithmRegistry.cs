using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace RlOrleans.Learning;

/// <summary>The algorithms that can be asked for by name. Safe for concurrent use.</summary>
public sealed partial class AlgorithmRegistry
{
    private ImmutableList<AlgorithmDescriptor> _all = [];

    /// <summary>The process-wide registry, with the built-in algorithms.</summary>
    public static AlgorithmRegistry Default { get; } = CreateWithBuiltIns();

    /// <summary>All algorithms, the built-in ones first.</summary>
    public IReadOnlyList<AlgorithmDescriptor> All => _all;

    /// <summary>A new registry with the built-in algorithms and nothing else.</summary>
    public static AlgorithmRegistry CreateWithBuiltIns() => new()
    {
        _all = [Ppo.Descriptor, A2c.Descriptor, Impala.Descriptor, Dqn.Descriptor, QrDqn.Descriptor, Sac.Descriptor, Td3.Descriptor, Reinforce.Descriptor],
    };

    /// <summary>Finds an algorithm by its name, with case ignored.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out AlgorithmDescriptor algorithm)
    {
        algorithm = Find(_all, name);
        return algorithm is not null;
    }

    /// <summary>Adds an algorithm.</summary>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    public void Register(AlgorithmDescriptor algorithm)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        if (!Name().IsMatch(algorithm.Name))
            throw new ArgumentException($"'{algorithm.Name}' cannot be the name of an algorithm: a lower-case letter, then at most 31 of lower-case letters, digits, '-' and '_'.", nameof(algorithm));
        if (!ImmutableInterlocked.Update(ref _all, all => Find(all, algorithm.Name) is null ? all.Add(algorithm) : all))
            throw new ArgumentException($"An algorithm '{algorithm.Name}' is registered already.", nameof(algorithm));
    }

    /// <summary>Names that resemble one that does not exist, the nearest first.</summary>
    public IReadOnlyList<string> Near(string name) => NearNames.Of(name, _all.Select(algorithm => algorithm.Name));

    private static AlgorithmDescriptor? Find(ImmutableList<AlgorithmDescriptor> all, string name) =>
        all.Find(algorithm => string.Equals(algorithm.Name, name, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{0,31}\z")]
    private static partial Regex Name();
}
