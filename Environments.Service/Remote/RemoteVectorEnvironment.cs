using System.Buffers;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Remote;

// Legend: N lanes, D observation size, A action size.

/// <summary>
/// Lanes that are played by an environment service. Seeds travel, so a service that plays a built-in environment gives the
/// same episodes as the environment itself, bit for bit.
/// </summary>
/// <remarks>
/// <para>
/// A service that is away is waited for. If it comes back without its instance, because its process died, the lanes are
/// created anew, restored from the latest snapshot, and led to the present by the actions since. Where that does not end in
/// the observations of before, or the service cannot be restored, the episodes are lost, and the call fails.
/// </para>
/// <para>All methods throw <see cref="RemoteEnvironmentException"/> where the service cannot be used.</para>
/// </remarks>
public sealed class RemoteVectorEnvironment : IVectorEnvironment
{
    /// <summary>A service that dies on each attempt to bring the lanes back is not one to go on with.</summary>
    private const int MaxRecoveries = 5;

    private readonly ServiceConnection _connection;
    private readonly string _remoteId;
    private readonly uint[] _episodes;
    private readonly float[] _observations;
    private readonly StepLog _log;
    private StepBatch? _replayed;
    private RemoteInstance? _instance;
    private EnvironmentSeed _seed;
    private bool _started;
    private bool _canSnapshot = true;
    private bool _needsSnapshot;

    // The caller holds the observations of a snapshot; until the first step, this object does not.
    private bool _knowsObservations;

    internal RemoteVectorEnvironment(EnvironmentSpec spec, string remoteId, int lanes, ServiceConnection connection)
    {
        Spec = spec;
        LaneCount = lanes;
        _remoteId = remoteId;
        _connection = connection;
        _episodes = new uint[lanes];
        _observations = new float[lanes * spec.ObservationSpace.Size];
        _log = new StepLog(lanes * spec.ActionSpace.Size, connection.Options.SnapshotEverySteps);
    }

    /// <inheritdoc/>
    public EnvironmentSpec Spec { get; }

    /// <inheritdoc/>
    /// <remarks>Every request has its timeout, and a service that is away is waited for.</remarks>
    public bool KeepsDeadlines => true;

    /// <inheritdoc/>
    public bool ReportsReturns { get; private set; }

    /// <inheritdoc/>
    public int LaneCount { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<uint> Episodes => _episodes;

    /// <inheritdoc/>
    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        if (observations.Length != _observations.Length)
            throw new ArgumentException($"Observations of {LaneCount} lanes take {_observations.Length} floats, not {observations.Length}.", nameof(observations));
        _seed = seed;
        Start();
        Array.Clear(_episodes);
        _needsSnapshot = false;
        _log.Begin(null);
        _started = true;
        _observations.CopyTo(observations);
    }

    /// <inheritdoc/>
    public void ResetLane(int lane, uint episode, Span<float> observation)
    {
        CheckStarted();
        if ((uint)lane >= (uint)LaneCount)
            throw new ArgumentOutOfRangeException(nameof(lane), lane, $"The lane must be 0 to {LaneCount - 1}.");
        int size = Spec.ObservationSpace.Size;
        if (observation.Length != size)
            throw new ArgumentException($"The observation of a lane takes {size} floats, not {observation.Length}.", nameof(observation));
        Span<float> row = _observations.AsSpan(lane * size, size);
        for (int recoveries = 0; !TryResetLane(lane, episode, row); recoveries++)
            Recover(recoveries);
        _episodes[lane] = episode;
        row.CopyTo(observation);

        // The log holds steps only; the step that follows brings it up to date, once for all lanes that were reset.
        _log.Break();
        _needsSnapshot = true;
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        CheckStarted();
        CheckStep(actions, result);
        if (_needsSnapshot)
            TakeSnapshot();
        for (int recoveries = 0; !TryStep(actions, result); recoveries++)
            Recover(recoveries);
        Account(actions, result);
    }

    /// <inheritdoc/>
    public void Snapshot(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        CheckStarted();
        for (int recoveries = 0; !TakeSnapshot(); recoveries++)
            Recover(recoveries);

        // What cannot be restored must not keep its run from going on.
        new RemoteSnapshot(_seed, [.. _episodes], _log.Snapshot ?? []).Write(destination, Spec.Id);
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> source)
    {
        RemoteSnapshot snapshot = RemoteSnapshot.Read(source, Spec.Id, LaneCount);
        if (snapshot.State.Length == 0)
            throw new RemoteEnvironmentException($"{Spec.Id} cannot be restored: its service gave no snapshots.", ProblemCode.NotSupported);
        RestoreState(snapshot.State, snapshot.Seed);
        (_seed, _started, _knowsObservations) = (snapshot.Seed, true, false);
        snapshot.Episodes.CopyTo(_episodes, 0);
        _log.Begin(snapshot.State);
    }

    /// <summary>Closes the instance at the service.</summary>
    public void Dispose()
    {
        _instance?.Dispose();
        _instance = null;
    }

    private static bool IsLost(ServiceProblemException problem) => problem.Code == ProblemCode.UnknownInstance;

    private bool TryStep(ReadOnlySpan<float> actions, StepBatch result)
    {
        if (_instance is null)
            return false;
        try
        {
            ReportsReturns = _instance.Step(actions, result);
            return true;
        }
        catch (ServiceProblemException problem) when (IsLost(problem))
        {
            Abandon();
            return false;
        }
        catch (ServiceProblemException problem) when (problem.Code == ProblemCode.InvalidField)
        {
            throw new ArgumentException(problem.Message, nameof(actions), problem);
        }
        catch (ServiceProblemException problem)
        {
            throw Unusable(problem);
        }
    }

