using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RlOrleans.Runs;

namespace RlOrleans.Environments;

/// <summary>
/// Lanes whose simulators may throw, hang, or give what is no number. What fails is lost and started again, after a longer
/// wait each time, while the other lanes go on; a lane that keeps failing is retired. N lanes, D observation size.
/// </summary>
internal sealed partial class SupervisedLanes : ILaneHost
{
    private readonly EnvironmentRegistry _registry;
    private readonly EnvironmentStart _start;
    private readonly EnvironmentSpec _spec;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private readonly LaneHealth[] _health;
    private readonly uint[] _episodes;

    // The starts under way, of lanes that are without an episode.
    private readonly Task?[] _starts;
    private readonly long _since;
    private GuardedVector? _vector;
    private float[] _observations;
    private int _lostEpisodes;
    private int _down;

    /// <param name="registry">Where simulators come from.</param>
    /// <param name="start">Which lanes.</param>
    /// <param name="policy">When lanes are started again.</param>
    /// <param name="time">The clock of deadlines and restarts.</param>
    /// <param name="report">Told in one sentence of each failure.</param>
    /// <exception cref="UnknownEnvironmentException">The environment is not registered.</exception>
    public SupervisedLanes(EnvironmentRegistry registry, EnvironmentStart start, RestartPolicy policy, TimeProvider time, Action<string> report)
    {
        if (!registry.TryGet(start.Environment, out var spec))
        {
            throw new UnknownEnvironmentException(start.Environment, registry.Near(start.Environment));
        }

        (_registry, _start, _spec, _time, _report) = (registry, start, spec, time, report);
        _since = time.GetTimestamp();
        _health = new LaneHealth[start.Lanes];
        for (int lane = 0; lane < start.Lanes; lane++)
        {
            _health[lane] = new LaneHealth(policy);
        }

        _episodes = new uint[start.Lanes];
        _starts = new Task?[start.Lanes];
        _observations = new float[start.Lanes * ObservationSize];
    }

    public int LaneCount => _health.Length;

    public int ActionSize => _spec.ActionSpace.Size;

    private int ObservationSize => _spec.ObservationSpace.Size;

    private TimeSpan Now => _time.GetElapsedTime(_since);

    /// <exception cref="RunException">They cannot be started: what fails at once would fail again.</exception>
    public async Task<ImmutableArray<float>> Start()
    {
        if (await TryCreate() is { } error)
        {
            throw new RunException(RunErrorCode.Failed, $"{_spec.Id} cannot be started: {FailureText.Of(error)}", error);
        }

        _vector!.Batch.Observations.CopyTo(_observations, 0);
        return [.. _observations];
    }

    public async Task Restore(ImmutableArray<byte> saved)
    {
        var snapshot = LaneSnapshot.Read(saved.AsSpan(), _spec.Id, LaneCount);
        snapshot.Episodes.CopyTo(_episodes, 0);
        Exception? error = snapshot.State.Length == 0
            ? new NotSupportedException("its simulator could not be saved")
            : await TryCreate((lanes, _) => lanes.Restore(snapshot.State));
        if (error is not null)
        {
            _report($"{_spec.Id}: the episodes under way could not be restored, and are lost: {FailureText.Of(error)}");
        }

        for (int lane = 0; lane < LaneCount; lane++)
        {
            if (error is not null || !snapshot.Plays[lane])
            {
                _lostEpisodes += snapshot.Plays[lane] ? 1 : 0;
                _down++;
                _health[lane].Lose(_episodes[lane] + (snapshot.Plays[lane] ? 1u : 0), Now);
            }
        }
    }

    /// <exception cref="RunException">All lanes are retired.</exception>
    public async ValueTask<VectorStep> Step(ImmutableArray<float> actions)
    {
        if (_vector is { } vector)
        {
            if (await vector.Step(actions.AsMemory()) is { } error)
            {
                await LoseAll(error);
            }
            else
            {
                Examine(vector);
            }
        }

        if (_down == 0)
        {
            var batch = _vector!.Batch;
            _observations = [.. batch.Observations];
            return VectorSteps.Of(batch, ImmutableCollectionsMarshal.AsImmutableArray(_observations));
        }

        return await StepWithout();
    }

