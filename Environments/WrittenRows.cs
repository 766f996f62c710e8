namespace RlOrleans.Environments;

/// <summary>
/// Remembers which array holds the rows that an environment wrote last, so that it can write only what has changed
/// since: whole rows of images for a thousand lanes are more than a core's memory bandwidth allows. It holds as long as
/// nobody else writes to <see cref="StepBatch.Observations"/>.
/// </summary>
internal sealed class WrittenRows
{
    // Weak, so that a batch that is dropped does not live on in here.
    private readonly WeakReference<float[]?> _rows = new(null);

    /// <summary>Whether these are the rows.</summary>
    public bool Are(float[] rows) => _rows.TryGetTarget(out float[]? known) && ReferenceEquals(known, rows);

    /// <summary>From now on these are the rows.</summary>
    public void Set(float[] rows) => _rows.SetTarget(rows);

    /// <summary>What was written last lies elsewhere, or nowhere.</summary>
    public void Forget() => _rows.SetTarget(null);
}
