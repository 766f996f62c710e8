using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

// A tuple is its items in order, with nothing in between. The eighth item of a long tuple is the tuple of the rest.

internal sealed class TupleCodec<T1>() : ObjectCodec(typeof(Tuple<T1>))
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(Tuple<T1>),
        static () => CodecRegistry.IsShallow<T1>());

    internal override void WriteObject(ref Writer writer, object value)
    {
        Tuple<T1> tuple = (Tuple<T1>)value;
        writer.WriteValue(tuple.Item1);
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        Tuple<T1> tuple = new(reader.ReadValue<T1>());
        reader.RecordObject(position, tuple);
        return tuple;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        Tuple<T1> tuple = (Tuple<T1>)value;
        Tuple<T1> copy = new(context.Copy(tuple.Item1));
        context.RecordCopy(value, copy);
        return copy;
    }
}

internal sealed class TupleCodec<T1, T2>() : ObjectCodec(typeof(Tuple<T1, T2>))
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(Tuple<T1, T2>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>());

    internal override void WriteObject(ref Writer writer, object value)
    {
        Tuple<T1, T2> tuple = (Tuple<T1, T2>)value;
        writer.WriteValue(tuple.Item1);
        writer.WriteValue(tuple.Item2);
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        Tuple<T1, T2> tuple = new(reader.ReadValue<T1>(), reader.ReadValue<T2>());
        reader.RecordObject(position, tuple);
        return tuple;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        Tuple<T1, T2> tuple = (Tuple<T1, T2>)value;
        Tuple<T1, T2> copy = new(context.Copy(tuple.Item1), context.Copy(tuple.Item2));
        context.RecordCopy(value, copy);
        return copy;
    }
}

