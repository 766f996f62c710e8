using System.Buffers;
using System.Text;

namespace RlOrleans.Worker.Parquet.Format;

/// <summary>Writes structs in Thrift's compact protocol: as much of it as Parquet's metadata uses.</summary>
internal sealed class ThriftCompactWriter(IBufferWriter<byte> destination)
{
    private readonly Stack<int> _outerFields = new();
    private int _lastField;

    public void BeginStruct()
    {
        _outerFields.Push(_lastField);
        _lastField = 0;
    }

    public void EndStruct()
    {
        WriteByte(0);
        _lastField = _outerFields.Pop();
    }

    public void BeginStruct(int field)
    {
        WriteHeader(field, ThriftType.Struct);
        BeginStruct();
    }

    public void WriteBoolean(int field, bool value) => WriteHeader(field, value ? ThriftType.True : ThriftType.False);

    public void WriteInt8(int field, sbyte value)
    {
        WriteHeader(field, ThriftType.Int8);
        WriteByte((byte)value);
    }

    public void WriteInt32(int field, int value)
    {
        WriteHeader(field, ThriftType.Int32);
        WriteInt32(value);
    }

    public void WriteInt64(int field, long value)
    {
        WriteHeader(field, ThriftType.Int64);
        WriteVarint((ulong)((value << 1) ^ (value >> 63)));
    }

    public void WriteString(int field, string value)
    {
        WriteHeader(field, ThriftType.Binary);
        WriteString(value);
    }

    public void WriteBinary(int field, ReadOnlySpan<byte> value)
    {
        WriteHeader(field, ThriftType.Binary);
        WriteVarint((ulong)value.Length);
        destination.Write(value);
    }

    public void BeginList(int field, ThriftType elements, int count)
    {
        WriteHeader(field, ThriftType.List);
        if (count < 15)
        {
            WriteByte((byte)((count << 4) | (int)elements));
            return;
        }

        WriteByte((byte)(0xF0 | (int)elements));
        WriteVarint((ulong)count);
    }

    public void WriteInt32(int value) => WriteVarint((uint)((value << 1) ^ (value >> 31)));

    public void WriteString(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        WriteVarint((ulong)bytes.Length);
        destination.Write(bytes);
    }

    private void WriteHeader(int field, ThriftType type)
    {
        // Fields are written in ascending order, never more than 15 apart.
        WriteByte((byte)(((field - _lastField) << 4) | (int)type));
        _lastField = field;
    }

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            WriteByte((byte)(value | 0x80));
        WriteByte((byte)value);
    }

    private void WriteByte(byte value) => destination.Write([value]);
}

/// <summary>Types of the compact protocol; a boolean field has its value in its type.</summary>
internal enum ThriftType
{
    Stop = 0,
    True = 1,
    False = 2,
    Int8 = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
}
