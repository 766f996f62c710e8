using System.Buffers.Binary;
using System.Text;
using RlOrleans.Runs.Reporting;

namespace RlOrleans.Grains.Tests.Runs.Reporting;

public sealed class TensorBoardWriterTests : IDisposable
{
    private readonly ReportingFolder _folder = new();
    private readonly FixedTime _time = new(new DateTimeOffset(2026, 11, 21, 10, 0, 0, 500, TimeSpan.Zero));

    [Fact]
    public void Write_Updates_AreEventsWithTheirScalars()
    {
        string path;
        using (TensorBoardWriter writer = TensorBoardWriter.Create(_folder.Path, _time))
        {
            path = writer.Path;
            writer.Write(Points.At(1));
            _time.Advance(TimeSpan.FromSeconds(2));
            writer.Write(Points.At(300));
        }

        Event[] events = Read(path);
        Assert.Equal(3, events.Length);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal(_time.Start.ToUnixTimeMilliseconds() / 1000.0, events[0].WallTime);
        Assert.Equal(events[0].WallTime + 2, events[2].WallTime);
        Assert.Equal((256, 76_800), (events[1].Step, events[2].Step));
        Assert.Equal(
            [("rollout/ep_rew_mean", 320.5f), ("rollout/ep_len_mean", 321f), ("time/fps", 2048f), ("train/entropy", 0.625f), ("train/value_loss", (float)(1.0 / 300))],
            events[2].Scalars);
    }

    [Fact]
    public void Create_Resumed_StartsAfterTheCheckpoint()
    {
        string path;
        using (TensorBoardWriter writer = TensorBoardWriter.Create(_folder.Path, _time, resumedAtStep: 76_800))
            path = writer.Path;
        Event[] events = Read(path);
        Assert.Equal(2, events.Length);
        Assert.Equal((76_801L, 1), (events[1].Step, events[1].SessionStatus));
    }

    [Fact]
    public void Create_NewRun_HasNoStart()
    {
        using TensorBoardWriter writer = TensorBoardWriter.Create(_folder.Path, _time);
        Assert.All(Read(writer.Path), each => Assert.Equal(0, each.SessionStatus));
    }

    [Fact]
    public void Create_TwiceInASecond_MakesTwoFiles()
    {
        using TensorBoardWriter first = TensorBoardWriter.Create(_folder.Path, _time);
        using TensorBoardWriter second = TensorBoardWriter.Create(_folder.Path, _time);
        Assert.StartsWith($"events.out.tfevents.{_time.Start.ToUnixTimeSeconds()}.", Path.GetFileName(first.Path), StringComparison.Ordinal);
        Assert.EndsWith(".0", first.Path, StringComparison.Ordinal);
        Assert.EndsWith(".1", second.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("123456789", 0xE3069283u)]
    [InlineData("", 0u)]
    public void MaskedCrc_KnownText_IsItsMaskedChecksum(string text, uint crc) =>
        Assert.Equal(Mask(crc), EventRecord.MaskedCrc(Encoding.ASCII.GetBytes(text)));

    public void Dispose() => _folder.Dispose();

    private static uint Mask(uint crc) => ((crc >> 15) | (crc << 17)) + 0xA282EAD8;

    // Bit by bit, so that it shares nothing with the instruction that the writer uses.
    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return ~crc;
    }

    private static Event[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var events = new List<Event>();
        for (int position = 0; position < bytes.Length;)
        {
            ReadOnlySpan<byte> record = bytes.AsSpan(position);
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(record);
            Assert.Equal(Mask(Crc32C(record[..8])), BinaryPrimitives.ReadUInt32LittleEndian(record[8..]));
            ReadOnlySpan<byte> message = record.Slice(12, length);
            Assert.Equal(Mask(Crc32C(message)), BinaryPrimitives.ReadUInt32LittleEndian(record[(12 + length)..]));
            events.Add(Event.Parse(message));
            position += 12 + length + 4;
        }

        return [.. events];
    }

    private sealed record Event(double WallTime, long Step, string? FileVersion, (string Tag, float Value)[] Scalars, int SessionStatus)
    {
        public static Event Parse(ReadOnlySpan<byte> message)
        {
            var parsed = new Event(0, 0, null, [], 0);
            foreach ((int field, ulong number, byte[] bytes) in Fields(message))
            {
                parsed = field switch
                {
                    1 => parsed with { WallTime = BitConverter.UInt64BitsToDouble(number) },
                    2 => parsed with { Step = (long)number },
                    3 => parsed with { FileVersion = Encoding.UTF8.GetString(bytes) },
                    5 => parsed with { Scalars = [.. Fields(bytes).Select(value => Scalar(value.Bytes))] },
                    7 => parsed with { SessionStatus = (int)Fields(bytes).Single(inner => inner.Field == 1).Number },
                    _ => throw new InvalidDataException($"Field {field} does not belong in an event."),
                };
            }

            return parsed;
        }

        private static (string Tag, float Value) Scalar(byte[] message)
        {
            var fields = Fields(message);
            return (Encoding.UTF8.GetString(fields.Single(field => field.Field == 1).Bytes), BitConverter.UInt32BitsToSingle((uint)fields.Single(field => field.Field == 2).Number));
        }

        private static List<(int Field, ulong Number, byte[] Bytes)> Fields(ReadOnlySpan<byte> message)
        {
            var fields = new List<(int, ulong, byte[])>();
            while (!message.IsEmpty)
            {
                int key = (int)Varint(ref message);
                switch (key & 7)
                {
                    case 0:
                        fields.Add((key >> 3, Varint(ref message), []));
                        break;
                    case 1:
                        fields.Add((key >> 3, BinaryPrimitives.ReadUInt64LittleEndian(message), []));
                        message = message[8..];
                        break;
                    case 2:
                        int length = (int)Varint(ref message);
                        fields.Add((key >> 3, 0, message[..length].ToArray()));
                        message = message[length..];
                        break;
                    default:
                        fields.Add((key >> 3, BinaryPrimitives.ReadUInt32LittleEndian(message), []));
                        message = message[4..];
                        break;
                }
            }

            return fields;
        }

        private static ulong Varint(ref ReadOnlySpan<byte> bytes)
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = bytes[0];
                bytes = bytes[1..];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                    return value;
            }
        }
    }

    private sealed class FixedTime(DateTimeOffset start) : TimeProvider
    {
        private DateTimeOffset _now = start;

        public DateTimeOffset Start { get; } = start;

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
