namespace Orleans.Runtime;

/// <summary>Finds the activation whose turn is running.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The activation whose turn is running.</summary>
    IGrainContext GrainContext { get; }
}
