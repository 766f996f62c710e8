using System.Diagnostics.CodeAnalysis;

namespace RlOrleans.Learning;

/// <summary>The algorithms that can be asked for by name.</summary>
public sealed class AlgorithmRegistry
{
    private readonly Dictionary<string, AlgorithmDescriptor> _byName;

    private AlgorithmRegistry(IReadOnlyList<AlgorithmDescriptor> all)
    {
        All = all;
        _byName = all.ToDictionary(algorithm => algorithm.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The built-in algorithms.</summary>
    public static AlgorithmRegistry Default { get; } = new([Ppo.Descriptor, A2c.Descriptor, Impala.Descriptor, Dqn.Descriptor, QrDqn.Descriptor, Sac.Descriptor, Td3.Descriptor, Reinforce.Descriptor]);

    /// <summary>All algorithms.</summary>
    public IReadOnlyList<AlgorithmDescriptor> All { get; }

    /// <summary>Finds an algorithm by its name, with case ignored.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out AlgorithmDescriptor algorithm) => _byName.TryGetValue(name, out algorithm);

    /// <summary>Names that resemble one that does not exist, the nearest first.</summary>
    public IReadOnlyList<string> Near(string name) => NearNames.Of(name, All.Select(algorithm => algorithm.Name));
}
