using System.Buffers;

namespace RlOrleans.Environments;

// Legend: N lanes, D observation size, A action size.

/// <summary>
/// An environment around another one. Whatever is not overridden goes through to <see cref="Inner"/>; snapshots hold the
/// wrapper's state beside that of what it wraps.
/// </summary>
/// <remarks>
/// A wrapper keeps the promises of <see cref="IVectorEnvironment"/>: what a lane sees is a function of seed, lane, episode
/// and actions, whatever other lanes do. The rows of observations in a batch that went to <see cref="Inner"/> are that
/// environment's to write: a wrapper that changes observations steps a batch of its own.
/// </remarks>
public abstract class EnvironmentWrapper : IVectorEnvironment
{
    /// <summary>Puts a wrapper around an environment, which it disposes of with itself.</summary>
    /// <param name="inner">What is wrapped; neither reset nor restored yet.</param>
    /// <param name="spec">What the two are together.</param>
    protected EnvironmentWrapper(IVectorEnvironment inner, EnvironmentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(spec);
        Inner = inner;
        Spec = spec;
    }

    /// <summary>What is wrapped.</summary>
    public IVectorEnvironment Inner { get; }

    /// <inheritdoc/>
    public EnvironmentSpec Spec { get; }

    /// <inheritdoc/>
    public int LaneCount => Inner.LaneCount;

    /// <inheritdoc/>
    public bool KeepsDeadlines => Inner.KeepsDeadlines;

    /// <inheritdoc/>
    public virtual bool ReportsReturns => Inner.ReportsReturns;

    /// <inheritdoc/>
    public ReadOnlySpan<uint> Episodes => Inner.Episodes;

    /// <inheritdoc/>
    public Task PrepareLane(int lane, uint episode) => Inner.PrepareLane(lane, episode);

    /// <inheritdoc/>
    public virtual void Reset(in EnvironmentSeed seed, Span<float> observations) => Inner.Reset(seed, observations);

    /// <inheritdoc/>
    public virtual void ResetLane(int lane, uint episode, Span<float> observation) => Inner.ResetLane(lane, episode, observation);

    /// <inheritdoc/>
    public virtual void Step(ReadOnlySpan<float> actions, StepBatch result) => Inner.Step(actions, result);

    /// <inheritdoc/>
    public void Snapshot(IBufferWriter<byte> destination)
    {
        var inner = new ArrayBufferWriter<byte>();
        Inner.Snapshot(inner);
        var body = new ArrayBufferWriter<byte>(inner.WrittenCount + sizeof(int));
        var writer = new SnapshotWriter(body);
        writer.WriteInt32(inner.WrittenCount);
        writer.WriteBytes(inner.WrittenSpan);
        SaveState(writer);
        SnapshotFrame.Write(destination, Spec.Id, LaneCount, body.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> source)
    {
        SnapshotReader reader = SnapshotFrame.Open(source, Spec.Id, LaneCount);
        ReadOnlySpan<byte> inner = reader.ReadBytes(reader.ReadInt32());

        // Both parts are read before either is taken on: a snapshot that is found bad has changed nothing.
        Action takeOn = LoadState(ref reader);
        if (reader.Remaining != 0)
            throw new InvalidDataException($"The snapshot has {reader.Remaining} bytes too many.");
        Inner.Restore(inner);
        takeOn();
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        Inner.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes what the wrapper's future depends on.</summary>
    protected virtual void SaveState(SnapshotWriter writer)
    {
    }

    /// <summary>Reads what <see cref="SaveState"/> wrote, and changes nothing yet.</summary>
    /// <returns>Takes on what was read; it cannot fail.</returns>
    /// <exception cref="InvalidDataException">What is read cannot be a state of this wrapper.</exception>
    protected virtual Action LoadState(ref SnapshotReader reader) => static () => { };

    /// <summary>Starts the given episode in a lane, in the middle of a step; a simulator that fails at it leaves the lane aborted.</summary>
    private protected void Restart(int lane, uint episode, StepBatch result)
    {
        try
        {
            Inner.ResetLane(lane, episode, result.Observations.AsSpan(lane * result.ObservationSize, result.ObservationSize));
        }
        catch (InvalidOperationException exception)
        {
            result.Abort(lane, exception.Message);
        }
    }

    /// <summary>Copies everything but observations from the batch of the inner environment.</summary>
    private protected static void CopyOutcome(StepBatch from, StepBatch to)
    {
        from.Rewards.CopyTo(to.Rewards, 0);
        from.Terminated.CopyTo(to.Terminated, 0);
        from.Truncated.CopyTo(to.Truncated, 0);
        for (int lane = 0; lane < from.LaneCount; lane++)
        {
            to.Aborted[lane] = false;
            if (from.AbortReason(lane) is { } reason)
                to.Abort(lane, reason);
        }

        if (!from.Returns.IsEmpty)
            from.Returns.CopyTo(to.KeepReturns());
    }
}
