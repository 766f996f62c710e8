using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Google.Protobuf;
using RlOrleans.Worker.Compression;

namespace RlOrleans.Worker.Staging;

/// <summary>
/// Reads a protobuf <c>EpisodeShard</c> out of a frame, an episode at a time: never more of the message is in memory than the
/// arrays of one episode, into which they are unpacked. What is read comes from elsewhere, so sizes are checked before memory
/// is taken.
/// </summary>
/// <remarks>The generated code reads what is short. Of arrays it would make two copies.</remarks>
internal sealed class ShardMessageReader : IDisposable
{
    /// <summary>Names and sizes; a frame's shape has a few numbers.</summary>
    private const int MaxHeaderBytes = 1 << 20;

    private const int BufferBytes = 1 << 16;
    private const int LastHeaderField = Protocol.EpisodeShard.EpisodeCountFieldNumber;

    // Field number and wire type 2, as WireFormat.MakeTag has it.
    private const uint ObservationsTag = (Protocol.Episode.ObservationsFieldNumber << 3) | 2;
    private const uint SegmentsTag = (Protocol.Episode.ObservationSegmentsFieldNumber << 3) | 2;
    private const uint ActionsTag = (Protocol.Episode.ActionsFieldNumber << 3) | 2;
    private const uint RewardsTag = (Protocol.Episode.RewardsFieldNumber << 3) | 2;
    private const uint LogProbsTag = (Protocol.Episode.LogProbsFieldNumber << 3) | 2;
    private const uint PolicyVersionsTag = (Protocol.Episode.PolicyVersionsFieldNumber << 3) | 2;

    private readonly ZstdReadStream _content;
    private readonly long _length;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private readonly ArrayBufferWriter<byte> _scalars = new();
    private int _start;
    private int _end;
    private long _position;
    private bool _hasCount;
    private bool _hasEpisode;

    /// <param name="frame">The frame.</param>
    /// <param name="contentLength">What it says that it holds.</param>
    public ShardMessageReader(ReadOnlyMemory<byte> frame, long contentLength)
    {
        _content = new ZstdReadStream(frame);
        _length = contentLength;
    }

    /// <summary>
    /// Reads what is no episode: up to the first episode where the message says that it all stands there, and to the end
    /// elsewhere.
    /// </summary>
    /// <returns>The message without episodes, and how many it has.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or something else.</exception>
    public (Protocol.EpisodeShard Header, int EpisodeCount) ReadHeader()
    {
        var header = new ArrayBufferWriter<byte>();
        int episodes = 0;
        while (TryReadTag(out uint tag))
        {
            if (!IsEpisode(tag))
            {
                CopyField(tag, header, LastHeaderField);
                continue;
            }

            if (episodes == 0 && Parse(Protocol.EpisodeShard.Parser, header.WrittenSpan) is { EpisodeCount: > 0 } whole)
                return whole.EpisodeCount <= int.MaxValue ? (whole, (int)whole.EpisodeCount) : throw NoShard($"it says that it has {whole.EpisodeCount} episodes");
            Skip(ReadLength());
            episodes++;
        }

        return (Parse(Protocol.EpisodeShard.Parser, header.WrittenSpan), episodes);
    }

    /// <summary>The next episode; null after the last one, when the frame is known to be whole.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public EpisodeMessage? ReadEpisode()
    {
        while (TryReadTag(out uint tag))
        {
            if (IsEpisode(tag))
            {
                _hasEpisode = true;
                return ReadEpisode(ReadLength());
            }

            // Whoever read up to the first episode does not know of these.
            int field = WireFormat.GetTagFieldNumber(tag);
            if (_hasEpisode && _hasCount && field <= LastHeaderField)
                throw NoShard($"it has the number of its episodes before them, and field {field} behind");
            _hasCount |= !_hasEpisode && field == Protocol.EpisodeShard.EpisodeCountFieldNumber;
            CopyField(tag, into: null, lastField: 0);
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _content.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private static T Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidDataException($"The frame does not hold an EpisodeShard: {error.Message}", error);
        }
    }

    private static InvalidDataException NoShard(string reason) => new($"The frame does not hold an EpisodeShard: {reason}.");

    private static bool IsEpisode(uint tag) => WireFormat.GetTagFieldNumber(tag) == Protocol.EpisodeShard.EpisodesFieldNumber
        && (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited ? true : throw NoShard("its episodes are no messages"));

