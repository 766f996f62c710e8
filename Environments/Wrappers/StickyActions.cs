using System.Globalization;

namespace RlOrleans.Environments;

/// <summary>
/// With a probability, takes a lane's previous action in place of the chosen one: the arcade learning environment's
/// <c>repeat_action_probability</c> (Machado et al., "Revisiting the arcade learning environment", 2018). The first action
/// of an episode is always taken as chosen.
/// </summary>
internal sealed class StickyActions : EnvironmentWrapper
{
    // Each purpose draws from its own sequence, and what wrappers draw lies beside it.
    private const byte WrapperPurpose = 0x80;

    private readonly float _probability;
    private readonly byte _draw;
    private readonly int[] _steps;
    private readonly float[] _taken;
    private EnvironmentSeed _seed;

    public StickyActions(IVectorEnvironment inner, float probability)
        : base(inner, Describe(inner.Spec, probability))
    {
        _probability = probability;
        _draw = CountWithin(inner);
        _steps = new int[inner.LaneCount];
        _taken = new float[inner.LaneCount * inner.Spec.ActionSpace.Size];
    }

    public static WrapperDescriptor Descriptor { get; } = new(
        "sticky-actions", "PROBABILITY", "a number from 0 to below 1, such as 0.25",
        "Takes the previous action again with this probability (repeat_action_probability).",
        setting => WrapperSetting.Number(setting) is { } probability && probability is >= 0 and < 1
            ? new Wrapping(spec => Describe(spec, probability), inner => new StickyActions(inner, probability))
            : null);

    private int ActionSize => Spec.ActionSpace.Size;

    public static EnvironmentSpec Describe(EnvironmentSpec inner, float probability) => probability is >= 0 and < 1
        ? inner.Wrapped(string.Create(CultureInfo.InvariantCulture, $"sticky-actions={probability}")) with { RewardThreshold = double.NaN }
        : throw new ArgumentOutOfRangeException(nameof(probability), probability, "The probability must be from 0 to below 1.");

    public override void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Inner.Reset(seed, observations);
        _seed = seed with { Purpose = (byte)(seed.Purpose | WrapperPurpose) };
        Array.Clear(_steps);
    }

    public override void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Inner.ResetLane(lane, episode, observation);
        _steps[lane] = 0;
    }

    public override void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Boundary.CheckStep(actions, result, LaneCount, Spec);

        // All of them, since the environment never sees those that are not taken.
        for (int lane = 0; lane < LaneCount; lane++)
            if (!Spec.ActionSpace.Contains(actions.Slice(lane * ActionSize, ActionSize)))
                Boundary.ThrowForeignAction(actions, lane, Spec.ActionSpace);
        for (int lane = 0; lane < LaneCount; lane++)
            if (!Sticks(lane, _steps[lane] + 1))
                actions.Slice(lane * ActionSize, ActionSize).CopyTo(_taken.AsSpan(lane * ActionSize));
        Inner.Step(_taken, result);
        for (int lane = 0; lane < LaneCount; lane++)
            _steps[lane] = result.Terminated[lane] | result.Truncated[lane] | result.Aborted[lane] ? 0 : _steps[lane] + 1;
    }

    protected override void SaveState(SnapshotWriter writer)
    {
        writer.WriteSeed(_seed);
        foreach (int step in _steps)
            writer.WriteInt32(step);
        writer.WriteSingles(_taken);
    }

    protected override Action LoadState(ref SnapshotReader reader)
    {
        EnvironmentSeed seed = reader.ReadSeed();
        var steps = new int[_steps.Length];
        var taken = new float[_taken.Length];
        for (int lane = 0; lane < steps.Length; lane++)
        {
            steps[lane] = reader.ReadInt32();
            if (steps[lane] < 0 || steps[lane] >= Spec.MaxEpisodeSteps)
                throw new InvalidDataException($"The snapshot has lane {lane} at step {steps[lane]} of at most {Spec.MaxEpisodeSteps}.");
        }

        reader.ReadSingles(taken);
        return () =>
        {
            _seed = seed;
            steps.CopyTo(_steps, 0);
            taken.CopyTo(_taken, 0);
        };
    }

    private bool Sticks(int lane, int step) =>
        step > 1 && _seed.At(lane, Inner.Episodes[lane], (uint)step).Uniform(_draw) < _probability;

    // Two of them around one environment must not stick together.
    private static byte CountWithin(IVectorEnvironment environment)
    {
        byte count = 0;
        for (; environment is EnvironmentWrapper wrapper; environment = wrapper.Inner)
            count += wrapper is StickyActions ? (byte)1 : (byte)0;
        return count;
    }
}
