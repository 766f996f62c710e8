using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Metadata;

namespace Orleans.Runtime;

/// <summary>The grain classes of the application, and which of them serves which interface.</summary>
internal sealed class GrainClassMap
{
    private readonly IServiceProvider _services;
    private readonly Dictionary<GrainType, Type> _types = [];
    private readonly ConcurrentDictionary<GrainType, GrainClass> _classes = new();
    private readonly ConcurrentDictionary<(Type Interface, string? Prefix), GrainType> _implementations = new();

    public GrainClassMap(IServiceProvider services, IEnumerable<GrainManifest> manifests)
    {
        _services = services;
        foreach (var type in manifests.SelectMany(manifest => manifest.Classes).Distinct())
        {
            var grainType = GrainTypeOf(type);
            if (!_types.TryAdd(grainType, type))
            {
                throw new OrleansConfigurationException(
                    $"Grain classes {_types[grainType]} and {type} have the same grain type '{grainType}'; name one of them with [GrainType].");
            }
        }
    }

    public IReadOnlyDictionary<GrainType, Type> Types => _types;

    public static GrainType GrainTypeOf(Type type)
    {
        if (type.GetCustomAttribute<GrainTypeAttribute>() is { } attribute)
        {
            return attribute.GetGrainType(null!, type);
        }

        const string Suffix = "grain";
        var name = type.Name.ToLowerInvariant();
        return GrainType.Create(name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name);
    }

    public GrainClass Get(GrainType grainType) =>
        _classes.TryGetValue(grainType, out var known) ? known : _classes.GetOrAdd(grainType, Create);

    /// <summary>Says which grain type calls through an interface go to.</summary>
    /// <exception cref="ArgumentException">None does, or several do and nothing chooses among them.</exception>
    public GrainType Implementation(Type grainInterface, string? prefix) =>
        _implementations.GetOrAdd((grainInterface, prefix), key => FindImplementation(key.Interface, key.Prefix));

    private GrainType FindImplementation(Type grainInterface, string? prefix)
    {
        var candidates = _types.Where(entry => grainInterface.IsAssignableFrom(entry.Value)).ToList();
        if (prefix is not null)
        {
            var named = candidates.Where(entry => entry.Value.FullName!.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            candidates = named.Where(entry => entry.Value.FullName == prefix).ToList() is { Count: 1 } exact ? exact : named;
        }
        else if (candidates.Count > 1)
        {
            if (grainInterface.GetCustomAttribute<DefaultGrainTypeAttribute>() is { } attribute)
            {
                return attribute.GrainType;
            }

            // IFooGrain is first of all served by FooGrain.
            var conventional = candidates.Where(entry => "I" + entry.Value.Name == grainInterface.Name).ToList();
            candidates = conventional.Count == 1 ? conventional : candidates;
        }

        return candidates switch
        {
            [var only] => only.Key,
            [] => throw new ArgumentException(
                $"Could not find an implementation for interface {grainInterface}{(prefix is null ? string.Empty : $" whose name begins with '{prefix}'")}.", nameof(grainInterface)),
            _ => throw new ArgumentException(
                $"Several grain classes implement {grainInterface}: {string.Join(", ", candidates.Select(entry => entry.Value.FullName))}. Give a class name prefix.", nameof(grainInterface)),
        };
    }

    private GrainClass Create(GrainType grainType)
    {
        if (!_types.TryGetValue(grainType, out var type))
        {
            throw new ArgumentException($"No grain class of type '{grainType}' is known here.", nameof(grainType));
        }

        return new GrainClass(
            grainType,
            type,
            new DefaultGrainActivator(type, _services),
            _services.GetRequiredService<ILoggerFactory>().CreateLogger(type.FullName!),
            _services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value,
            _services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value);
    }
}
