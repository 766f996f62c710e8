using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace RlOrleans.Environments.Service.Sync;

/// <summary>What a datagram of the lock-step says.</summary>
internal enum SyncKind : byte
{
    /// <summary>Member: "I am (text), and the barrier that I come to next is (number)"; 0 for wherever the others are.</summary>
    Register = 1,

    /// <summary>Coordinator: "you are in; come to barrier (number) next".</summary>
    Welcome = 2,

    /// <summary>Member: "I am at barrier (number)". Repeated until the barrier is open.</summary>
    Arrive = 3,

    /// <summary>Coordinator: "the barriers up to (number) are open".</summary>
    Open = 4,

    /// <summary>Coordinator: "I know that you are at barrier (number); nothing is heard of (text)".</summary>
    Waiting = 5,

    /// <summary>Member: "I am there", said when nothing else is.</summary>
    Alive = 6,

    /// <summary>Member: "do not wait for me any more". Repeated until acknowledged.</summary>
    Leave = 7,

    /// <summary>Coordinator: "I wait for you no more".</summary>
    Left = 8,

    /// <summary>Coordinator: "no", for the reason of (number), in words (text).</summary>
    Refused = 9,
}

/// <summary>Why a coordinator refuses.</summary>
internal enum SyncRefusal : ulong
{
    /// <summary>The session is not known: the coordinator was restarted. Register again.</summary>
    UnknownSession = 1,

    /// <summary>A living member has the name.</summary>
    NameTaken = 2,

    /// <summary>There are as many members as there may be.</summary>
    Full = 3,
}

/// <summary>
/// One datagram, little-endian: magic "RLSY" · version (uint8) · kind (uint8) · length of text (uint16) · session (uint64)
/// · number (uint64) · text (UTF-8) · CRC-32C of all that precedes it (uint32).
/// </summary>
internal readonly record struct SyncDatagram(SyncKind Kind, ulong Session, ulong Number, string Text)
{
    /// <summary>Below the MTU of every common link: a datagram is never fragmented.</summary>
    public const int MaxBytes = 1200;

    private const byte Version = 1;
    private const int HeaderBytes = 24;
    private const int ChecksumBytes = 4;
    private const int MaxTextBytes = MaxBytes - HeaderBytes - ChecksumBytes;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Magic => "RLSY"u8;

    /// <summary>Writes the datagram, with as much of the text as fits, and returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        ReadOnlySpan<char> text = Text;
        while (Encoding.UTF8.GetByteCount(text) > MaxTextBytes)
            text = text[..^1];
        int length = Encoding.UTF8.GetBytes(text, destination[HeaderBytes..]);
        Magic.CopyTo(destination);
        destination[4] = Version;
        destination[5] = (byte)Kind;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], (ushort)length);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], Session);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], Number);
        int end = HeaderBytes + length;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[end..], Checksum(destination[..end]));
        return end + ChecksumBytes;
    }

    /// <summary>Reads a datagram. Anything that is not exactly one is no datagram at all.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out SyncDatagram datagram)
    {
        datagram = default;
        if (source.Length is < HeaderBytes + ChecksumBytes or > MaxBytes || !source[..4].SequenceEqual(Magic) || source[4] != Version)
            return false;
        var kind = (SyncKind)source[5];
        int length = BinaryPrimitives.ReadUInt16LittleEndian(source[6..]), end = HeaderBytes + length;
        if (kind is < SyncKind.Register or > SyncKind.Refused || source.Length != end + ChecksumBytes)
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[end..]) != Checksum(source[..end]))
            return false;
        try
        {
            string text = StrictUtf8.GetString(source[HeaderBytes..end]);
            datagram = new SyncDatagram(
                kind, BinaryPrimitives.ReadUInt64LittleEndian(source[8..]), BinaryPrimitives.ReadUInt64LittleEndian(source[16..]), text);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
