using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf;
using RlOrleans.Episodes;

namespace RlOrleans.Worker.Staging;

/// <summary>
/// Writes a shard as a protobuf <c>EpisodeShard</c>: the arrays of its episodes are copied once, from where they lie into the
/// message.
/// </summary>
/// <remarks>
/// Protobuf lets the fields of a message follow in any order. The generated code writes those of an episode that are
/// scalars; its arrays follow as field number, length and bytes.
/// </remarks>
internal ref struct ShardMessageWriter
{
    // Twelve scalars of at most ten bytes, with their tags, and the headers of the message and its six arrays.
    private const int MaxScalarBytes = 256;

    private readonly Span<byte> _message;
    private int _position;

    private ShardMessageWriter(Span<byte> message) => _message = message;

    /// <summary>The message, in memory of a pool, which is to be given back to it; it takes the first so many bytes.</summary>
    /// <exception cref="InvalidDataException">It would be longer than a reader would take.</exception>
    public static (byte[] Rented, int Length) Write(EpisodeShard shard, ArrayPool<byte> pool)
    {
        Protocol.EpisodeShard header = HeaderOf(shard);
        int headerLength = header.CalculateSize();
        long bound = headerLength + shard.Episodes.Sum(BoundOf);
        if (bound > ShardFrame.DefaultMaxUnpackedBytes)
            throw new InvalidDataException($"Shard '{shard.ShardId}' has up to {bound} bytes, and may have {ShardFrame.DefaultMaxUnpackedBytes}.");
        byte[] rented = pool.Rent((int)bound);
        var writer = new ShardMessageWriter(rented);
        writer.Write(header, headerLength);
        var scalars = new Protocol.Episode();
        foreach (Episode episode in shard.Episodes)
            writer.Write(episode, scalars);
        return (rented, writer._position);
    }

    private static Protocol.EpisodeShard HeaderOf(EpisodeShard shard)
    {
        RecordingTarget target = shard.Target;
        var header = new Protocol.EpisodeShard
        {
            SchemaVersion = ShardFrame.SchemaVersion,
            ShardId = shard.ShardId,
            RunId = target.RunId,
            Dataset = target.Dataset,
            Split = target.Split,
            Environment = target.Environment,
            Algorithm = target.Algorithm,
            ObservationSize = (uint)target.ObservationSize,
            ActionSize = (uint)target.ActionSize,
            DiscreteActions = target.DiscreteActions,
            EpisodeCount = (uint)shard.Episodes.Length,
        };
        if (!target.FrameShape.IsDefaultOrEmpty)
            header.FrameShape.AddRange(target.FrameShape.Select(size => (uint)size));
        return header;
    }

    // One message serves all episodes, each of which sets every scalar.
    private static void Set(Protocol.Episode scalars, Episode episode)
    {
        scalars.Id = episode.Id;
        scalars.Ordinal = episode.Ordinal;
        scalars.Seed = episode.Seed;
        scalars.Purpose = episode.Purpose;
        scalars.Agent = episode.Agent;
        scalars.Lane = episode.Lane;
        scalars.Episode_ = episode.EpisodeNumber;
        scalars.Length = (uint)episode.Length;
        scalars.Terminated = episode.Terminated;
        scalars.Truncated = episode.Truncated;
        scalars.Aborted = episode.Aborted;
        scalars.Return = episode.Return;
    }

    // A little more than the episode takes: a letter has three bytes at the most, and the rest of what is no array is short.
    private static long BoundOf(Episode episode) => BytesOfArrays(episode) + (3L * episode.Id.Length) + MaxScalarBytes;

    private static long BytesOfArrays(Episode episode) =>
        ((long)sizeof(float) * ((long)episode.Observations.Length + episode.Actions.Length + episode.Rewards.Length + episode.LogProbs.Length))
        + ((long)sizeof(int) * episode.ObservationSegments.Length)
        + ((long)sizeof(long) * episode.PolicyVersions.Length);

    private static int LengthOfArrays(Episode episode) =>
        FieldLength(Protocol.Episode.ObservationsFieldNumber, sizeof(float) * episode.Observations.Length)
        + LengthOfSegments(episode)
        + FieldLength(Protocol.Episode.ActionsFieldNumber, sizeof(float) * episode.Actions.Length)
        + FieldLength(Protocol.Episode.RewardsFieldNumber, sizeof(float) * episode.Rewards.Length)
        + FieldLength(Protocol.Episode.LogProbsFieldNumber, sizeof(float) * episode.LogProbs.Length)
        + FieldLength(Protocol.Episode.PolicyVersionsFieldNumber, sizeof(long) * episode.PolicyVersions.Length);

    // Whole rows have none, and an empty field is left out.
    private static int LengthOfSegments(Episode episode) =>
        episode.ObservationSegments.IsEmpty ? 0 : FieldLength(Protocol.Episode.ObservationSegmentsFieldNumber, sizeof(int) * episode.ObservationSegments.Length);

    private static int FieldLength(int number, int length) =>
        CodedOutputStream.ComputeTagSize(number) + CodedOutputStream.ComputeLengthSize(length) + length;

    private void Write(Episode episode, Protocol.Episode scalars)
    {
        Set(scalars, episode);
        int scalarsLength = scalars.CalculateSize();
        WriteFieldHeader(Protocol.EpisodeShard.EpisodesFieldNumber, scalarsLength + LengthOfArrays(episode));
        Write(scalars, scalarsLength);
        WriteArray(Protocol.Episode.ObservationsFieldNumber, episode.Observations);
        if (!episode.ObservationSegments.IsEmpty)
            WriteArray(Protocol.Episode.ObservationSegmentsFieldNumber, episode.ObservationSegments);
        WriteArray(Protocol.Episode.ActionsFieldNumber, episode.Actions);
        WriteArray(Protocol.Episode.RewardsFieldNumber, episode.Rewards);
        WriteArray(Protocol.Episode.LogProbsFieldNumber, episode.LogProbs);
        WriteArray(Protocol.Episode.PolicyVersionsFieldNumber, episode.PolicyVersions);
    }

    private void Write(IMessage message, int length)
    {
        message.WriteTo(_message.Slice(_position, length));
        _position += length;
    }

    // Frames are written and read on little-endian machines, so an array's memory has the form of the wire.
    private void WriteArray<T>(int number, ImmutableArray<T> values)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        WriteFieldHeader(number, bytes.Length);
        bytes.CopyTo(_message[_position..]);
        _position += bytes.Length;
    }

    private void WriteFieldHeader(int number, int length)
    {
        WriteVarint(WireFormat.MakeTag(number, WireFormat.WireType.LengthDelimited));
        WriteVarint((uint)length);
    }

    private void WriteVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            _message[_position++] = (byte)(value | 0x80);
        _message[_position++] = (byte)value;
    }
}
