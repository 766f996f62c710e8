using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace RlOrleans.Runs.Reporting;

/// <summary>
/// The bytes of TensorBoard's event files: TensorFlow's Event message in protobuf (event.proto, summary.proto), as much
/// of it as scalars need, in the frame of a TFRecord.
/// </summary>
internal static class EventRecord
{
    private const int WallTimeField = 1;
    private const int StepField = 2;
    private const int FileVersionField = 3;
    private const int SummaryField = 5;
    private const int SessionLogField = 7;

    private const int SummaryValueField = 1;
    private const int ValueTagField = 1;
    private const int ValueSimpleField = 2;

    private const int SessionStatusField = 1;
    private const int SessionStart = 1;

    /// <summary>What has to stand first in a file.</summary>
    public static byte[] FileVersion(double wallTime)
    {
        ArrayBufferWriter<byte> message = Begin(wallTime, step: 0);
        WriteBytes(message, FileVersionField, "brain.Event:2"u8);
        return Frame(message.WrittenSpan);
    }

    /// <summary>A start of the session: TensorBoard forgets what other files have of this step and later ones.</summary>
    public static byte[] Start(double wallTime, long step)
    {
        ArrayBufferWriter<byte> message = Begin(wallTime, step);
        var session = new ArrayBufferWriter<byte>();
        WriteVarint(session, SessionStatusField << 3);
        WriteVarint(session, SessionStart);
        WriteBytes(message, SessionLogField, session.WrittenSpan);
        return Frame(message.WrittenSpan);
    }

    /// <summary>Scalars at a step.</summary>
    public static byte[] Scalars(double wallTime, long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        ArrayBufferWriter<byte> message = Begin(wallTime, step);
        var summary = new ArrayBufferWriter<byte>();
        foreach ((string tag, double value) in scalars)
        {
            var scalar = new ArrayBufferWriter<byte>();
            WriteBytes(scalar, ValueTagField, Encoding.UTF8.GetBytes(tag));
            WriteVarint(scalar, (ValueSimpleField << 3) | 5);
            BinaryPrimitives.WriteSingleLittleEndian(scalar.GetSpan(sizeof(float)), (float)value);
            scalar.Advance(sizeof(float));
            WriteBytes(summary, SummaryValueField, scalar.WrittenSpan);
        }

        WriteBytes(message, SummaryField, summary.WrittenSpan);
        return Frame(message.WrittenSpan);
    }

    /// <summary>The checksum of TFRecords: CRC-32C, rotated and shifted so that a checksum of checksums stays a good one.</summary>
    public static uint MaskedCrc(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Crc32C.Compute(bytes), 15) + 0xA282EAD8;

    // length (uint64) · masked CRC of the length · message · masked CRC of the message
    private static byte[] Frame(ReadOnlySpan<byte> message)
    {
        var record = new byte[sizeof(ulong) + sizeof(uint) + message.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedCrc(record.AsSpan(0, sizeof(ulong))));
        message.CopyTo(record.AsSpan(sizeof(ulong) + sizeof(uint)));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - sizeof(uint)), MaskedCrc(message));
        return record;
    }

    private static ArrayBufferWriter<byte> Begin(double wallTime, long step)
    {
        var message = new ArrayBufferWriter<byte>();
        WriteVarint(message, (WallTimeField << 3) | 1);
        BinaryPrimitives.WriteDoubleLittleEndian(message.GetSpan(sizeof(double)), wallTime);
        message.Advance(sizeof(double));
        WriteVarint(message, StepField << 3);
        WriteVarint(message, (ulong)step);
        return message;
    }

    private static void WriteBytes(ArrayBufferWriter<byte> destination, int field, ReadOnlySpan<byte> value)
    {
        WriteVarint(destination, (ulong)(field << 3) | 2);
        WriteVarint(destination, (ulong)value.Length);
        destination.Write(value);
    }

    private static void WriteVarint(ArrayBufferWriter<byte> destination, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            destination.Write([(byte)(value | 0x80)]);
        destination.Write([(byte)value]);
    }
}
