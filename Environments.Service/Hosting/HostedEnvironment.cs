using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Hosting;

/// <summary>
/// One vector of lanes that a client plays. Commands are numbered: the one that was carried out last may be repeated, and
/// is answered again without being carried out again, so that a client whose connection broke can simply ask once more.
/// </summary>
/// <remarks>Everything but <see cref="Enter"/> and <see cref="Streams"/> is called by the holder of the turn only.</remarks>
internal sealed class HostedEnvironment
{
    private readonly IVectorEnvironment _lanes;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TimeProvider _time;
    private readonly float[] _actions;
    private Command? _last;
    private bool _started;
    private bool _closed;
    private long _lastUsed;

    public HostedEnvironment(string id, IVectorEnvironment lanes, in EnvironmentSeed seed, int maxStreams, TimeProvider time)
    {
        Id = id;
        _lanes = lanes;
        _time = time;
        _lastUsed = time.GetTimestamp();
        Seed = seed;
        Batch = new StepBatch(lanes.LaneCount, lanes.Spec.ObservationSpace.Size);
        _actions = new float[lanes.LaneCount * lanes.Spec.ActionSpace.Size];
        Streams = new StateStreams(maxStreams);
    }

    private abstract record Command;

    private sealed record ResetCommand(EnvironmentSeed Seed, string Episodes) : Command;

    private sealed record LaneResetCommand(int Lane, uint Episode) : Command;

    private sealed record RestoreCommand(string Hash) : Command;

    // Its actions are in _actions: a record of its own for every step would be garbage.
    private sealed record StepCommand : Command
    {
        public static readonly StepCommand Instance = new();
    }

    public string Id { get; }

    public EnvironmentSpec Spec => _lanes.Spec;

    public int LaneCount => _lanes.LaneCount;

    /// <summary>What a reset plays that does not say otherwise.</summary>
    public EnvironmentSeed Seed { get; private set; }

    /// <summary>The number of the latest command; 0 before the first.</summary>
    public ulong Sequence { get; private set; }

    public bool Started => _started;

    public ReadOnlySpan<uint> Episodes => _lanes.Episodes;

    /// <summary>What the latest step gave; after a reset, its observations.</summary>
    public StepBatch Batch { get; }

    /// <summary>Who watches.</summary>
    public StateStreams Streams { get; }

    /// <summary>Waits for the turn: commands of one instance are carried out one at a time.</summary>
    /// <exception cref="ProblemException">The instance has been closed.</exception>
    public async ValueTask<Turn> Enter(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        Volatile.Write(ref _lastUsed, _time.GetTimestamp());
        if (!_closed)
            return new Turn(this);
        _turn.Release();
        throw Unknown(Id);
    }

    /// <summary>Closes the instance, after the command that is being carried out.</summary>
    /// <returns>Whether it was open.</returns>
    public async ValueTask<bool> Close()
    {
        await _turn.WaitAsync();
        return Finish();
    }

