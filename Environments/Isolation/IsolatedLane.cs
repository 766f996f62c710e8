using System.Buffers;

namespace RlOrleans.Environments;

/// <summary>
/// One lane of an <see cref="IsolatedEnvironment"/>: a simulator, its counters, and memory that no other lane has. All of it
/// belongs to the thread that plays it, and stays with a thread that is left behind.
/// </summary>
internal sealed class IsolatedLane(EnvironmentSpec spec, int index, Func<IEnvironment> create) : IDisposable
{
    private readonly float[] _action = new float[spec.ActionSpace.Size];
    private IEnvironment? _environment;
    private int _steps;

    /// <summary>The episode that is played, or was.</summary>
    public uint Episode { get; private set; }

    /// <summary>[D]: what to act on next.</summary>
    public float[] Observation { get; } = new float[spec.ObservationSpace.Size];

    /// <summary>[D]: what the latest episode ended on.</summary>
    public float[] FinalObservation { get; } = new float[spec.ObservationSpace.Size];

    /// <summary>What the latest step gave, the limit of the spec included.</summary>
    public StepOutcome Outcome { get; private set; }

    /// <summary>Whether the latest step brought an episode to its end, even if the next one could not be started.</summary>
    public bool Ended { get; private set; }

    /// <summary>Why there is no episode; null while there is one.</summary>
    public string? Failure { get; private set; } = "it was never started";

    /// <summary>A lane in the place of one that is lost.</summary>
    public static IsolatedLane Lost(EnvironmentSpec spec, int index, Func<IEnvironment> create, uint episode, string failure)
        => new(spec, index, create) { Episode = episode, Failure = failure };

    public void Take(ReadOnlySpan<float> action) => action.CopyTo(_action);

    /// <summary>Takes a step, unless there is no episode.</summary>
    public void Step(in EnvironmentSeed seed)
    {
        Ended = false;
        if (Failure is not null)
            return;
        uint step = (uint)++_steps;
        StepOutcome outcome = _environment!.Step(_action, seed.At(index, Episode, step), Observation);
        CheckFinite(outcome.Reward);
        Outcome = outcome with { Truncated = outcome.Truncated || step >= spec.MaxEpisodeSteps };
        Ended = Outcome.Terminated | Outcome.Truncated;
        if (!Ended)
            return;
        Observation.CopyTo(FinalObservation, 0);
        Begin(seed, Episode + 1);
    }

    public void Begin(in EnvironmentSeed seed, uint episode)
    {
        (Episode, _steps, Failure) = (episode, 0, null);
        _environment ??= create();
        _environment.Reset(seed.At(index, episode, 0), Observation);
        CheckFinite(0);
    }

    /// <summary>Gives the simulator up: after a failure nothing is known of its state.</summary>
    public void Fail(Exception exception)
    {
        Failure = FailureText.Of(exception);
        if (Ended)
            FinalObservation.CopyTo(Observation, 0);
        Dispose();
    }

    /// <summary>Episode, step and state; of a lane without an episode, its number only.</summary>
    public ReadOnlyMemory<byte> Save()
    {
        var record = new ArrayBufferWriter<byte>();
        var writer = new SnapshotWriter(record);
        writer.WriteUInt32(Episode);
        writer.WriteInt32(Failure is null ? _steps : NoEpisode);
        if (Failure is null)
            _environment!.Save(writer);
        return record.WrittenMemory;
    }

    /// <exception cref="InvalidDataException">What is read cannot be a lane of this environment.</exception>
    public void Load(ref SnapshotReader reader)
    {
        Episode = reader.ReadUInt32();
        _steps = reader.ReadInt32();
        if (_steps == NoEpisode)
            return;
        if (_steps < 0 || _steps >= spec.MaxEpisodeSteps)
            throw new InvalidDataException($"The snapshot has lane {index} at step {_steps} of at most {spec.MaxEpisodeSteps}.");
        _environment = create();
        _environment.Load(ref reader);
        Failure = null;
    }

    /// <summary>Disposes of the simulator, whatever it throws.</summary>
    public void Dispose()
    {
        IEnvironment? environment = _environment;
        _environment = null;
        try
        {
            (environment as IDisposable)?.Dispose();
        }
        catch (Exception)
        {
            // It is not used again either way.
        }
    }

    // In the place of the steps of an episode.
    private const int NoEpisode = -1;

    private void CheckFinite(float reward)
    {
        if (!float.IsFinite(reward))
            throw new SimulatorFailedException(spec.Id, index, $"the reward is {reward}");
        if (Finite.FirstExcept(Observation) is var element and >= 0)
            throw new SimulatorFailedException(spec.Id, index, $"element {element} of the observation is {Observation[element]}");
    }
}
