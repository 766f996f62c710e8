using System.Buffers;

namespace RlOrleans.Environments;

/// <summary>
/// A vector environment that may do anything, on a thread of its own. What it throws comes back as a value; when it hangs, it
/// is left behind with its thread and its memory.
/// </summary>
/// <param name="spec">What the environment is.</param>
/// <param name="lanes">N.</param>
/// <param name="time">The clock of its deadline.</param>
internal sealed class GuardedVector(EnvironmentSpec spec, int lanes, TimeProvider time)
{
    private readonly SimulatorThread _thread = new($"lanes of {spec.Id}", spec.StepDeadline, time);
    private IVectorEnvironment? _vector;

    /// <summary>What the latest step gave, and the observations of a reset.</summary>
    public StepBatch Batch { get; } = new(lanes, spec.ObservationSpace.Size);

    /// <summary>The episode that each lane is in; [N].</summary>
    public ReadOnlySpan<uint> Episodes => _vector!.Episodes;

    /// <summary>Whether it has hung: nothing can be done with it any more.</summary>
    public bool IsLeftBehind { get; private set; }

    /// <summary>Makes the environment, and starts or restores it. The error, or null.</summary>
    public async Task<Exception?> Create(Func<IVectorEnvironment> create, Action<IVectorEnvironment, StepBatch> begin)
    {
        IVectorEnvironment? made = null;
        var error = await Attempt(() => made = create(), () => made);
        if (error is not null)
        {
            return error;
        }

        _vector = made;
        return await Attempt(() => begin(made!, Batch), () => made);
    }

    public Task<Exception?> Step(ReadOnlyMemory<float> actions)
    {
        var vector = _vector!;
        return Attempt(() => vector.Step(actions.Span, Batch), () => vector);
    }

    /// <summary>Makes an episode of a lane ready beside the steps; see <see cref="IVectorEnvironment.PrepareLane"/>.</summary>
    public Task PrepareLane(int lane, uint episode) => _vector!.PrepareLane(lane, episode);

    public Task<Exception?> ResetLane(int lane, uint episode, float[] observation)
    {
        var vector = _vector!;
        return Attempt(() => vector.ResetLane(lane, episode, observation), () => vector);
    }

    public Task<Exception?> Snapshot(ArrayBufferWriter<byte> destination)
    {
        var vector = _vector!;
        return Attempt(() => vector.Snapshot(destination), () => vector);
    }

    /// <summary>Disposes of the environment, as far as it lets itself be.</summary>
    public async ValueTask Dispose()
    {
        if (!IsLeftBehind && _vector is { } vector)
        {
            await Attempt(vector.Dispose, () => null);
        }

        _thread.Dispose();
    }

    private async Task<Exception?> Attempt(Action work, Func<IVectorEnvironment?> leftBehind)
    {
        try
        {
            bool cameBack = await _thread.Run(
                () =>
                {
                    try
                    {
                        work();
                    }
                    finally
                    {
                        if (!_thread.GoOn())
                        {
                            leftBehind()?.Dispose();
                        }
                    }
                },
                watched: _vector is not { KeepsDeadlines: true });
            IsLeftBehind = !cameBack;
            return cameBack ? null : new TimeoutException(FailureText.Hung(spec.StepDeadline));
        }
        catch (Exception exception) when (exception is not FatalEnvironmentException)
        {
            return exception;
        }
    }
}