    /// <summary>Closes the instance if nobody has used it for a time.</summary>
    /// <returns>Whether it is closed now.</returns>
    public bool CloseIfIdle(TimeSpan limit)
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _lastUsed)) < limit || !_turn.Wait(0))
            return false;
        return Finish();
    }

    /// <summary>Starts the given episodes, or episode 0 in every lane. Its observations are in <see cref="Batch"/>.</summary>
    public void Reset(ulong sequence, in EnvironmentSeed seed, uint[]? episodes)
    {
        var command = new ResetCommand(seed, episodes is null ? "" : string.Join(',', episodes));
        if (!IsNew(sequence, command))
            return;
        try
        {
            _started = false;
            int size = Batch.ObservationSize;
            _lanes.Reset(seed, Batch.Observations);
            for (int lane = 0; lane < episodes?.Length; lane++)
            {
                if (episodes[lane] != 0)
                    _lanes.ResetLane(lane, episodes[lane], Batch.Observations.AsSpan(lane * size, size));
            }
        }
        catch (Exception exception)
        {
            throw Failed(exception);
        }

        Array.Clear(Batch.Aborted);
        Seed = seed;
        _started = true;
        Done(sequence, command);
    }

    /// <summary>Starts an episode in one lane. Its observation is in the lane's row of <see cref="Batch"/>.</summary>
    public void ResetLane(ulong sequence, int lane, uint episode)
    {
        var command = new LaneResetCommand(lane, episode);
        if (!IsNew(sequence, command))
            return;
        CheckStarted();
        try
        {
            int size = Batch.ObservationSize;
            _lanes.ResetLane(lane, episode, Batch.Observations.AsSpan(lane * size, size));
        }
        catch (Exception exception)
        {
            throw Failed(exception);
        }

        Batch.Aborted[lane] = false;
        Done(sequence, command);
    }

    /// <summary>Takes one step in every lane. What it gave is in <see cref="Batch"/>.</summary>
    public void Step(ulong sequence, ReadOnlySpan<float> actions)
    {
        if (!IsNew(sequence, StepCommand.Instance, actions))
            return;
        CheckStarted();
        try
        {
            _lanes.Step(actions, Batch);
        }
        catch (ArgumentException exception)
        {
            // The contract says that no lane has moved.
            throw ForeignAction(actions, exception);
        }
        catch (Exception exception)
        {
            throw Failed(exception);
        }

        actions.CopyTo(_actions);
        Done(sequence, StepCommand.Instance);
        Streams.Publish(this);
    }

    /// <summary>Continues from a snapshot.</summary>
    public void Restore(ulong sequence, ReadOnlySpan<byte> snapshot)
    {
        var command = new RestoreCommand(Convert.ToHexString(SHA256.HashData(snapshot)));
        if (!IsNew(sequence, command))
            return;
        try
        {
            _lanes.Restore(snapshot);
        }
        catch (InvalidDataException exception)
        {
            throw new ProblemException(
                StatusCodes.Status422UnprocessableEntity, ProblemCode.InvalidField, exception.Message, new FieldProblem("body", null, exception.Message));
        }
        catch (NotSupportedException exception)
        {
            throw NotSupported(exception);
        }
        catch (Exception exception)
        {
            throw Failed(exception);
        }

        _started = true;
        Done(sequence, command);
    }

    public void Snapshot(IBufferWriter<byte> destination)
    {
        CheckStarted();
        try
        {
            _lanes.Snapshot(destination);
        }
        catch (NotSupportedException exception)
        {
            throw NotSupported(exception);
        }
        catch (Exception exception)
        {
            throw Failed(exception);
        }
    }

    public static ProblemException Unknown(string id) => new(
        StatusCodes.Status404NotFound,
        ProblemCode.UnknownInstance,
        $"There is no instance '{Problems.Shorten(id)}': it was never created, was closed, or has expired.",
        new FieldProblem("instance", Problems.Shorten(id), "is unknown"));

    private bool IsNew(ulong sequence, Command command, ReadOnlySpan<float> actions = default)
    {
        if (sequence == 0 || sequence == Sequence + 1)
            return true;
        bool repeated = sequence == Sequence && command == _last && (command is not StepCommand || actions.SequenceEqual(_actions));
        if (repeated)
            return false;
        string message = sequence == Sequence
            ? $"{sequence} was another command; the next one is {Sequence + 1}"
            : $"must be {Sequence + 1}, or {Sequence} to have the latest command answered again";
        throw new ProblemException(
            StatusCodes.Status409Conflict, ProblemCode.OutOfSequence, $"sequence {message}", new FieldProblem("sequence", $"{sequence}", message))
        {
            Numbers = [("expected_sequence", Sequence + 1)],
        };
    }

    private void Done(ulong sequence, Command command)
    {
        Sequence = sequence == 0 ? Sequence + 1 : sequence;
        _last = command;
    }

    private void CheckStarted()
    {
        if (!_started)
        {
            throw new ProblemException(
                StatusCodes.Status409Conflict, ProblemCode.NotStarted, "The instance has to be reset or restored before anything else.", new FieldProblem("instance", Id, "is not started"));
        }
    }

    private bool Finish()
    {
        bool open = !_closed;
        if (open)
        {
            _closed = true;
            Streams.Complete();
            try
            {
                _lanes.Dispose();
            }
            catch (Exception)
            {
                // The instance is gone either way, and its client did not ask the simulator for anything.
            }
        }

        _turn.Release();
        return open;
    }

    private ProblemException ForeignAction(ReadOnlySpan<float> actions, ArgumentException exception)
    {
        int size = Spec.ActionSpace.Size;
        for (int lane = 0; lane < LaneCount; lane++)
        {
            ReadOnlySpan<float> action = actions.Slice(lane * size, size);
            if (Spec.ActionSpace.Contains(action))
                continue;
            string field = $"actions[{lane}]", message = $"must be in {Spec.ActionSpace}";
            return new ProblemException(
                StatusCodes.Status422UnprocessableEntity,
                ProblemCode.InvalidField,
                $"{field} {message}",
                new FieldProblem(field, Problems.Shorten(string.Join(", ", action.ToArray())), message));
        }

        return Failed(exception);
    }

    private ProblemException Failed(Exception exception)
    {
        // Lanes may have moved half-way: only a reset or a restored snapshot says where they are.
        _started = false;
        return new ProblemException(
            StatusCodes.Status500InternalServerError,
            ProblemCode.EnvironmentFailed,
            $"The environment {Spec.Id} failed ({exception.GetType().Name}: {exception.Message}); reset or restore it.");
    }

    private static ProblemException NotSupported(NotSupportedException exception)
        => new(StatusCodes.Status501NotImplemented, ProblemCode.NotSupported, exception.Message);

    /// <summary>The right to command the instance; given back by disposing of it.</summary>
    public readonly struct Turn(HostedEnvironment instance) : IDisposable
    {
        public HostedEnvironment Instance { get; } = instance;

        public void Dispose()
        {
            Volatile.Write(ref Instance._lastUsed, Instance._time.GetTimestamp());
            Instance._turn.Release();
        }
    }
}