internal sealed class TupleCodec<T1, T2, T3>() : ObjectCodec(typeof(Tuple<T1, T2, T3>))
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(Tuple<T1, T2, T3>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>() && CodecRegistry.IsShallow<T3>());

    internal override void WriteObject(ref Writer writer, object value)
    {
        Tuple<T1, T2, T3> tuple = (Tuple<T1, T2, T3>)value;
        writer.WriteValue(tuple.Item1);
        writer.WriteValue(tuple.Item2);
        writer.WriteValue(tuple.Item3);
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        Tuple<T1, T2, T3> tuple = new(reader.ReadValue<T1>(), reader.ReadValue<T2>(), reader.ReadValue<T3>());
        reader.RecordObject(position, tuple);
        return tuple;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        Tuple<T1, T2, T3> tuple = (Tuple<T1, T2, T3>)value;
        Tuple<T1, T2, T3> copy = new(context.Copy(tuple.Item1), context.Copy(tuple.Item2), context.Copy(tuple.Item3));
        context.RecordCopy(value, copy);
        return copy;
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4>() : ObjectCodec(typeof(Tuple<T1, T2, T3, T4>))
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(Tuple<T1, T2, T3, T4>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>() && CodecRegistry.IsShallow<T3>() && CodecRegistry.IsShallow<T4>());

    internal override void WriteObject(ref Writer writer, object value)
    {
        Tuple<T1, T2, T3, T4> tuple = (Tuple<T1, T2, T3, T4>)value;
        writer.WriteValue(tuple.Item1);
        writer.WriteValue(tuple.Item2);
        writer.WriteValue(tuple.Item3);
        writer.WriteValue(tuple.Item4);
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        Tuple<T1, T2, T3, T4> tuple = new(reader.ReadValue<T1>(), reader.ReadValue<T2>(), reader.ReadValue<T3>(), reader.ReadValue<T4>());
        reader.RecordObject(position, tuple);
        return tuple;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        Tuple<T1, T2, T3, T4> tuple = (Tuple<T1, T2, T3, T4>)value;
        Tuple<T1, T2, T3, T4> copy = new(context.Copy(tuple.Item1), context.Copy(tuple.Item2), context.Copy(tuple.Item3), context.Copy(tuple.Item4));
        context.RecordCopy(value, copy);
        return copy;
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5>() : ObjectCodec(typeof(Tuple<T1, T2, T3, T4, T5>))
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(Tuple<T1, T2, T3, T4, T5>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>() && CodecRegistry.IsShallow<T3>() && CodecRegistry.IsShallow<T4>() && CodecRegistry.IsShallow<T5>());

    internal override void WriteObject(ref Writer writer, object value)
    {
        Tuple<T1, T2, T3, T4, T5> tuple = (Tuple<T1, T2, T3, T4, T5>)value;
        writer.WriteValue(tuple.Item1);
        writer.WriteValue(tuple.Item2);
        writer.WriteValue(tuple.Item3);
        writer.WriteValue(tuple.Item4);
        writer.WriteValue(tuple.Item5);
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        Tuple<T1, T2, T3, T4, T5> tuple = new(reader.ReadValue<T1>(), reader.ReadValue<T2>(), reader.ReadValue<T3>(), reader.ReadValue<T4>(), reader.ReadValue<T5>());
        reader.RecordObject(position, tuple);
        return tuple;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        Tuple<T1, T2, T3, T4, T5> tuple = (Tuple<T1, T2, T3, T4, T5>)value;
        Tuple<T1, T2, T3, T4, T5> copy = new(context.Copy(tuple.Item1), context.Copy(tuple.Item2), context.Copy(tuple.Item3), context.Copy(tuple.Item4), context.Copy(tuple.Item5));
        context.RecordCopy(value, copy);
        return copy;
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6>() : ObjectCodec(typeof(Tuple<T1, T2, T3, T4, T5, T6>))
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(Tuple<T1, T2, T3, T4, T5, T6>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>() && CodecRegistry.IsShallow<T3>() && CodecRegistry.IsShallow<T4>() && CodecRegistry.IsShallow<T5>() && CodecRegistry.IsShallow<T6>());

    internal override void WriteObject(ref Writer writer, object value)
    {
        Tuple<T1, T2, T3, T4, T5, T6> tuple = (Tuple<T1, T2, T3, T4, T5, T6>)value;
        writer.WriteValue(tuple.Item1);
        writer.WriteValue(tuple.Item2);
        writer.WriteValue(tuple.Item3);
        writer.WriteValue(tuple.Item4);
        writer.WriteValue(tuple.Item5);
        writer.WriteValue(tuple.Item6);
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        Tuple<T1, T2, T3, T4, T5, T6> tuple = new(reader.ReadValue<T1>(), reader.ReadValue<T2>(), reader.ReadValue<T3>(), reader.ReadValue<T4>(), reader.ReadValue<T5>(), reader.ReadValue<T6>());
        reader.RecordObject(position, tuple);
        return tuple;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        Tuple<T1, T2, T3, T4, T5, T6> tuple = (Tuple<T1, T2, T3, T4, T5, T6>)value;
        Tuple<T1, T2, T3, T4, T5, T6> copy = new(context.Copy(tuple.Item1), context.Copy(tuple.Item2), context.Copy(tuple.Item3), context.Copy(tuple.Item4), context.Copy(tuple.Item5), context.Copy(tuple.Item6));
        context.RecordCopy(value, copy);
        return copy;
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6, T7>() : ObjectCodec(typeof(Tuple<T1, T2, T3, T4, T5, T6, T7>))
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(Tuple<T1, T2, T3, T4, T5, T6, T7>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>() && CodecRegistry.IsShallow<T3>() && CodecRegistry.IsShallow<T4>() && CodecRegistry.IsShallow<T5>() && CodecRegistry.IsShallow<T6>() && CodecRegistry.IsShallow<T7>());

    internal override void WriteObject(ref Writer writer, object value)
    {
        Tuple<T1, T2, T3, T4, T5, T6, T7> tuple = (Tuple<T1, T2, T3, T4, T5, T6, T7>)value;
        writer.WriteValue(tuple.Item1);
        writer.WriteValue(tuple.Item2);
        writer.WriteValue(tuple.Item3);
        writer.WriteValue(tuple.Item4);
        writer.WriteValue(tuple.Item5);
        writer.WriteValue(tuple.Item6);
        writer.WriteValue(tuple.Item7);
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        Tuple<T1, T2, T3, T4, T5, T6, T7> tuple = new(reader.ReadValue<T1>(), reader.ReadValue<T2>(), reader.ReadValue<T3>(), reader.ReadValue<T4>(), reader.ReadValue<T5>(), reader.ReadValue<T6>(), reader.ReadValue<T7>());
        reader.RecordObject(position, tuple);
        return tuple;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        Tuple<T1, T2, T3, T4, T5, T6, T7> tuple = (Tuple<T1, T2, T3, T4, T5, T6, T7>)value;
        Tuple<T1, T2, T3, T4, T5, T6, T7> copy = new(context.Copy(tuple.Item1), context.Copy(tuple.Item2), context.Copy(tuple.Item3), context.Copy(tuple.Item4), context.Copy(tuple.Item5), context.Copy(tuple.Item6), context.Copy(tuple.Item7));
        context.RecordCopy(value, copy);
        return copy;
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6, T7, TRest>() : ObjectCodec(typeof(Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>))
    where TRest : notnull
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>),
        static () => CodecRegistry.IsShallow<T1>() && CodecRegistry.IsShallow<T2>() && CodecRegistry.IsShallow<T3>() && CodecRegistry.IsShallow<T4>() && CodecRegistry.IsShallow<T5>() && CodecRegistry.IsShallow<T6>() && CodecRegistry.IsShallow<T7>() && CodecRegistry.IsShallow<TRest>());

    internal override void WriteObject(ref Writer writer, object value)
    {
        Tuple<T1, T2, T3, T4, T5, T6, T7, TRest> tuple = (Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>)value;
        writer.WriteValue(tuple.Item1);
        writer.WriteValue(tuple.Item2);
        writer.WriteValue(tuple.Item3);
        writer.WriteValue(tuple.Item4);
        writer.WriteValue(tuple.Item5);
        writer.WriteValue(tuple.Item6);
        writer.WriteValue(tuple.Item7);
        writer.WriteValue(tuple.Rest);
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        Tuple<T1, T2, T3, T4, T5, T6, T7, TRest> tuple = new(reader.ReadValue<T1>(), reader.ReadValue<T2>(), reader.ReadValue<T3>(), reader.ReadValue<T4>(), reader.ReadValue<T5>(), reader.ReadValue<T6>(), reader.ReadValue<T7>(), reader.ReadValue<TRest>());
        reader.RecordObject(position, tuple);
        return tuple;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        Tuple<T1, T2, T3, T4, T5, T6, T7, TRest> tuple = (Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>)value;
        Tuple<T1, T2, T3, T4, T5, T6, T7, TRest> copy = new(context.Copy(tuple.Item1), context.Copy(tuple.Item2), context.Copy(tuple.Item3), context.Copy(tuple.Item4), context.Copy(tuple.Item5), context.Copy(tuple.Item6), context.Copy(tuple.Item7), context.Copy(tuple.Rest));
        context.RecordCopy(value, copy);
        return copy;
    }
}
