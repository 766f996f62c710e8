using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>Says on which silo new activations of the grain class are placed.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public abstract class PlacementAttribute : Attribute
{
    /// <summary>Creates the attribute.</summary>
    /// <param name="placement">The strategy.</param>
    protected PlacementAttribute(PlacementStrategy placement) => PlacementStrategy = placement;

    /// <summary>The strategy.</summary>
    public PlacementStrategy PlacementStrategy { get; }
}

/// <summary>Places activations on the silo of the caller.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class PreferLocalPlacementAttribute() : PlacementAttribute(new PreferLocalPlacementStrategy());

/// <summary>Places activations on any silo.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class RandomPlacementAttribute() : PlacementAttribute(new RandomPlacementStrategy());

/// <summary>Places activations on the silo that the hash of the grain id names.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class HashBasedPlacementAttribute() : PlacementAttribute(new HashBasedPlacementStrategy());

/// <summary>Places activations on the silo with the fewest of them.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class ActivationCountBasedPlacementAttribute() : PlacementAttribute(new ActivationCountBasedPlacementStrategy());

internal sealed class PreferLocalPlacementStrategy : PlacementStrategy;

internal sealed class RandomPlacementStrategy : PlacementStrategy;

internal sealed class HashBasedPlacementStrategy : PlacementStrategy;

internal sealed class ActivationCountBasedPlacementStrategy : PlacementStrategy;
