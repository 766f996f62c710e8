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
    private readonly Span<byte> _message;
    private int _position;

    private ShardMessageWriter(Span<byte> message) => _message = message;

    /// <summary>The message, in memory of the shared pool, which is to be given back to it; it takes the first so many bytes.</summary>
    /// <exception cref="InvalidDataException">It would be longer than a reader would take.</exception>
    public static (byte[] Rented, int Length) Write(EpisodeShard shard)
    {
        Protocol.EpisodeShard header = HeaderOf(shard);
        var scalars = new Protocol.Episode();
        var lengths = new int[shard.Episodes.Length];
        long length = header.CalculateSize();
        for (int i = 0; i < lengths.Length; i++)
        {
            Episode episode = shard.Episodes[i];
            Set(scalars, episode);
            long episodeLength = scalars.CalculateSize() + LengthOfArrays(episode);
            length += FieldLength(Protocol.EpisodeShard.EpisodesFieldNumber, episodeLength);
            if (length > ShardFrame.DefaultMaxUnpackedBytes)
                throw new InvalidDataException($"Shard '{shard.ShardId}' has more than {ShardFrame.DefaultMaxUnpackedBytes} bytes, which is the most that it may have.");
            lengths[i] = (int)episodeLength;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent((int)length);
        var writer = new ShardMessageWriter(rented.AsSpan(0, (int)length));
        writer.Write(header, header.CalculateSize());
        for (int i = 0; i < lengths.Length; i++)
            writer.Write(shard.Episodes[i], scalars, lengths[i]);
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

    private static long LengthOfArrays(Episode episode) =>
        FieldLength(Protocol.Episode.ObservationsFieldNumber, (long)sizeof(float) * episode.Observations.Length)
        + LengthOfSegments(episode)
        + FieldLength(Protocol.Episode.ActionsFieldNumber, (long)sizeof(float) * episode.Actions.Length)
        + FieldLength(Protocol.Episode.RewardsFieldNumber, (long)sizeof(float) * episode.Rewards.Length)
        + FieldLength(Protocol.Episode.LogProbsFieldNumber, (long)sizeof(float) * episode.LogProbs.Length)
        + FieldLength(Protocol.Episode.PolicyVersionsFieldNumber, (long)sizeof(long) * episode.PolicyVersions.Length);

    // Whole rows have none, and an empty field is left out.
    private static long LengthOfSegments(Episode episode) =>
        episode.ObservationSegments.IsEmpty ? 0 : FieldLength(Protocol.Episode.ObservationSegmentsFieldNumber, (long)sizeof(int) * episode.ObservationSegments.Length);

    private static long FieldLength(int number, long length) =>
        CodedOutputStream.ComputeTagSize(number) + CodedOutputStream.ComputeUInt64Size((ulong)length) + length;

    private void Write(Episode episode, Protocol.Episode scalars, int length)
    {
        WriteFieldHeader(Protocol.EpisodeShard.EpisodesFieldNumber, length);
        Set(scalars, episode);
        Write(scalars, (int)(length - LengthOfArrays(episode)));
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