    public async ValueTask<ImmutableArray<byte>> Save()
    {
        var state = new ArrayBufferWriter<byte>();
        if (_vector is { } vector && await vector.Snapshot(state) is { } error)
        {
            // What cannot be restored must not keep its run from going on.
            _report($"{_spec.Id} cannot be saved, so a resume would lose the episodes under way: {FailureText.Of(error)}");
            state = new ArrayBufferWriter<byte>();
            if (vector.IsLeftBehind)
            {
                await LoseAll(error);
            }
        }

        bool[] plays = [.. _health.Select(lane => lane.Plays)];
        uint[] episodes = [.. _health.Select((lane, index) => lane.Plays ? _episodes[index] : lane.NextEpisode)];
        return new LaneSnapshot(plays, episodes, state.WrittenSpan.ToArray()).Write(_spec.Id);
    }

    public async ValueTask DisposeAsync()
    {
        Array.Clear(_starts);
        if (_vector is { } vector)
        {
            _vector = null;
            await vector.Dispose();
        }
    }

    // Finds the lanes that failed in a step whose simulators came back.
    private void Examine(GuardedVector vector)
    {
        var batch = vector.Batch;
        for (int lane = 0; lane < LaneCount; lane++)
        {
            if (!_health[lane].Plays)
            {
                continue;
            }

            if ((batch.AbortReason(lane) ?? NotFinite(batch, lane)) is { } reason)
            {
                Lose(lane, reason);
                continue;
            }

            _health[lane].TakeStep();
            _episodes[lane] = vector.Episodes[lane];
            if (batch.Terminated[lane] | batch.Truncated[lane])
            {
                _health[lane].EndEpisode();
            }
        }
    }

    private string? NotFinite(StepBatch batch, int lane)
    {
        int from = lane * ObservationSize;
        if (!float.IsFinite(batch.Rewards[lane]))
        {
            return $"the reward is {batch.Rewards[lane]}";
        }

        if (Finite.FirstExcept(batch.Observations.AsSpan(from, ObservationSize)) is var element and >= 0)
        {
            return $"element {element} of the observation is {batch.Observations[from + element]}";
        }

        bool ended = batch.Terminated[lane] | batch.Truncated[lane];
        return ended && Finite.FirstExcept(batch.FinalObservations.AsSpan(from, ObservationSize)) is var final and >= 0
            ? $"element {final} of the final observation is {batch.FinalObservations[from + final]}"
            : null;
    }

    private void Lose(int lane, string reason)
    {
        _lostEpisodes++;
        _down++;
        _health[lane].Fail(_episodes[lane] + 1, reason, Now);
        _report($"{_spec.Id}, lane {lane}: {reason}; {_health[lane].Consequence(Now)}");
    }

    // Lanes that are one object are lost together.
    private async Task LoseAll(Exception error)
    {
        string reason = FailureText.Of(error);
        int lost = 0, example = 0;
        for (int lane = 0; lane < LaneCount; lane++)
        {
            if (_health[lane].Plays)
            {
                _health[lane].Fail(_episodes[lane] + 1, reason, Now);
                (example, lost) = (lane, lost + 1);
            }
        }

        _lostEpisodes += lost;
        _down += lost;
        if (lost > 0)
        {
            _report($"{_spec.Id}, {lost} lanes at once: {reason}; {_health[example].Consequence(Now)}");
        }

        await DisposeAsync();
    }

    private Task<Exception?> TryCreate()
    {
        var seed = new EnvironmentSeed(_start.Seed, _start.Purpose, _start.Agent);
        return TryCreate((lanes, batch) =>
        {
            lanes.Reset(seed, batch.Observations);
            if (Finite.FirstExcept(batch.Observations) is var element and >= 0)
            {
                throw new InvalidDataException($"element {element % ObservationSize} of the first observation is {batch.Observations[element]}");
            }
        });
    }

    // Makes the lanes anew; the error, or null.
    private async Task<Exception?> TryCreate(Action<IVectorEnvironment, StepBatch> begin)
    {
        GuardedVector vector;
        try
        {
            vector = new GuardedVector(_spec, LaneCount, _time);
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }

        var error = await vector.Create(() => _registry.Create(_start.Environment, LaneCount), begin);
        if (error is null)
        {
            _vector = vector;
        }
        else
        {
            await vector.Dispose();
        }

        return error;
    }

    private Span<float> Row(float[] observations, int lane) => observations.AsSpan(lane * ObservationSize, ObservationSize);
}
