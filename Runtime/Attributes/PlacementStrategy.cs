namespace Orleans.Runtime;

/// <summary>A way to choose the silo of a new activation. With one silo there is nothing to choose.</summary>
public abstract class PlacementStrategy
{
}
