using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

// A tuple is its items in order, with nothing in between. The eighth item of a long tuple is the tuple of the rest.

internal sealed class ValueTupleCodec<T1>() : Codec<ValueTuple<T1>>(WireKind.Delimited)
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(ValueTuple<T1>),
        static () => CodecRegistry.IsShallow<T1>());

    public override void Write(ref Writer writer, ValueTuple<T1> value)
    {
        writer.WriteValue(value.Item1);
    }

    public override ValueTuple<T1> Read(ref Reader reader) =>
        new(reader.ReadValue<T1>());

    public override ValueTuple<T1> Copy(ValueTuple<T1> value, CopyContext context) =>
        new(context.Copy(value.Item1));
}

internal sealed class ValueTupleCodec<T1, T2>() : Codec<ValueTuple<T1, T2>>(WireKind.Delimited)
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(ValueTuple<T1, T2>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>());

    public override void Write(ref Writer writer, ValueTuple<T1, T2> value)
    {
        writer.WriteValue(value.Item1);
        writer.WriteValue(value.Item2);
    }

    public override ValueTuple<T1, T2> Read(ref Reader reader) =>
        new(reader.ReadValue<T1>(), reader.ReadValue<T2>());

    public override ValueTuple<T1, T2> Copy(ValueTuple<T1, T2> value, CopyContext context) =>
        new(context.Copy(value.Item1), context.Copy(value.Item2));
}

