using System.Buffers;

namespace RlOrleans.Environments.Service.Remote;

/// <summary>The lanes of one service in a <see cref="PartitionedEnvironment"/>, and the thread that waits for the service.</summary>
/// <param name="spec">What is played.</param>
/// <param name="first">The number of its first lane.</param>
/// <param name="count">N, of this part.</param>
/// <param name="create">Makes its lanes.</param>
/// <param name="time">The clock of its thread.</param>
internal sealed class LanePart(EnvironmentSpec spec, int first, int count, Func<int, IVectorEnvironment> create, TimeProvider time) : IDisposable
{
    private readonly SimulatorThread _thread = new($"lanes {first} to {first + count - 1} of {spec.Id}", spec.StepDeadline, time);
    private readonly float[] _actions = new float[count * spec.ActionSpace.Size];
    private readonly uint[] _episodes = new uint[count];

    // Lanes without an episode: those of a service that was lost, until each is reset.
    private readonly bool[] _waits = new bool[count];
    private IVectorEnvironment? _lanes;

    public int First => first;

    public int Count => count;

    public StepBatch Batch { get; } = new(count, spec.ObservationSpace.Size);

    public ReadOnlySpan<uint> Episodes => _lanes is null ? _episodes : _lanes.Episodes;

    public bool ReportsReturns => _lanes?.ReportsReturns ?? false;

    /// <summary>What was saved, or is to be restored; empty where the lanes are lost.</summary>
    public ReadOnlyMemory<byte> Saved { get; set; }

    /// <summary>Does something on the part's thread; the error, or null.</summary>
    public async Task<Exception?> Run(Action<LanePart> work)
    {
        try
        {
            await _thread.Run(() => work(this), watched: false);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    public void Start(in EnvironmentSeed seed)
    {
        Abandon();
        IVectorEnvironment lanes = create(count);
        try
        {
            lanes.Reset(seed with { FirstLane = seed.FirstLane + (uint)first }, Batch.Observations);
        }
        catch
        {
            lanes.Dispose();
            throw;
        }

        _lanes = lanes;
        Array.Clear(_waits);
    }

    public void Take(ReadOnlySpan<float> actions) => actions.CopyTo(_actions);

    public void Step() => _lanes?.Step(_actions, Batch);

    public void ResetLane(int lane, uint episode, EnvironmentSeed seed, Span<float> observation)
    {
        if (_lanes is null)
        {
            Start(seed);
            Array.Fill(_waits, true);
        }

        _lanes!.ResetLane(lane, episode, observation);
        _waits[lane] = false;
    }

    /// <summary>Hands over what the latest step gave.</summary>
    public void Collect(Exception? error, StepBatch result)
    {
        if (error is not null)
            Abandon();
        int size = spec.ObservationSpace.Size;
        Batch.Observations.CopyTo(result.Observations, first * size);
        Batch.FinalObservations.CopyTo(result.FinalObservations, first * size);
        Batch.Rewards.CopyTo(result.Rewards, first);
        if (ReportsReturns)
            Batch.Returns.CopyTo(result.KeepReturns()[first..]);
        Batch.Terminated.CopyTo(result.Terminated, first);
        Batch.Truncated.CopyTo(result.Truncated, first);
        for (int lane = 0; lane < count; lane++)
        {
            result.Aborted[first + lane] = false;
            if (error is not null || _lanes is null || _waits[lane])
                result.Abort(first + lane, error is null ? "its service was lost" : FailureText.Of(error));
            else if (Batch.AbortReason(lane) is { } reason)
                result.Abort(first + lane, reason);
        }
    }

    public void Save()
    {
        var saved = new ArrayBufferWriter<byte>();
        _lanes?.Snapshot(saved);
        Saved = saved.WrittenMemory;
    }

    public void Restore()
    {
        Abandon();
        Array.Fill(_waits, Saved.IsEmpty);
        if (Saved.IsEmpty)
            return;
        IVectorEnvironment lanes = create(count);
        try
        {
            lanes.Restore(Saved.Span);
        }
        catch
        {
            lanes.Dispose();
            throw;
        }

        _lanes = lanes;
    }

    /// <summary>Gives the lanes up, and closes them at the service if it can be reached.</summary>
    public void Abandon()
    {
        _lanes?.Episodes.CopyTo(_episodes);
        _lanes?.Dispose();
        _lanes = null;
    }

    public void Dispose() => _thread.Dispose();
}
