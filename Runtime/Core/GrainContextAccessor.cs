namespace Orleans.Runtime;

/// <summary>Finds the activation whose turn is running.</summary>
internal sealed class GrainContextAccessor : IGrainContextAccessor
{
    public IGrainContext GrainContext =>
        RuntimeContext.Current ?? throw new InvalidOperationException("No grain's turn runs on this thread.");
}
