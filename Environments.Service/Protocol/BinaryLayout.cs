using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RlOrleans.Environments.Service.Protocol;

// Legend: N lanes, D observation size, A action size, E lanes whose episode ended in the step.

/// <summary>
/// Steps as bytes, little-endian and without padding but for the flags.
/// Actions: sequence (uint64) · actions (float32 [N, A]).
/// Observations: sequence (uint64) · observations (float32 [N, D]).
/// A step: sequence (uint64) · observations (float32 [N, D]) · rewards (float32 [N]) · flags (uint8 [N], padded with
/// zeros to a multiple of 4) · final observations (float32 [E, D], by lane) · returns (float64 [N], where the caller can
/// read them and the environment keeps some).
/// </summary>
internal static class BinaryLayout
{
    public const int SequenceBytes = sizeof(ulong);

    /// <summary>The bits of a lane's flags.</summary>
    public const byte Terminated = 1, Truncated = 2, Aborted = 4;

    private const byte AllFlags = Terminated | Truncated | Aborted;

    public static int ActionsBytes(int lanes, int actionSize) => SequenceBytes + lanes * actionSize * sizeof(float);

    public static int ObservationsBytes(int count) => SequenceBytes + count * sizeof(float);

    public static int ReturnsBytes(int lanes) => lanes * sizeof(double);

    /// <summary>The bytes of a step in which <paramref name="ended"/> episodes ended, without returns.</summary>
    public static int StepBytes(int lanes, int observationSize, int ended)
        => SequenceBytes + lanes * (observationSize + 1) * sizeof(float) + FlagsBytes(lanes) + ended * observationSize * sizeof(float);

    /// <summary>How many final observations the step has: one for each episode that ended.</summary>
    public static int CountEnded(StepBatch step)
    {
        int ended = 0;
        for (int lane = 0; lane < step.LaneCount; lane++)
            ended += HasFinalObservation(step, lane) ? 1 : 0;
        return ended;
    }

    public static bool HasFinalObservation(StepBatch step, int lane)
        => step.Terminated[lane] | step.Truncated[lane];

    public static void WriteActions(Span<byte> destination, ulong sequence, ReadOnlySpan<float> actions)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, sequence);
        WriteFloats(destination[SequenceBytes..], actions);
    }

    public static void WriteObservations(Span<byte> destination, ulong sequence, ReadOnlySpan<float> observations)
        => WriteActions(destination, sequence, observations);

    public static ulong ReadSequence(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadUInt64LittleEndian(source);

    /// <summary>Reads the floats after the sequence number; there have to be as many as <paramref name="destination"/> holds.</summary>
    public static void ReadFloatsAfterSequence(ReadOnlySpan<byte> source, Span<float> destination)
        => ReadFloats(source[SequenceBytes..], destination);

    public static void WriteStep(Span<byte> destination, ulong sequence, StepBatch step, bool withReturns)
    {
        int lanes = step.LaneCount, size = step.ObservationSize;
        WriteObservations(destination, sequence, step.Observations);
        Span<byte> rest = destination[ObservationsBytes(lanes * size)..];
        WriteFloats(rest, step.Rewards);
        rest = rest[(lanes * sizeof(float))..];
        rest[..FlagsBytes(lanes)].Clear();
        Span<byte> finals = rest[FlagsBytes(lanes)..];
        for (int lane = 0; lane < lanes; lane++)
        {
            rest[lane] = (byte)((step.Terminated[lane] ? Terminated : 0) | (step.Truncated[lane] ? Truncated : 0) | (step.Aborted[lane] ? Aborted : 0));
            if (!HasFinalObservation(step, lane))
                continue;
            WriteFloats(finals, step.FinalObservations.AsSpan(lane * size, size));
            finals = finals[(size * sizeof(float))..];
        }

        if (withReturns)
            WriteReturns(finals, step.Returns);
    }

    /// <summary>Reads a step.</summary>
    /// <returns>Whether it had returns.</returns>
    /// <exception cref="InvalidDataException">The length does not fit, or a flag is unknown. The batch is half written then.</exception>
    public static bool ReadStep(ReadOnlySpan<byte> source, StepBatch step)
    {
        int lanes = step.LaneCount, size = step.ObservationSize;
        if (source.Length < StepBytes(lanes, size, 0))
            throw new InvalidDataException($"A step of {lanes} lanes takes at least {StepBytes(lanes, size, 0)} bytes, not {source.Length}.");
        ReadFloatsAfterSequence(source, step.Observations);
        ReadOnlySpan<byte> rest = source[ObservationsBytes(lanes * size)..];
        ReadFloats(rest, step.Rewards);
        rest = rest[(lanes * sizeof(float))..];
        for (int lane = 0; lane < lanes; lane++)
        {
            byte flags = rest[lane];
            if ((flags & ~AllFlags) != 0)
                throw new InvalidDataException($"The flags of lane {lane} are {flags}; the highest are {AllFlags}.");
            step.Terminated[lane] = (flags & Terminated) != 0;
            step.Truncated[lane] = (flags & Truncated) != 0;
            step.Aborted[lane] = (flags & Aborted) != 0;
            if (flags > Aborted)
                throw new InvalidDataException($"The flags of lane {lane} are {flags}: an aborted episode has no other end.");
            if (flags == Aborted)
                step.Abort(lane, "its simulator failed at the service, whose output says of what");
        }

        int ended = CountEnded(step), length = StepBytes(lanes, size, ended);
        bool hasReturns = source.Length == length + ReturnsBytes(lanes);
        if (source.Length != length && !hasReturns)
            throw new InvalidDataException($"A step of {lanes} lanes with {ended} final observations takes {length} bytes, not {source.Length}.");
        ReadOnlySpan<byte> finals = rest[FlagsBytes(lanes)..];
        for (int lane = 0; ended > 0; lane++)
        {
            if (!HasFinalObservation(step, lane))
                continue;
            ReadFloats(finals, step.FinalObservations.AsSpan(lane * size, size));
            finals = finals[(size * sizeof(float))..];
            ended--;
        }

        if (hasReturns)
            ReadReturns(finals, step.KeepReturns());
        return hasReturns;
    }

    private static int FlagsBytes(int lanes) => (lanes + 3) & ~3;

    private static void WriteReturns(Span<byte> destination, ReadOnlySpan<double> returns)
    {
        for (int lane = 0; lane < returns.Length; lane++)
            BinaryPrimitives.WriteDoubleLittleEndian(destination[(lane * sizeof(double))..], returns[lane]);
    }

    private static void ReadReturns(ReadOnlySpan<byte> source, Span<double> returns)
    {
        for (int lane = 0; lane < returns.Length; lane++)
            returns[lane] = BinaryPrimitives.ReadDoubleLittleEndian(source[(lane * sizeof(double))..]);
    }

    private static void WriteFloats(Span<byte> destination, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(destination);
            return;
        }

        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(destination[(i * sizeof(float))..], values[i]);
    }

    private static void ReadFloats(ReadOnlySpan<byte> source, Span<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            source[..(values.Length * sizeof(float))].CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }

        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(i * sizeof(float))..]);
    }
}