    private EpisodeMessage ReadEpisode(int length)
    {
        long end = _position + length;
        _scalars.ResetWrittenCount();
        var arrays = new EpisodeMessage();
        while (_position < end)
        {
            if (!TryReadTag(out uint tag))
                throw NoShard("it ends within an episode");
            switch (tag)
            {
                case ObservationsTag:
                    arrays.Observations = ReadArray<float>("observations");
                    break;
                case SegmentsTag:
                    arrays.Segments = ReadArray<int>("observation_segments");
                    break;
                case ActionsTag:
                    arrays.Actions = ReadArray<float>("actions");
                    break;
                case RewardsTag:
                    arrays.Rewards = ReadArray<float>("rewards");
                    break;
                case LogProbsTag:
                    arrays.LogProbs = ReadArray<float>("log_probs");
                    break;
                case PolicyVersionsTag:
                    arrays.PolicyVersions = ReadArray<long>("policy_versions");
                    break;
                default:
                    CopyField(tag, _scalars, Protocol.Episode.ObservationSegmentsFieldNumber);
                    break;
            }
        }

        if (_position > end)
            throw NoShard("the fields of an episode are longer than it is");
        arrays.Scalars = Parse(Protocol.Episode.Parser, _scalars.WrittenSpan);
        return arrays;
    }

    // Frames are written and read on little-endian machines, so an array's memory has the form of the wire.
    private ImmutableArray<T> ReadArray<T>(string name)
        where T : unmanaged
    {
        int bytes = ReadLength(), size = Unsafe.SizeOf<T>();
        if (bytes % size != 0)
            throw new InvalidDataException($"An episode has {bytes} bytes of {name}, which are no whole numbers.");
        T[] array = GC.AllocateUninitializedArray<T>(bytes / size);
        Read(MemoryMarshal.AsBytes(array.AsSpan()));
        return ImmutableCollectionsMarshal.AsImmutableArray(array);
    }

    // Into a message of short fields, where there is one; fields of later versions are passed over.
    private void CopyField(uint tag, ArrayBufferWriter<byte>? into, int lastField)
    {
        int length = 0;
        ulong value = 0;
        WireFormat.WireType type = WireFormat.GetTagWireType(tag);
        switch (type)
        {
            case WireFormat.WireType.Varint:
                value = ReadVarint();
                break;
            case WireFormat.WireType.LengthDelimited:
                value = (ulong)(length = ReadLength());
                break;
            case WireFormat.WireType.Fixed32:
                length = sizeof(uint);
                break;
            case WireFormat.WireType.Fixed64:
                length = sizeof(ulong);
                break;
            default:
                throw NoShard($"a field has the type {(int)type}");
        }

        if (into is null || WireFormat.GetTagFieldNumber(tag) > lastField)
        {
            Skip(length);
            return;
        }

        if (into.WrittenCount + (long)length > MaxHeaderBytes)
            throw NoShard($"it has more than {MaxHeaderBytes} bytes beside its arrays");
        WriteVarint(tag, into);
        if (type is WireFormat.WireType.Varint or WireFormat.WireType.LengthDelimited)
            WriteVarint(value, into);
        if (length > 0)
        {
            Read(into.GetSpan(length)[..length]);
            into.Advance(length);
        }
    }

    private static void WriteVarint(ulong value, ArrayBufferWriter<byte> into)
    {
        for (; value >= 0x80; value >>= 7)
            into.Write([(byte)(value | 0x80)]);
        into.Write([(byte)value]);
    }

    private bool TryReadTag(out uint tag)
    {
        tag = 0;
        if (_start == _end && !Fill())
            return _position == _length ? false : throw NoShard($"it ends after {_position} of {_length} bytes");
        ulong value = ReadVarint();
        tag = (uint)value;
        return value is > 7 and <= uint.MaxValue ? true : throw NoShard($"{value} is no field");
    }

    private int ReadLength()
    {
        ulong length = ReadVarint();
        return length <= (ulong)(_length - _position) ? (int)length : throw NoShard($"a field of {length} bytes begins {_length - _position} bytes before the end");
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (_start == _end && !Fill())
                throw NoShard("it ends within a number");
            byte next = _buffer[_start++];
            _position++;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw NoShard("a number has more than ten bytes");
    }

    private void Read(Span<byte> destination)
    {
        int buffered = Math.Min(destination.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(destination);
        _start += buffered;
        if (_content.ReadAtLeast(destination[buffered..], destination.Length - buffered, throwOnEndOfStream: false) < destination.Length - buffered)
            throw NoShard("it ends within a field");
        _position += destination.Length;
    }

    private void Skip(int length)
    {
        for (int left = length; left > 0;)
        {
            if (_start == _end && !Fill())
                throw NoShard("it ends within a field");
            int passed = Math.Min(left, _end - _start);
            (_start, left, _position) = (_start + passed, left - passed, _position + passed);
        }
    }

    private bool Fill()
    {
        (_start, _end) = (0, _content.Read(_buffer));
        return _end > 0;
    }
}

/// <summary>An episode as it was read: its arrays, which may be of any length, and what is short.</summary>
internal sealed class EpisodeMessage
{
    public Protocol.Episode Scalars { get; set; } = new();

    public ImmutableArray<float> Observations { get; set; } = [];

    public ImmutableArray<int> Segments { get; set; } = [];

    public ImmutableArray<float> Actions { get; set; } = [];

    public ImmutableArray<float> Rewards { get; set; } = [];

    public ImmutableArray<float> LogProbs { get; set; } = [];

    public ImmutableArray<long> PolicyVersions { get; set; } = [];
}
