namespace RlOrleans.Environments;

/// <summary>
/// A wrapper that changes rewards. Returns are to tell how well the task itself is done, so the innermost of them keeps
/// the returns of the rewards that it was given, in <see cref="StepBatch.Returns"/> (as Stable-Baselines3's Monitor does,
/// which sits inside of the wrappers that shape rewards).
/// </summary>
public abstract class RewardWrapper : EnvironmentWrapper
{
    private readonly double[]? _returns;
    private readonly bool _replacesReturns;

    /// <summary>Puts a wrapper around an environment.</summary>
    /// <param name="inner">What is wrapped.</param>
    /// <param name="spec">What the two are together.</param>
    /// <param name="keepsReturns">Whether returns are kept here even where something inside keeps them already.</param>
    protected RewardWrapper(IVectorEnvironment inner, EnvironmentSpec spec, bool keepsReturns = false)
        : base(inner, spec)
    {
        _returns = keepsReturns || !KeepsReturns(inner) ? new double[inner.LaneCount] : null;
        _replacesReturns = keepsReturns;
    }

    /// <inheritdoc/>
    public sealed override bool ReportsReturns => true;

    /// <inheritdoc/>
    public sealed override void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Inner.Reset(seed, observations);
        _returns.AsSpan().Clear();
    }

    /// <inheritdoc/>
    public sealed override void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Inner.ResetLane(lane, episode, observation);
        if (_returns is not null)
            _returns[lane] = 0;
    }

    /// <inheritdoc/>
    public sealed override void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Inner.Step(actions, result);
        if (_returns is not null && (_replacesReturns || !Inner.ReportsReturns))
            AddUp(_returns, result);
        Transform(result.Rewards);
        if (result.Aborted.AsSpan().Contains(true))
            ClearAborted(result);
    }

    /// <summary>Changes the rewards of one step.</summary>
    /// <param name="rewards">One a lane, <c>[N]</c>.</param>
    protected abstract void Transform(Span<float> rewards);

    /// <inheritdoc/>
    protected sealed override void SaveState(SnapshotWriter writer)
    {
        foreach (double sum in _returns.AsSpan())
            writer.WriteDouble(sum);
    }

    /// <inheritdoc/>
    protected sealed override Action LoadState(ref SnapshotReader reader)
    {
        if (_returns is null)
            return static () => { };
        var loaded = new double[_returns.Length];
        for (int lane = 0; lane < loaded.Length; lane++)
            loaded[lane] = reader.ReadDouble();
        return () => loaded.CopyTo(_returns, 0);
    }

    private static bool KeepsReturns(IVectorEnvironment environment)
    {
        for (; environment is EnvironmentWrapper wrapper; environment = wrapper.Inner)
            if (wrapper is RewardWrapper { _returns: not null })
                return true;
        return false;
    }

    private static void AddUp(double[] returns, StepBatch result)
    {
        Span<double> kept = result.KeepReturns();
        for (int lane = 0; lane < returns.Length; lane++)
        {
            double sum = returns[lane] + result.Rewards[lane];
            kept[lane] = sum;
            returns[lane] = result.Terminated[lane] | result.Truncated[lane] | result.Aborted[lane] ? 0 : sum;
        }
    }

    // A lane without an episode has no reward, whatever the wrapper makes of 0.
    private static void ClearAborted(StepBatch result)
    {
        for (int lane = 0; lane < result.LaneCount; lane++)
            if (result.Aborted[lane])
                result.Rewards[lane] = 0;
    }
}
