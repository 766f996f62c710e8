using System.Runtime.InteropServices;
using RlOrleans.Runs;

namespace RlOrleans.Environments;

/// <content>Steps while lanes are without an episode, and their way back.</content>
internal sealed partial class SupervisedLanes
{
    // How long a step lasts in which no lane can play: short, so that its caller can be stopped.
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    // How long the other lanes wait for one that starts: most simulators are quicker, and their lanes miss no step more.
    private static readonly TimeSpan StartPatience = TimeSpan.FromMilliseconds(20);

    // The step of lanes of which some have no episode.
    private async Task<VectorStep> StepWithout()
    {
        bool[] aborted = [.. _health.Select(lane => !lane.Plays)];
        float[] before = _observations;
        _observations = _vector is { } vector ? [.. vector.Batch.Observations] : [.. before];
        for (int lane = 0; lane < LaneCount; lane++)
        {
            if (aborted[lane])
            {
                Row(before, lane).CopyTo(Row(_observations, lane));
            }
        }

        var batch = Masked(aborted);
        await Restart();
        if (_down == LaneCount)
        {
            await Rest();
            await Restart();
        }

        var step = VectorSteps.Of(batch, [.. _observations]) with
        {
            Faults = new LaneFaults
            {
                Aborted = ImmutableCollectionsMarshal.AsImmutableArray(aborted),
                Episodes = [.. _health.Select((lane, index) => lane.Plays ? _episodes[index] : lane.NextEpisode)],
                AbortedEpisodes = _lostEpisodes,
                Retired = [.. _health.Select(lane => lane.IsRetired)],
            },
        };
        _lostEpisodes = 0;
        return step;
    }

    // The step as it was, without what lanes gave that had no episode.
    private StepBatch Masked(bool[] aborted)
    {
        var masked = new StepBatch(LaneCount, ObservationSize);
        if (_vector?.Batch is not { } batch)
        {
            return masked;
        }

        batch.FinalObservations.CopyTo(masked.FinalObservations, 0);
        if (!batch.Returns.IsEmpty)
        {
            batch.Returns.CopyTo(masked.KeepReturns());
        }

        for (int lane = 0; lane < LaneCount; lane++)
        {
            if (!aborted[lane])
            {
                masked.Rewards[lane] = batch.Rewards[lane];
                masked.Terminated[lane] = batch.Terminated[lane];
                masked.Truncated[lane] = batch.Truncated[lane];
            }
        }

        return masked;
    }

    // Starts the lanes again whose time has come. What takes long goes on beside the next steps.
    private async Task Restart()
    {
        if (_vector is null && Array.Exists(_health, lane => lane.IsDue(Now)) && await TryCreate() is { } notCreated)
        {
            FailDue(notCreated);
            return;
        }

        await BeginStarts();
        for (int lane = 0; lane < LaneCount; lane++)
        {
            if (_starts[lane] is not { IsCompleted: true })
            {
                continue;
            }

            _starts[lane] = null;

            var observation = new float[ObservationSize];
            var error = await _vector!.ResetLane(lane, _health[lane].NextEpisode, observation);
            if (error is null && Finite.FirstExcept(observation) is var element and >= 0)
            {
                error = new InvalidDataException($"element {element} of the first observation is {observation[element]}");
            }

            if (error is not null)
            {
                // The next attempt starts another episode: it may be this one that cannot be started.
                _health[lane].Fail(_health[lane].NextEpisode + 1, FailureText.Of(error), Now);
                _report($"{_spec.Id}, lane {lane} cannot be started again: {_health[lane].Reason}; {_health[lane].Consequence(Now)}");
                if (_vector.IsLeftBehind)
                {
                    await LoseAll(error);
                }

                continue;
            }

            _health[lane].Restart();
            _episodes[lane] = _health[lane].NextEpisode;
            _down--;
            observation.CopyTo(Row(_observations, lane));
        }
    }

    private async Task BeginStarts()
    {
        var begun = new List<Task>();
        for (int lane = 0; lane < LaneCount; lane++)
        {
            if (_starts[lane] is null && _health[lane].IsDue(Now))
            {
                var start = _vector!.PrepareLane(lane, _health[lane].NextEpisode);
                _starts[lane] = start;
                begun.Add(start);
            }
        }

        var all = Task.WhenAll(begun);
        if (!all.IsCompleted)
        {
            await Task.WhenAny(all, Task.Delay(StartPatience, _time));
        }
    }

    // Lanes that are one object cannot be started again one by one when it cannot be made.
    private void FailDue(Exception error)
    {
        string reason = FailureText.Of(error);
        int due = 0;
        for (int lane = 0; lane < LaneCount; lane++)
        {
            if (_health[lane].IsDue(Now))
            {
                _health[lane].Fail(_health[lane].NextEpisode, reason, Now);
                due = lane;
            }
        }

        _report($"{_spec.Id} cannot be started again: {reason}; {_health[due].Consequence(Now)}");
    }

    // Waits for the next restart, for a while at most.
    private async Task Rest()
    {
        if (Array.TrueForAll(_health, lane => lane.IsRetired))
        {
            throw new RunException(
                RunErrorCode.Failed, $"all {LaneCount} lanes of {_spec.Id} are retired, because they kept failing. The latest failure: {_health[^1].Reason}");
        }

        var rest = LongestRest;
        for (int lane = 0; lane < LaneCount; lane++)
        {
            var wait = _health[lane].RestartAt - Now;
            if (!_health[lane].IsRetired && _starts[lane] is null && wait < rest)
            {
                rest = wait;
            }
        }

        if (rest > TimeSpan.Zero)
        {
            await Task.WhenAny([.. _starts.OfType<Task>(), Task.Delay(rest, _time)]);
        }
    }
}
