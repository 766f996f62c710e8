using System.ComponentModel;

namespace Orleans.Runtime;

/// <summary>A piece of work in the queue of a turn scheduler. The link makes the queue free of allocations.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkItem
{
    private protected WorkItem()
    {
    }

    internal WorkItem? NextItem { get; set; }

    /// <summary>Runs the work inside a turn. Must not throw.</summary>
    internal abstract void Execute(TurnScheduler scheduler);
}
