namespace RlOrleans.Environments.Service.Remote;

/// <summary>
/// A state that the lanes were in, and the actions since: enough to bring them back to where they are, on any server that
/// plays the same environment.
/// </summary>
internal sealed class StepLog(int actionsSize, int most)
{
    private readonly float[] _actions = new float[(long)actionsSize * most];

    /// <summary>The state to begin with; null stands for the reset.</summary>
    public byte[]? Snapshot { get; private set; }

    /// <summary>Steps since.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the log leads from its state to the present.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether no further step fits in.</summary>
    public bool IsFull => Count == most;

    /// <summary>Begins anew, at a snapshot or at the reset.</summary>
    public void Begin(byte[]? snapshot)
    {
        Snapshot = snapshot;
        Count = 0;
        IsComplete = most > 0;
    }

    /// <summary>Forgets all: the present cannot be reached from here.</summary>
    public void Break()
    {
        Snapshot = null;
        Count = 0;
        IsComplete = false;
    }

    public void Add(ReadOnlySpan<float> actions)
    {
        if (!IsComplete)
            return;
        if (IsFull)
        {
            Break();
            return;
        }

        actions.CopyTo(_actions.AsSpan(Count * actionsSize));
        Count++;
    }

    public ReadOnlySpan<float> Actions(int step) => _actions.AsSpan(step * actionsSize, actionsSize);
}