internal sealed class ValueTupleCodec<T1, T2, T3>() : Codec<ValueTuple<T1, T2, T3>>(WireKind.Delimited)
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(ValueTuple<T1, T2, T3>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>() && CodecRegistry.IsShallow<T3>());

    public override void Write(ref Writer writer, ValueTuple<T1, T2, T3> value)
    {
        writer.WriteValue(value.Item1);
        writer.WriteValue(value.Item2);
        writer.WriteValue(value.Item3);
    }

    public override ValueTuple<T1, T2, T3> Read(ref Reader reader) =>
        new(reader.ReadValue<T1>(), reader.ReadValue<T2>(), reader.ReadValue<T3>());

    public override ValueTuple<T1, T2, T3> Copy(ValueTuple<T1, T2, T3> value, CopyContext context) =>
        new(context.Copy(value.Item1), context.Copy(value.Item2), context.Copy(value.Item3));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4>() : Codec<ValueTuple<T1, T2, T3, T4>>(WireKind.Delimited)
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(ValueTuple<T1, T2, T3, T4>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>() && CodecRegistry.IsShallow<T3>() && CodecRegistry.IsShallow<T4>());

    public override void Write(ref Writer writer, ValueTuple<T1, T2, T3, T4> value)
    {
        writer.WriteValue(value.Item1);
        writer.WriteValue(value.Item2);
        writer.WriteValue(value.Item3);
        writer.WriteValue(value.Item4);
    }

    public override ValueTuple<T1, T2, T3, T4> Read(ref Reader reader) =>
        new(reader.ReadValue<T1>(), reader.ReadValue<T2>(), reader.ReadValue<T3>(), reader.ReadValue<T4>());

    public override ValueTuple<T1, T2, T3, T4> Copy(ValueTuple<T1, T2, T3, T4> value, CopyContext context) =>
        new(context.Copy(value.Item1), context.Copy(value.Item2), context.Copy(value.Item3), context.Copy(value.Item4));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5>() : Codec<ValueTuple<T1, T2, T3, T4, T5>>(WireKind.Delimited)
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(ValueTuple<T1, T2, T3, T4, T5>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>() && CodecRegistry.IsShallow<T3>() && CodecRegistry.IsShallow<T4>() && CodecRegistry.IsShallow<T5>());

    public override void Write(ref Writer writer, ValueTuple<T1, T2, T3, T4, T5> value)
    {
        writer.WriteValue(value.Item1);
        writer.WriteValue(value.Item2);
        writer.WriteValue(value.Item3);
        writer.WriteValue(value.Item4);
        writer.WriteValue(value.Item5);
    }

    public override ValueTuple<T1, T2, T3, T4, T5> Read(ref Reader reader) =>
        new(reader.ReadValue<T1>(), reader.ReadValue<T2>(), reader.ReadValue<T3>(), reader.ReadValue<T4>(), reader.ReadValue<T5>());

    public override ValueTuple<T1, T2, T3, T4, T5> Copy(ValueTuple<T1, T2, T3, T4, T5> value, CopyContext context) =>
        new(context.Copy(value.Item1), context.Copy(value.Item2), context.Copy(value.Item3), context.Copy(value.Item4), context.Copy(value.Item5));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5, T6>() : Codec<ValueTuple<T1, T2, T3, T4, T5, T6>>(WireKind.Delimited)
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(ValueTuple<T1, T2, T3, T4, T5, T6>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>() && CodecRegistry.IsShallow<T3>() && CodecRegistry.IsShallow<T4>() && CodecRegistry.IsShallow<T5>() && CodecRegistry.IsShallow<T6>());

    public override void Write(ref Writer writer, ValueTuple<T1, T2, T3, T4, T5, T6> value)
    {
        writer.WriteValue(value.Item1);
        writer.WriteValue(value.Item2);
        writer.WriteValue(value.Item3);
        writer.WriteValue(value.Item4);
        writer.WriteValue(value.Item5);
        writer.WriteValue(value.Item6);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6> Read(ref Reader reader) =>
        new(reader.ReadValue<T1>(), reader.ReadValue<T2>(), reader.ReadValue<T3>(), reader.ReadValue<T4>(), reader.ReadValue<T5>(), reader.ReadValue<T6>());

    public override ValueTuple<T1, T2, T3, T4, T5, T6> Copy(ValueTuple<T1, T2, T3, T4, T5, T6> value, CopyContext context) =>
        new(context.Copy(value.Item1), context.Copy(value.Item2), context.Copy(value.Item3), context.Copy(value.Item4), context.Copy(value.Item5), context.Copy(value.Item6));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5, T6, T7>() : Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>(WireKind.Delimited)
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(ValueTuple<T1, T2, T3, T4, T5, T6, T7>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>() && CodecRegistry.IsShallow<T3>() && CodecRegistry.IsShallow<T4>() && CodecRegistry.IsShallow<T5>() && CodecRegistry.IsShallow<T6>() && CodecRegistry.IsShallow<T7>());

    public override void Write(ref Writer writer, ValueTuple<T1, T2, T3, T4, T5, T6, T7> value)
    {
        writer.WriteValue(value.Item1);
        writer.WriteValue(value.Item2);
        writer.WriteValue(value.Item3);
        writer.WriteValue(value.Item4);
        writer.WriteValue(value.Item5);
        writer.WriteValue(value.Item6);
        writer.WriteValue(value.Item7);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7> Read(ref Reader reader) =>
        new(reader.ReadValue<T1>(), reader.ReadValue<T2>(), reader.ReadValue<T3>(), reader.ReadValue<T4>(), reader.ReadValue<T5>(), reader.ReadValue<T6>(), reader.ReadValue<T7>());

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7> Copy(ValueTuple<T1, T2, T3, T4, T5, T6, T7> value, CopyContext context) =>
        new(context.Copy(value.Item1), context.Copy(value.Item2), context.Copy(value.Item3), context.Copy(value.Item4), context.Copy(value.Item5), context.Copy(value.Item6), context.Copy(value.Item7));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5, T6, T7, TRest>() : Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>(WireKind.Delimited)
    where TRest : struct
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>() && CodecRegistry.IsShallow<T3>() && CodecRegistry.IsShallow<T4>() && CodecRegistry.IsShallow<T5>() && CodecRegistry.IsShallow<T6>() && CodecRegistry.IsShallow<T7>() && CodecRegistry.IsShallow<TRest>());

    public override void Write(ref Writer writer, ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value)
    {
        writer.WriteValue(value.Item1);
        writer.WriteValue(value.Item2);
        writer.WriteValue(value.Item3);
        writer.WriteValue(value.Item4);
        writer.WriteValue(value.Item5);
        writer.WriteValue(value.Item6);
        writer.WriteValue(value.Item7);
        writer.WriteValue(value.Rest);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> Read(ref Reader reader) =>
        new(reader.ReadValue<T1>(), reader.ReadValue<T2>(), reader.ReadValue<T3>(), reader.ReadValue<T4>(), reader.ReadValue<T5>(), reader.ReadValue<T6>(), reader.ReadValue<T7>(), reader.ReadValue<TRest>());

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> Copy(ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value, CopyContext context) =>
        new(context.Copy(value.Item1), context.Copy(value.Item2), context.Copy(value.Item3), context.Copy(value.Item4), context.Copy(value.Item5), context.Copy(value.Item6), context.Copy(value.Item7), context.Copy(value.Rest));
}
