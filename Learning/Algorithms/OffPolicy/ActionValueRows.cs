namespace RlOrleans.Learning;

/// <summary>The memory of a sample's rows in a gradient step: what they are, and what networks make of them.</summary>
internal sealed class ActionValueRows
{
    /// <param name="network">That values actions.</param>
    /// <param name="capacity">Rows that there may be.</param>
    public ActionValueRows(Network network, int capacity)
        : this(
            capacity,
            new Transitions(capacity, network.Inputs, actionSize: 1),
            new NetworkWorkspace(network, capacity),
            new NetworkWorkspace(network, capacity, gradients: false))
    {
    }

    private ActionValueRows(int capacity, Transitions transitions, NetworkWorkspace workspace, NetworkWorkspace nextWorkspace)
    {
        Capacity = capacity;
        Transitions = transitions;
        Workspace = workspace;
        NextWorkspace = nextWorkspace;
    }

    /// <summary>Rows that there may be.</summary>
    public int Capacity { get; }

    public Transitions Transitions { get; }

    /// <summary>Of the observations that actions were taken on.</summary>
    public NetworkWorkspace Workspace { get; }

    /// <summary>Of the observations that they led to.</summary>
    public NetworkWorkspace NextWorkspace { get; }

    /// <summary>Some of the rows, in the memory that they have here: each thread can have its own.</summary>
    /// <param name="first">A multiple of <see cref="FloatBuffer.Line"/>.</param>
    /// <param name="capacity">Rows.</param>
    public ActionValueRows Slice(int first, int capacity) =>
        new(capacity, Transitions.Slice(first), Workspace.Slice(first, capacity), NextWorkspace.Slice(first, capacity));
}
