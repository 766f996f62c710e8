using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Codecs;

internal sealed class DateTimeCodec() : Codec<DateTime>(WireKind.Fixed64)
{
    private const int KindShift = 62;
    private const long TicksMask = (1L << KindShift) - 1;

    // The ticks and the kind as they are: a local time is not moved to the reader's time zone.
    public override void Write(ref Writer writer, DateTime value) => writer.WriteInt64(value.Ticks | ((long)value.Kind << KindShift));

    public override DateTime Read(ref Reader reader)
    {
        long packed = reader.ReadInt64();
        return new DateTime(packed & TicksMask, (DateTimeKind)(byte)((ulong)packed >> KindShift));
    }
}

internal sealed class DateTimeOffsetCodec() : Codec<DateTimeOffset>(WireKind.Fixed128)
{
    public override void Write(ref Writer writer, DateTimeOffset value)
    {
        writer.WriteInt64(value.Ticks);
        writer.WriteInt64(value.Offset.Ticks);
    }

    public override DateTimeOffset Read(ref Reader reader) => new(reader.ReadInt64(), new TimeSpan(reader.ReadInt64()));
}

internal sealed class TimeSpanCodec() : Codec<TimeSpan>(WireKind.Fixed64)
{
    public override void Write(ref Writer writer, TimeSpan value) => writer.WriteInt64(value.Ticks);

    public override TimeSpan Read(ref Reader reader) => new(reader.ReadInt64());
}

internal sealed class DateOnlyCodec() : Codec<DateOnly>(WireKind.VarInt)
{
    public override void Write(ref Writer writer, DateOnly value) => writer.WriteVarUInt32((uint)value.DayNumber);

    public override DateOnly Read(ref Reader reader) => DateOnly.FromDayNumber((int)IntegerRange.CheckUnsigned(reader.ReadVarUInt64(), int.MaxValue));
}

internal sealed class TimeOnlyCodec() : Codec<TimeOnly>(WireKind.Fixed64)
{
    public override void Write(ref Writer writer, TimeOnly value) => writer.WriteInt64(value.Ticks);

    public override TimeOnly Read(ref Reader reader) => new(reader.ReadInt64());
}