    private bool TryResetLane(int lane, uint episode, Span<float> observation)
    {
        if (_instance is null)
            return false;
        try
        {
            _instance.ResetLane(lane, episode, observation);
            return true;
        }
        catch (ServiceProblemException problem) when (IsLost(problem))
        {
            Abandon();
            return false;
        }
        catch (ServiceProblemException problem)
        {
            throw Unusable(problem);
        }
    }

    private void Account(ReadOnlySpan<float> actions, StepBatch result)
    {
        for (int lane = 0; lane < LaneCount; lane++)
        {
            if (result.Terminated[lane] | result.Truncated[lane])
                _episodes[lane]++;
        }

        result.Observations.CopyTo(_observations, 0);
        _knowsObservations = true;
        _log.Add(actions);
        if (_log.IsFull && _canSnapshot)
            TakeSnapshot();
    }

    // False: the instance is gone. A service that cannot save is no failure: there is no snapshot then.
    private bool TakeSnapshot()
    {
        if (!_canSnapshot)
        {
            _log.Break();
            return true;
        }

        if (_instance is null)
            return false;
        _needsSnapshot = false;
        try
        {
            _log.Begin(_instance.Snapshot());
        }
        catch (ServiceProblemException problem) when (problem.Code == ProblemCode.NotSupported)
        {
            _canSnapshot = false;
            _log.Break();
        }
        catch (ServiceProblemException problem) when (IsLost(problem))
        {
            Abandon();
            return false;
        }
        catch (ServiceProblemException problem)
        {
            throw Unusable(problem);
        }

        return true;
    }

    // Brings the lanes back to where they were.
    private void Recover(int recoveries)
    {
        if (recoveries >= MaxRecoveries)
            throw Lost($"they were restored {recoveries} times in a row");
        if (!_log.IsComplete)
            throw Lost("there is no snapshot to restore them from");
        try
        {
            if (!TryReplay())
                throw Lost("the restored ones have other observations");
            Tell($"{Spec.Id} had lost its {LaneCount} lanes; they were restored, and {_log.Count} steps were taken again.");
        }
        catch (ServiceProblemException problem) when (IsLost(problem))
        {
            Abandon();
        }
        catch (ServiceProblemException problem)
        {
            // Another version of the simulator may refuse what this one saved.
            throw Lost(problem.Message, problem);
        }
    }

    private bool TryReplay()
    {
        RemoteInstance instance = Instance();
        _replayed ??= new StepBatch(LaneCount, Spec.ObservationSpace.Size);
        if (_log.Snapshot is { } snapshot)
            instance.Restore(snapshot);
        else
            instance.Reset(_seed, _replayed.Observations);
        for (int step = 0; step < _log.Count; step++)
            instance.Step(_log.Actions(step), _replayed);

        bool seen = _log.Count > 0 || _log.Snapshot is null;
        return !seen || !_knowsObservations || _replayed.Observations.AsSpan().SequenceEqual(_observations);
    }

    // Starts the first episodes, on a new instance if the old one is gone.
    private void Start()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Instance().Reset(_seed, _observations);
                _knowsObservations = true;
                return;
            }
            catch (ServiceProblemException problem) when (IsLost(problem) && attempt < MaxRecoveries)
            {
                Abandon();
            }
            catch (ServiceProblemException problem)
            {
                throw Unusable(problem);
            }
        }
    }

    private void RestoreState(byte[] state, in EnvironmentSeed seed)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Instance(seed).Restore(state);
                return;
            }
            catch (ServiceProblemException problem) when (IsLost(problem) && attempt < MaxRecoveries)
            {
                Abandon();
            }
            catch (ServiceProblemException problem) when (problem.Code == ProblemCode.InvalidField)
            {
                throw new InvalidDataException(problem.Message, problem);
            }
            catch (ServiceProblemException problem)
            {
                throw Unusable(problem);
            }
        }
    }

    private RemoteInstance Instance() => Instance(_seed);

    private RemoteInstance Instance(in EnvironmentSeed seed)
        => _instance ??= RemoteInstance.Create(_connection, _remoteId, Spec, LaneCount, seed);

    private void Abandon()
    {
        _instance?.Abandon();
        _instance = null;
    }

    private void Tell(string trouble) => _connection.Options.OnTrouble?.Invoke(trouble);

    private RemoteEnvironmentException Unusable(ServiceProblemException problem)
        => new($"{Spec.Id}: {problem.Message}", problem.Code, problem);

    private RemoteEnvironmentException Lost(string why, Exception? problem = null)
        => new($"{Spec.Id} lost its {LaneCount} lanes, and they cannot be brought back: {why}.", ProblemCode.UnknownInstance, problem);

    private void CheckStarted()
    {
        if (!_started)
            throw new InvalidOperationException("The environment has to be reset or restored before anything else.");
    }

    private void CheckStep(ReadOnlySpan<float> actions, StepBatch result)
    {
        int size = Spec.ObservationSpace.Size, count = LaneCount * Spec.ActionSpace.Size;
        if (actions.Length != count)
            throw new ArgumentException($"Actions of {LaneCount} lanes take {count} floats, not {actions.Length}.", nameof(actions));
        if (result.LaneCount != LaneCount || result.ObservationSize != size)
        {
            throw new ArgumentException(
                $"The batch is for {result.LaneCount} lanes with observations of {result.ObservationSize}, not for {LaneCount} with {size}.", nameof(result));
        }
    }
}
