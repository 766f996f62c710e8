using System.Text;

namespace RlOrleans.Worker.Parquet.Format;

/// <summary>
/// Reads structs in Thrift's compact protocol. What does not belong there, ends too early or nests too deep throws
/// <see cref="InvalidDataException"/>; nothing is allocated on the word of a length that the source cannot hold.
/// </summary>
internal ref struct ThriftCompactReader(ReadOnlySpan<byte> source)
{
    private const int MaxDepth = 16;

    private readonly ReadOnlySpan<byte> _source = source;
    private int _lastField;
    private int _depth;

    /// <summary>How many bytes have been read.</summary>
    public int Position { get; private set; }

    /// <summary>Begins a struct; what is returned goes to <see cref="EndStruct"/>.</summary>
    public int BeginStruct()
    {
        if (++_depth > MaxDepth)
            throw new InvalidDataException("Metadata nests too deep.");
        int outer = _lastField;
        _lastField = 0;
        return outer;
    }

    public void EndStruct(int outer)
    {
        _depth--;
        _lastField = outer;
    }

    /// <summary>Goes to the next field; false at the end of the struct.</summary>
    public bool NextField(out int field, out ThriftType type)
    {
        int header = ReadByte();
        type = (ThriftType)(header & 0xF);
        field = 0;
        if (type == ThriftType.Stop)
            return false;
        int delta = header >> 4;
        field = delta == 0 ? (int)ReadZigzag() : _lastField + delta;
        _lastField = field;
        return true;
    }

    public static bool ReadBoolean(ThriftType type) => type switch
    {
        ThriftType.True => true,
        ThriftType.False => false,
        _ => throw Unexpected(type),
    };

    public int ReadInt32(ThriftType type)
    {
        long value = ReadInt64(type);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new InvalidDataException($"Metadata has {value} where a 32-bit integer belongs.");
    }

    public long ReadInt64(ThriftType type) => type switch
    {
        ThriftType.Int8 => (sbyte)ReadByte(),
        ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64 => ReadZigzag(),
        _ => throw Unexpected(type),
    };

    public ReadOnlySpan<byte> ReadBinary(ThriftType type)
    {
        if (type != ThriftType.Binary)
            throw Unexpected(type);
        return Take(ReadLength());
    }

    public string ReadString(ThriftType type) => Encoding.UTF8.GetString(ReadBinary(type));

    public int BeginList(ThriftType type, out ThriftType elements)
    {
        if (type is not (ThriftType.List or ThriftType.Set))
            throw Unexpected(type);
        int header = ReadByte();
        elements = (ThriftType)(header & 0xF);
        int count = header >> 4;
        if (count < 15)
            return count;

        // Each element takes at least a byte, so a longer list cannot be there.
        count = ReadLength();
        return count <= _source.Length - Position ? count : throw new InvalidDataException($"Metadata has a list of {count} elements and no room for it.");
    }

    /// <summary>Passes over a value that is of no interest.</summary>
    public void Skip(ThriftType type)
    {
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                break;
            case ThriftType.Int8:
                ReadByte();
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                ReadVarint();
                break;
            case ThriftType.Double:
                Take(sizeof(double));
                break;
            case ThriftType.Binary:
                Take(ReadLength());
                break;
            case ThriftType.List or ThriftType.Set:
                int count = BeginList(type, out ThriftType elements);
                for (int i = 0; i < count; i++)
                    SkipElement(elements);
                break;
            case ThriftType.Struct:
                int outer = BeginStruct();
                while (NextField(out _, out ThriftType inner))
                    Skip(inner);
                EndStruct(outer);
                break;
            default:
                throw Unexpected(type);
        }
    }

    private static InvalidDataException Unexpected(ThriftType type) => new($"Metadata has a value of type {type} where it does not belong.");

    private void SkipElement(ThriftType type)
    {
        // Unlike a field, a boolean element takes a byte.
        if (type is ThriftType.True or ThriftType.False)
            ReadByte();
        else
            Skip(type);
    }

    private byte ReadByte() => Take(1)[0];

    private int ReadLength()
    {
        ulong length = ReadVarint();
        return length <= int.MaxValue ? (int)length : throw new InvalidDataException($"Metadata has a length of {length}.");
    }

    private long ReadZigzag()
    {
        ulong value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("Metadata has an integer that does not end.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _source.Length - Position)
            throw new InvalidDataException("Metadata ends too early.");
        ReadOnlySpan<byte> taken = _source.Slice(Position, count);
        Position += count;
        return taken;
    }
}
